"""`lti-npq content diff`: what it says of two versions, and its exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factories import small_package
from lti_npq import packages
from lti_npq.cli import main
from lti_npq.domain.pieces import pieces
from lti_npq.services import effects
from lti_npq.services.comparing import read_package


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["content", *map(str, arguments)])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return small_package(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = small_package(tmp_path / "new", version="1.1.0")
    task = folder / "tasks/fat-planning.md"
    task.write_text(task.read_text().replace("words: ", "words: 1"))
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("minutes: ", "minutes: 1"))
    return folder


def test_changes_are_named_with_what_they_mean(old, new):
    result = run("diff", old, new)
    assert result.exit_code == 0
    assert ": from 1.0.0 to 1.1.0" in result.output
    assert "changed page " in result.output
    assert "What was handed in stays; a draft must keep to the new limit." in result.output
    assert "Online study: " in result.output.splitlines()[-1]


def test_nothing_changes_between_a_folder_and_its_zip_file(tmp_path, old):
    archive = tmp_path / "old.zip"
    with archive.open("wb") as file:
        packages.write_archive(packages.read(old), file)
    result = run("diff", old, archive)
    assert result.exit_code == 0
    assert "Nothing changes for anybody." in result.output


def test_the_json_holds_every_change_with_its_effects(old, new):
    found = json.loads(run("diff", old, new, "--json").output)
    assert {change["what"] for change in found["changes"]} == {"page", "task"}
    assert all(change["effects"] for change in found["changes"])
    assert found["minutes_after"] > found["minutes_before"]


def test_a_published_version_is_compared_by_name(tmp_path, monkeypatch, old, new):
    monkeypatch.setenv("LTI_NPQ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LTI_NPQ_SECRET_KEY", "k" * 48)
    assert run("publish", old).exit_code == 0
    assert "changed page " in run("diff", "small-2021@1.0.0", new).output
    missing = run("diff", "small-2021@9.9.9", new)
    assert missing.exit_code == 1
    assert "No version “small-2021@9.9.9” is published." in missing.output


def test_a_package_with_errors_is_not_compared(old, new):
    page = new / "modules/planning/see.md"
    page.write_text(page.read_text().replace("phase: see", "phase: seen"))
    result = run("diff", old, new)
    assert result.exit_code == 1
    assert "there is no phase 'seen'" in result.output


def test_two_programmes_are_not_compared(tmp_path, old):
    result = run("diff", old, small_package(tmp_path / "other", id="other"))
    assert result.exit_code == 1
    assert "are two programmes" in result.output


def test_every_effect_is_of_something_that_can_change(old):
    known = {(piece.what, aspect) for piece in pieces(read_package(str(old))) for aspect in piece.aspects}
    assert set(effects.OF_ASPECTS) <= known
