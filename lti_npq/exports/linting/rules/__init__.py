"""Every rule as data, a table for each family; the checks beside this folder find what breaks them.

`docs/package-check.md` lists them all; a test compares the two.
"""

from lti_npq.exports.linting.rules import archive, cartridge, cmi5, packaging, quizzes, scorm, sequencing
from lti_npq.exports.linting.rules.rule import Rule, Severity

__all__ = ["FAMILIES", "RULES", "Rule", "Severity"]

FAMILIES: dict[str, tuple[Rule, ...]] = {
    "The zip file and its XML": archive.RULES,
    "Manifests of SCORM and Common Cartridge": packaging.RULES,
    "SCORM": scorm.RULES,
    "Sequencing of SCORM 2004": sequencing.RULES,
    "cmi5": cmi5.RULES,
    "Common Cartridge": cartridge.RULES,
    "Quizzes of a cartridge": quizzes.RULES,
}
"""The tables by what they are about."""

RULES: dict[str, Rule] = {rule.code: rule for table in FAMILIES.values() for rule in table}
"""All rules by their codes."""
