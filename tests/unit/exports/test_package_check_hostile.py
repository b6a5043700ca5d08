"""Zip files that mean harm, or are damaged: a clear finding, and nothing is written or believed."""

import io
import stat
import struct
import warnings
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from lint_samples import CMI5, SCORM12, packed

from lti_npq.exports.linting import MOST_FINDINGS, Judgement, archives, check_archive, documents
from lti_npq.exports.linting import package as packages

MANIFEST = "imsmanifest.xml"


def judged(
    *more: tuple[str | ZipInfo, bytes], sample: dict[str, str] = SCORM12, method: int = ZIP_DEFLATED
) -> Judgement:
    """Check a good package with further files."""
    file = packed(sample)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that come twice
        with ZipFile(file, "a", method) as archive:
            for name, content in more:
                archive.writestr(name, content)
    return check_archive(file)


def codes(judgement: Judgement) -> set[str]:
    return {finding.code for finding in judgement.findings}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.php",
        "a/../../b",
        "/etc/passwd",
        "C:/b",
        "a\\..\\b",
        "a//b",
        "./a",
        "a\x01b",
        "a/\N{RIGHT-TO-LEFT OVERRIDE}b",
    ],
)
def test_names_that_lead_elsewhere_are_refused_and_nothing_is_read(name: str) -> None:
    judgement = judged((name, b"x"))
    assert "zip-unsafe-name" in codes(judgement)
    assert judgement.formats == ()


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(mode: int) -> None:
    link = ZipInfo("link")
    link.create_system, link.external_attr = 3, (mode | 0o777) << 16
    assert codes(judged((link, b"/etc/passwd"))) == {"zip-link"}


def test_a_bomb_is_not_unpacked() -> None:
    judgement = judged(("zeros.html", b"\0" * 64 * 1024**2))
    assert codes(judgement) == {"zip-bomb"}
    assert "67,108,864 bytes, more than 200 times its size" in judgement.findings[0].message


@pytest.mark.parametrize("size", [10 * 1024**3, 2**62])
def test_a_file_that_claims_to_unpack_to_gigabytes_is_not_read(size: int) -> None:
    liar = ZipInfo("page.html")
    liar.extra = struct.pack("<HHQ", 1, 8, size)
    file = packed(SCORM12)
    with ZipFile(file, "a") as archive:
        archive.writestr(liar, b"short")
    content = bytearray(file.getvalue())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = b"\xff" * 4
    assert codes(check_archive(io.BytesIO(content))) == {"zip-bomb"}


def test_files_that_share_their_bytes_are_not_read() -> None:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        archive.writestr("a.bin", bytes(range(256)) * 400)
        first, second = archive.getinfo("a.bin"), ZipInfo("b.bin")
        for name in ("header_offset", "compress_size", "file_size", "CRC", "external_attr"):
            setattr(second, name, getattr(first, name))
        archive.filelist.append(second)
    assert "zip-bomb" in codes(check_archive(file))


def test_more_files_than_a_package_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 5)
    assert codes(judged()) == {"zip-bomb"}


def test_a_vast_table_of_contents_is_not_even_loaded() -> None:
    content = bytearray(packed(SCORM12).getvalue())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (9 * 1024**2).to_bytes(4, "little")
    judgement = check_archive(io.BytesIO(content))
    assert codes(judgement) == {"zip-bomb"}
    assert "table of contents" in judgement.findings[0].message


def test_encrypted_files_are_refused() -> None:
    content = bytearray(packed(SCORM12).getvalue())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert codes(check_archive(io.BytesIO(content))) == {"zip-encrypted"}


def test_unusual_compression_is_refused() -> None:
    assert codes(judged(("a.txt", b"a" * 100), method=ZIP_BZIP2)) == {"zip-compression"}


def test_a_name_that_comes_twice_is_refused() -> None:
    assert codes(judged((MANIFEST, b"<manifest/>"))) == {"zip-duplicate"}


@pytest.mark.parametrize("name", ["INDEX.html", "App.js/x", "b C.html"])
def test_names_that_differ_in_capitals_alone_are_refused(name: str) -> None:
    assert codes(judged((name, b"x"))) == {"zip-clash"}


def test_names_that_differ_in_how_accents_are_composed_are_refused() -> None:
    assert "zip-clash" in codes(judged(("caf\u00e9.html", b""), ("cafe\u0301.html", b"")))


def test_names_that_are_not_marked_as_utf_8_are_pointed_out() -> None:
    content = packed({**CMI5, "caf\u00e9.html": ""}).getvalue()
    name = "caf\u00e9.html".encode()
    content = content.replace(name, name[:3] + b"\x82\x82" + name[5:])
    raw = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.rindex(mark) + flags + 1] &= 0xF7
    assert codes(check_archive(io.BytesIO(raw))) == {"zip-name-encoding"}


def test_long_names_and_what_systems_leave_behind_are_pointed_out() -> None:
    judgement = judged((f"{'x' * 300}.txt", b""), ("__MACOSX/._a.png", b""), (".DS_Store", b""), sample=CMI5)
    assert [(each.code, each.severity) for each in judgement.findings if each.code != "page-missing-file"] == [
        ("zip-litter", "warning"),
        ("zip-litter", "warning"),
        ("zip-long-name", "warning"),
    ]


def test_a_file_that_was_changed_after_packing_is_named() -> None:
    content = packed({"a.txt": "first", **SCORM12}).getvalue()
    with ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo("a.txt")
    raw = bytearray(content)
    raw[entry.header_offset + 14] ^= 0xFF
    central = raw.index(b"PK\x01\x02")
    raw[central + 16] ^= 0xFF
    judgement = check_archive(io.BytesIO(raw))
    assert [(each.code, each.file) for each in judgement.findings] == [("zip-damaged", "a.txt")]
    assert judgement.formats == ()


@pytest.mark.parametrize("part", [0, 1, 21, 100, 1000])
def test_a_truncated_file_is_damaged(part: int) -> None:
    assert codes(check_archive(io.BytesIO(packed(SCORM12).getvalue()[:part]))) == {"zip-damaged"}


def test_something_else_is_no_zip_file() -> None:
    assert codes(check_archive(io.BytesIO(b"%PDF-1.7 and so on" * 100))) == {"zip-damaged"}


def test_bytes_changed_at_random_never_end_in_a_traceback() -> None:
    whole = packed(SCORM12).getvalue()
    for place in range(0, len(whole), 29):
        raw = bytearray(whole)
        raw[place] ^= 0x5A
        check_archive(io.BytesIO(raw))


def test_entities_that_multiply_are_refused_before_they_are_defined() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    content = f'<!DOCTYPE m [<!ENTITY a0 "ha">{laughs}]><manifest>&a9;</manifest>'
    [finding] = check_archive(packed({MANIFEST: content})).findings
    assert (finding.code, finding.line) == ("xml-doctype", 1)


def test_no_entity_reads_a_file_of_the_computer(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    content = f'<!DOCTYPE m [<!ENTITY a SYSTEM "{secret.as_uri()}">]><manifest><title>&a;</title></manifest>'
    judgement = check_archive(packed({MANIFEST: content}))
    assert codes(judgement) == {"xml-doctype"}
    assert "the secret" not in str(judgement)


@pytest.mark.parametrize(
    "content", ["", "no", "<a", "\0", "<a>&nbsp;</a>", "<?xml version='1.0' encoding='x'?><a/>", "<a b='1' b='2'/>"]
)
def test_what_is_no_xml_is_said_with_its_place(content: str) -> None:
    [finding] = check_archive(packed({MANIFEST: content})).findings
    assert finding.code == "xml-malformed"
    assert finding.line == (None if "encoding" in content else 1)


def test_other_encodings_are_read() -> None:
    content = SCORM12[MANIFEST].replace('encoding="UTF-8"', 'encoding="UTF-16"')
    found = documents.parsed(MANIFEST, content.encode("utf-16"))
    assert isinstance(found, documents.Document)


def test_elements_nested_without_end_are_refused() -> None:
    content = b"<a>" * 5_000 + b"</a>" * 5_000
    found = documents.parsed(MANIFEST, content)
    assert isinstance(found, documents.Finding)
    assert found.code == "xml-malformed"


def test_a_document_too_large_to_hold_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_DOCUMENT", 100)
    monkeypatch.setattr(documents, "LARGEST_DOCUMENT", 100)
    assert "xml-too-large" in codes(judged())


@pytest.mark.parametrize("name", ["course/imsmanifest.xml", "course/cmi5.xml"])
def test_a_manifest_in_a_folder_is_pointed_out(name: str) -> None:
    [finding] = check_archive(packed({name: "<a/>"})).findings
    assert (finding.code, finding.file) == ("manifest-in-folder", name)


@pytest.mark.parametrize("name", ["a.html", "IMSManifest.xml"])
def test_a_zip_file_without_a_manifest_is_no_package(name: str) -> None:
    [finding] = check_archive(packed({name: "<a/>"})).findings
    assert finding.code == "manifest-missing"
    assert (name in finding.message) == (name == "IMSManifest.xml")


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    judged(("../../evil", b"x"))
    judged()
    assert list(tmp_path.iterdir()) == []


def test_findings_without_end_are_cut_and_that_is_said() -> None:
    items = "".join(f'<item identifier="i{number}"/>' for number in range(3_000))
    broken = SCORM12[MANIFEST].replace("</organization>", f"{items}</organization>")
    judgement = check_archive(packed({**SCORM12, MANIFEST: broken}))
    assert "many-findings" in codes(judgement)
    assert len(judgement.findings) == MOST_FINDINGS + 1


def test_what_a_terminal_would_obey_is_never_shown() -> None:
    page = '<img src="\x1b]0;title\x07.png"><img src="\u009b31m.png"><img src="\u202egnp.a">'
    findings = check_archive(packed({**CMI5, "index.html": page})).findings
    assert len(findings) == 3
    assert all(finding.message.isprintable() for finding in findings)


def test_a_chain_of_dependencies_and_many_namespaces_are_judged() -> None:
    chain = "".join(
        f'<resource identifier="r{n}" type="webcontent" adlcp:scormtype="asset"><file href="a.png"/>'
        f'<dependency identifierref="r{n + 1}"/></resource>'
        for n in range(5_000)
    )
    spaces = " ".join(f'xmlns:n{n}="urn:n{n}"' for n in range(500))
    manifest = (
        SCORM12[MANIFEST]
        .replace("<resources>", f"<resources>{chain}")
        .replace('identifier="m"', f'identifier="m" {spaces}')
    )
    assert "dependency-dangling" in codes(check_archive(packed({**SCORM12, MANIFEST: manifest})))
