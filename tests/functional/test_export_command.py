"""`lti-npq export`: a whole package, or nothing."""

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from refusal import assert_refused
from tool_process import ToolProcess

from factories import small_package

Ran = subprocess.CompletedProcess[str]


def export(tool: ToolProcess, out: Path, package: str = "npqh-2021", format_name: str = "scorm12") -> Ran:
    return tool.run("export", package, "--format", format_name, "-o", str(out))


def test_export_writes_a_package_and_says_what_it_wrote(tool: ToolProcess, tmp_path: Path) -> None:
    out = tmp_path / "npqh.zip"
    ran = export(tool, out)
    assert ran.returncode == 0, ran.stderr
    assert f"Wrote {out}" in ran.stdout
    with ZipFile(out) as archive:
        assert archive.testzip() is None
        assert "imsmanifest.xml" in archive.namelist()
    assert list(tmp_path.iterdir()) == [out]


def test_an_unknown_format_is_refused_with_those_that_are_known(tool: ToolProcess, tmp_path: Path) -> None:
    assert_refused(export(tool, tmp_path / "x.zip", format_name="scorm21"), "“scorm21” is not a format", "scorm12")
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_broken_content_leaves_what_was_there(tool: ToolProcess, tmp_path: Path) -> None:
    folder = small_package(tmp_path / "broken")
    (folder / "modules/planning/do.md").unlink()
    out = tmp_path / "x.zip"
    out.write_text("from before")
    ran = export(tool, out, package=str(folder))
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert out.read_text() == "from before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken", "x.zip"]


@pytest.mark.parametrize("where", ["nowhere/x.zip", "", "file/x.zip"])
def test_an_export_to_an_impossible_place_is_refused(where: str, tool: ToolProcess, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = export(tool, tmp_path / where)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert "lti-npq: " in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
