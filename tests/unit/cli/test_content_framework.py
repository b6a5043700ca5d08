"""`lti-npq content framework`: what an author can choose from."""

import pytest
from click.testing import CliRunner, Result

from lti_npq.cli import main
from lti_npq.services.content import shipped_frameworks


def framework(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["content", "framework", *arguments])


def test_without_a_name_all_are_listed():
    assert framework().output.split() == [f"{edition}/{code}" for edition, code in shipped_frameworks().names]


@pytest.mark.parametrize("known", shipped_frameworks().all, ids=lambda known: f"{known.edition}-{known.code}")
def test_every_statement_is_shown_with_its_id(known):
    shown = framework(f"{known.edition}/{known.code}").output
    for statement in known.statements():
        assert f"    {statement.id}  learn " in shown
        assert statement.text in shown


def test_one_area_is_shown_alone():
    shown = framework("2021/npqh", "--area", "implementation").output.splitlines()
    assert shown[0] == "National Professional Qualification for Headship (2021)"
    assert shown[2] == "8. Implementation: implementation"
    assert {line.split()[0].rpartition("-")[0] for line in shown[3:]} == {"implementation"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2021/NPQX"], "There is no framework “2021/NPQX”. Did you mean 2021/NPQ"),
        (
            ["2021/NPQH", "--area", "culture"],
            "2021/NPQH has no area “culture”. Its areas are: school-culture, ",
        ),
    ],
)
def test_a_name_that_is_none_is_answered_with_those_that_are(arguments, words):
    ran = framework(*arguments)
    assert ran.exit_code == 1
    assert words in ran.output
