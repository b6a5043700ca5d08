"""Commands are read when asked for."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from command_tree import commands
from lti_npq.cli import main


def loaded_by(statement: str) -> set[str]:
    """Return the packages that a fresh interpreter has read after a statement."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return {module.partition(".")[0] for module in told.stdout.split()}


def test_nothing_heavy_is_read_before_a_command_is_known() -> None:
    assert not loaded_by("import lti_npq.cli") & {"flask", "sqlalchemy", "lxml", "markdown_it", "jwt"}


def test_content_is_checked_without_what_only_imports_and_web_pages_need() -> None:
    assert not loaded_by("import lti_npq.cli.content.checking") & {"flask", "bs4", "mammoth", "gunicorn"}


@pytest.mark.parametrize(
    ("names", "command"), [pytest.param(*found, id=" ".join(found[0])) for found in commands(main)]
)
def test_a_command_is_called_as_its_group_lists_it(names: tuple[str, ...], command: click.Command) -> None:
    assert command.name == names[-1]


@pytest.mark.parametrize(("slip", "meant"), [(["sreve"], "serve"), (["content", "chekc"], "check")])
def test_a_slip_in_a_commands_name_is_told_what_may_be_meant(slip: list[str], meant: str) -> None:
    ran = CliRunner().invoke(main, slip)
    assert ran.exit_code == 2
    assert f"Did you mean '{meant}'?" in ran.stderr
