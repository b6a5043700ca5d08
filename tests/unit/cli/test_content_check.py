"""`lti-npq content check`: what it prints, and its exit status."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factories import small_package
from lti_npq.cli import main


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["content", "check", *map(str, arguments)])


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return small_package(tmp_path / "sound")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = small_package(tmp_path / "broken")
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("phase: see", "phase: seen").replace("## The", "# The"))
    return folder


def test_a_sound_package_passes(sound):
    result = check(sound)
    assert result.exit_code == 0
    assert f"{sound}: " in result.output


def test_every_problem_is_shown_with_place_fix_and_reason(broken):
    result = check(broken)
    assert result.exit_code == 1
    page = broken / "modules/planning/see.md"
    first = f"{page}:4:8: error: there is no phase 'seen' [unknown-reference]\n    fix: did you mean 'see'?\n    why: "
    assert first in result.output
    assert f"{page}:8:1: error: the title is the page's only first-level heading [heading-level]" in result.output
    assert "2 errors" in result.output.splitlines()[-1]


def test_a_reason_is_given_once(broken):
    page = broken / "modules/planning/do.md"
    page.write_text(page.read_text().replace("phase: do", "phase: done"))
    assert check(broken).output.count("What it refers to would be missing") == 1


def test_one_package_that_cannot_be_read_hides_no_other(broken, tmp_path):
    result = check(tmp_path / "nowhere", broken)
    assert result.exit_code == 1
    assert "There is no content package" in result.output
    assert "there is no phase 'seen'" in result.output


def test_a_zip_file_is_checked_like_a_folder(tmp_path, broken):
    from lti_npq import packages

    archive = tmp_path / "broken.zip"
    with archive.open("wb") as file:
        packages.write_archive(packages.read(broken), file)
    assert f"{archive}/modules/planning/see.md:4:8: error" in check(archive).output


def test_scripts_get_everything_as_json(broken, tmp_path):
    result = check(broken, tmp_path / "nowhere", "--json")
    assert result.exit_code == 1
    [found, unreadable] = json.loads(result.output)
    assert (found["package"], found["readable"], found["errors"]) == (str(broken), True, 2)
    [first, *_] = found["problems"]
    assert set(first) == {"file", "line", "column", "severity", "code", "message", "fix", "why"}
    assert (first["file"], first["line"], first["column"]) == ("modules/planning/see.md", 4, 8)
    assert unreadable["readable"] is False


def test_coverage_shows_every_area_of_the_framework_with_what_is_there(sound):
    page = sound / "modules/planning/see.md"
    page.write_text(page.read_text().replace("statements: []", "statements: [implementation-k1]"))
    shown = check(sound, "--coverage").output
    assert "Statements   Minutes  Tasks  Content area" in shown
    assert re.search(r"^ +1 of \d+ +30 +1  Implementation$", shown, re.MULTILINE)
    assert re.search(r"^ +0 of \d+ +0 +0  School Culture$", shown, re.MULTILINE)
    [found] = json.loads(check(sound, "--json").output)
    [area] = [each for each in found["coverage"] if each["area"] == "implementation"]
    assert (area["modules"], area["minutes"], area["tasks"]) == (["planning"], 30, ["fat-planning"])
    assert area["covered"] == ["implementation-k1"]
    assert "implementation-k2" in area["missing"]
    assert len(found["coverage"]) == 10


def test_warnings_fail_only_where_asked_to_be_strict(sound):
    (sound / "forgotten.md").write_text("Nobody reads this.")
    assert check(sound).exit_code == 0
    assert check(sound, "--strict").exit_code == 1
