"""Every rule of the package check is broken once, and kept once."""

from pathlib import Path

import pytest
from export_sample import media, programme
from lint_faults import FAULTS, Fault
from lint_samples import SAMPLES, packed
from schemas import scorm_folder as scorm_schemas

from lti_npq.errors import ExportError
from lti_npq.exports import export
from lti_npq.exports.linting import Judgement, check_archive
from lti_npq.exports.linting.rules import RULES


def judged(fault: Fault, text: str) -> Judgement:
    sample = SAMPLES[fault.sample]
    assert fault.old in sample[fault.file]
    return check_archive(packed({**sample, fault.file: sample[fault.file].replace(fault.old, text)}))


def codes(judgement: Judgement) -> set[str]:
    return {finding.code for finding in judgement.findings}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_good_package_is_known_for_what_it_is_and_has_nothing_to_mend(name: str) -> None:
    judgement = check_archive(packed(SAMPLES[name]))
    assert judgement.findings == []
    assert [kind.name for kind in judgement.formats] == [name]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.sample}")
def test_a_fault_is_found_where_it_is(fault: Fault) -> None:
    judgement = judged(fault, fault.new)
    found = [finding for finding in judgement.findings if finding.code == fault.code]
    assert found, [finding.code for finding in judgement.findings]
    for finding in found:
        assert finding.line is None or 1 <= finding.line <= SAMPLES[fault.sample][fault.file].count("\n") + 2


@pytest.mark.parametrize(
    "fault", [each for each in FAULTS if each.fine], ids=lambda fault: f"{fault.code}-{fault.fine}"
)
def test_what_is_like_a_fault_and_none_is_let_pass(fault: Fault) -> None:
    assert fault.code not in codes(judged(fault, fault.fine or ""))


def test_every_rule_is_broken_somewhere() -> None:
    of_whole_files = {code for code in RULES if code.startswith("zip-")} | {"manifest-missing", "manifest-in-folder"}
    assert set(RULES) - {fault.code for fault in FAULTS} - of_whole_files == {
        "xsd",
        "xml-too-large",
        "control-documents",
        "many-findings",
    }


def test_missing_control_documents_are_named_for_information() -> None:
    names = [name for name in SAMPLES["scorm12"] if not name.endswith(".xsd")]
    judgement = check_archive(packed({name: SAMPLES["scorm12"][name] for name in names}))
    assert [(each.code, each.severity) for each in judgement.findings] == [("control-documents", "information")]


def test_a_finding_has_line_and_column_of_its_element() -> None:
    fault = Fault("title-missing", "scorm12", "imsmanifest.xml", "<title>First</title>", "")
    [finding] = judged(fault, fault.new).findings
    lines = SAMPLES["scorm12"]["imsmanifest.xml"].splitlines()
    assert finding.line is not None
    assert finding.column is not None
    assert lines[finding.line - 1][finding.column - 1 :].startswith('<item identifier="first"')
    assert finding.place == f"imsmanifest.xml:{finding.line}:{finding.column}"
    assert finding.severity == "error"
    assert finding.message == "The item “first” has no title."


def test_documents_are_compared_with_the_standards_schemas_where_they_are_at_hand(tmp_path: Path) -> None:
    (tmp_path / "scorm12").symlink_to(scorm_schemas("scorm12edition"))
    sample = SAMPLES["scorm12"]
    broken = sample["imsmanifest.xml"].replace("<title>Course</title>", "<title>Course</title><colour/>")
    findings = check_archive(packed({**sample, "imsmanifest.xml": broken}), tmp_path).findings
    [line] = [number for number, each in enumerate(broken.splitlines(), 1) if "<colour/>" in each]
    assert [(each.code, each.line) for each in findings] == [("xsd", line)]
    assert "colour" in findings[0].message
    assert check_archive(packed(sample), tmp_path).findings == []


def test_what_a_schema_set_does_not_know_is_left_out_of_the_comparison(tmp_path: Path) -> None:
    (tmp_path / "scorm2004-4").symlink_to(scorm_schemas("scorm20044thedition"))
    sample = SAMPLES["scorm2004-4"]
    lom = '<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><language>en</language></general></lom>'
    inline = sample["imsmanifest.xml"].replace("</metadata>", f"{lom}</metadata>")
    assert check_archive(packed({**sample, "imsmanifest.xml": inline}), tmp_path).findings == []


def test_an_export_with_a_fault_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"would have .* fault.*title-missing") as refused:
        export(programme(" "), "scorm12", media, tmp_path / "a.zip")
    assert "docs/package-check.md" in refused.value.advice
    assert list(tmp_path.iterdir()) == []


def test_schemas_that_are_none_are_said(tmp_path: Path) -> None:
    (tmp_path / "cmi5").mkdir()
    (tmp_path / "cmi5" / "CourseStructure.xsd").write_text("<nothing/>")
    with pytest.raises(ExportError, match="cannot be used"):
        check_archive(packed(SAMPLES["cmi5"]), tmp_path)


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        ('<IMG\n alt="a > b" SRC="x.png">', []),
        ("<img\nalt='a' SRC='x.png'>", ["x.png"]),
        ('<a href="x.html?a=1#b">b</a><a href="x.html">c</a>', ["x.html"]),
        ('<p>Write src="x.png" here</p>', []),
        ('<img src="data:image/png;base64,AA"><a href="#top"><a href="mailto:a@example.org">', []),
        ('<img src="a%26b&amp;c.png">', ["a&b&c.png"]),
        ("<img src=x.png><", []),
        ('<video poster="p.png"><source src="f.mp4"></video>', ["f.mp4", "p.png"]),
    ],
)
def test_what_pages_show_is_looked_for(page: str, missing: list[str]) -> None:
    findings = check_archive(packed({**SAMPLES["cmi5"], "index.html": page})).findings
    assert sorted(finding.message for finding in findings) == sorted(
        {f"There is no file “{name}” in the package." for name in missing}
    )
    assert {finding.code for finding in findings} <= {"page-missing-file"}
