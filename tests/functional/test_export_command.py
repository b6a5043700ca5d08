"""`lti-npq export`: a whole package, or nothing."""

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from refusal import assert_refused
from tool_process import ToolProcess

from factories import small_package

Ran = subprocess.CompletedProcess[str]


def export(tool: ToolProcess, out: Path, package: str = "npqh-2021", format_name: str = "scorm12", *more: str) -> Ran:
    return tool.run("export", package, "--format", format_name, "-o", str(out), *more)


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


def test_one_module_is_a_package_and_an_unknown_one_is_refused(tool: ToolProcess, tmp_path: Path) -> None:
    out = tmp_path / "one.imscc"
    ran = export(tool, out, "npqh-2021", "cc11", "--module", "implementation")
    assert ran.returncode == 0, ran.stderr
    with ZipFile(out) as archive:
        assert all("_M_implementation" in name for name in archive.namelist() if name.endswith(".html"))
    wrong = export(tool, tmp_path / "x.zip", "npqh-2021", "cc11", "--module", "implementatio")
    assert_refused(wrong, "no module “implementatio”", "Did you mean implementation?")
    assert list(tmp_path.iterdir()) == [out]


def test_every_level_is_written_into_a_folder(tool: ToolProcess, tmp_path: Path) -> None:
    ran = tool.run("export", "--all", "--format", "cmi5", "--per", "module", "-o", str(tmp_path / "all"))
    assert ran.returncode == 0, ran.stderr
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert len(names) >= 14
    assert "npqh-2021-cmi5.zip" in names


def test_a_published_version_is_exported_and_one_that_is_not_is_refused(tool: ToolProcess, tmp_path: Path) -> None:
    tool.run("content", "publish", str(small_package(tmp_path / "small")))
    out = tmp_path / "small.zip"
    ran = export(tool, out, "small-2021@1.0.0", "html")
    assert ran.returncode == 0, ran.stderr
    assert out.is_file()
    assert_refused(export(tool, tmp_path / "x.zip", "small-2021@9.9.9", "html"), "No version “small-2021@9.9.9”")
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    "asked", [["--format", "html", "-o", "x"], ["npqh-2021", "--all", "--format", "html", "-o", "x"]]
)
def test_a_package_or_all_must_be_named_and_not_both(asked: list[str], tool: ToolProcess) -> None:
    ran = tool.run("export", *asked)
    assert ran.returncode == 2
    assert "Name one package" in ran.stderr
