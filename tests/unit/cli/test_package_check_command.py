"""`lti-npq package check` as somebody at a terminal, or a script, meets it."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from lti_npq.cli import main

MANIFEST = """<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" identifier="m">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>C</title>
    <item identifier="a" identifierref="r"><title>A</title></item>
    <item identifier="b" identifierref="r"></item>
    <item identifier="c" identifierref="r"></item>
  </organization></organizations>
  <resources><resource identifier="r" type="webcontent" href="a.html" adlcp:scormtype="sco"><file href="a.html"/>
  </resource></resources>
</manifest>"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return written(tmp_path / "course.zip", MANIFEST)


def written(path: Path, manifest: str, *more: str) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
        for name in ("a.html", *more):
            archive.writestr(name, "<p>A</p>")
    return path


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["package", "check", *map(str, arguments)])


def test_findings_are_shown_with_place_remedy_and_reason_and_each_reason_once(package: Path) -> None:
    result = check(package)
    assert result.exit_code == 1
    assert f"{package}:imsmanifest.xml:6:5: error: The item “b” has no title. [title-missing]" in result.output
    assert f"{package}:imsmanifest.xml:7:5: error: The item “c” has no title. [title-missing]" in result.output
    assert result.output.count("why: The learner sees an empty line") == 1
    assert result.output.count("fix: Give it a title element") == 1
    assert result.output.splitlines()[-1] == f"{package} (SCORM 1.2): 2 errors, 2 for information"


def test_a_good_package_ends_well_and_a_warning_only_where_it_is_asked_for(tmp_path: Path) -> None:
    good = MANIFEST.replace('identifierref="r"></item>', 'identifierref="r"><title>T</title></item>')
    assert check(written(tmp_path / "a.zip", good)).exit_code == 0
    stray = written(tmp_path / "b.zip", good, "stray.txt")
    assert check(stray).exit_code == 0
    assert "warning: No resource lists “stray.txt”. [file-stray]" in check(stray).output
    assert check(stray, "--strict").exit_code == 1


def test_scripts_get_everything_as_json(package: Path) -> None:
    result = check(package, "--json")
    assert result.exit_code == 1
    [report] = json.loads(result.output)
    assert (report["formats"], report["errors"], report["warnings"]) == (["scorm12"], 2, 0)
    finding = report["findings"][-1]
    assert set(finding) == {"file", "line", "column", "severity", "code", "message", "why", "fix"}
    assert (finding["line"], finding["column"], finding["code"]) == (7, 5, "title-missing")


def test_a_file_that_is_missing_hides_no_other(package: Path, tmp_path: Path) -> None:
    result = check(tmp_path / "gone.zip", tmp_path, package)
    assert result.exit_code == 1
    assert f"There is no file {tmp_path / 'gone.zip'}." in result.output
    assert f"There is no file {tmp_path}." in result.output
    assert "2 errors" in result.output
    outcomes = json.loads(check(tmp_path / "gone.zip", package, "--json").output)
    assert [each["readable"] for each in outcomes] == [False, True]


def test_what_is_no_package_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "notes.zip"
    path.write_text("no zip file")
    result = check(path)
    assert result.exit_code == 1
    assert "error: This is no zip file, or only a part of one" in result.output
    assert "of no format that is known here" in result.output


def test_names_that_no_terminal_can_show_are_replaced(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", MANIFEST, "a\x1b[31mred")
    assert "\x1b" not in check(path).output
