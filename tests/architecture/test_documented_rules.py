"""Every rule of the package check is documented, and no other."""

import re

from architecture import package_rules
from lti_npq.exports.linting.rules import FAMILIES, RULES

_ROW = re.compile(r"^\| `([\w-]+)` \| (error|warning|information) \|", re.MULTILINE)


def test_every_rule_is_listed_once_with_its_severity_and_no_other():
    assert _ROW.findall(package_rules.PAGE.read_text()) == [(rule.code, rule.severity) for rule in RULES.values()]


def test_the_page_says_what_the_rules_say():
    assert package_rules.PAGE.read_text() == package_rules.page()


def test_no_two_rules_have_one_code():
    assert sum(map(len, FAMILIES.values())) == len(RULES)
