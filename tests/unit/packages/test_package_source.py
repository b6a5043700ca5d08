"""Folders and archives as sources: the same content has one digest, and a hostile archive is refused."""

import io
import stat
import zipfile
from zipfile import ZipFile, ZipInfo

import pytest

from lti_npq.errors import ContentError
from lti_npq.packages import Source, read, read_archive, write_archive
from lti_npq.packages import archives as archives_module
from lti_npq.packages import source as source_module

OUTLINE = b"id: small\n"


def linked(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


HOSTILE = [
    # entries, what the refusal says
    ([("../evil.md", b"")], "leads outside"),
    ([("modules/../../evil.md", b"")], "leads outside"),
    ([("/etc/evil.md", b"")], "not safe"),
    ([("C:/evil.md", b"")], "not safe"),
    ([("..\\evil.md", b"")], "not safe"),
    ([("modules//evil.md", b"")], "leads outside"),
    ([("evil\n.md", b"")], "not safe"),
    ([(linked("link.md"), b"/etc/passwd")], "link or a device"),
    ([("Page.md", b""), ("page.md", b"")], "same name on some systems"),
    ([("A/x.md", b""), ("a/y.md", b"")], "same name on some systems"),
    ([("a", b""), ("a/b", b"")], "same name on some systems"),
    ([("caf\u00e9.md", b""), ("cafe\u0301.md", b"")], "same name on some systems"),
    ([("a/" * 300 + "b", b"")], "longer than"),
    ([("page.md", b"a"), ("page.md", b"b")], "2 times"),
]


def archive(path, entries):
    with ZipFile(path, "w") as written:
        for name, content in entries:
            written.writestr(name, content)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("entries", "reason"), HOSTILE)
def test_a_hostile_archive_is_refused(tmp_path, entries, reason):
    with pytest.raises(ContentError, match=reason):
        read_archive(archive(tmp_path / "package.zip", [("package.yaml", OUTLINE), *entries]))


def test_an_encrypted_archive_is_refused(tmp_path):
    path = archive(tmp_path / "package.zip", [("package.yaml", OUTLINE)])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(ContentError, match="encrypted"):
        read_archive(path)


def test_an_archive_packed_in_an_unusual_way_is_refused(tmp_path):
    with ZipFile(tmp_path / "package.zip", "w", zipfile.ZIP_LZMA) as written:
        written.writestr("package.yaml", OUTLINE)
    with pytest.raises(ContentError, match="unusual"):
        read_archive(tmp_path / "package.zip")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 40])
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "package.zip").write_bytes(content)
    with pytest.raises(ContentError, match="sound zip"):
        read_archive(tmp_path / "package.zip")


def test_a_missing_archive_is_refused(tmp_path):
    with pytest.raises(ContentError, match="there is no file"):
        read_archive(tmp_path / "package.zip")


def test_an_archive_whose_directory_points_nowhere_is_refused(tmp_path):
    path = archive(tmp_path / "package.zip", [("package.yaml", OUTLINE)])
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 42  # the offset of the entry
    content[at : at + 4] = b"\xff\xff\xff\x7f"
    path.write_bytes(content)
    with pytest.raises(ContentError, match="sound zip"):
        read_archive(path)


def test_an_archive_larger_than_any_package_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archives_module, "MOST_BYTES", 10)
    with pytest.raises(ContentError, match="larger than"):
        read_archive(archive(tmp_path / "package.zip", [("package.yaml", OUTLINE)]))


def test_a_damaged_archive_is_refused(tmp_path):
    path = archive(tmp_path / "package.zip", [("package.yaml", OUTLINE)])
    path.write_bytes(path.read_bytes().replace(OUTLINE, b"id: smell\n", 1))
    with pytest.raises(ContentError, match="sound zip"):
        read_archive(path)


def test_an_archive_that_would_unpack_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    with ZipFile(tmp_path / "package.zip", "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("package.yaml", b"#" * 100_000)
    monkeypatch.setattr(source_module, "MOST_BYTES", 99_999)
    with pytest.raises(ContentError, match="larger than"):
        read_archive(tmp_path / "package.zip")


def test_more_text_than_any_package_needs_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "MOST_TEXT", 100)
    films = [("package.yaml", OUTLINE), ("a.mp4", b"x" * 200), ("a.md", b"x" * 60)]
    assert len(read_archive(archive(tmp_path / "films.zip", films))) == 3
    with pytest.raises(ContentError, match="Markdown and YAML"):
        read_archive(archive(tmp_path / "texts.zip", [*films, ("b.md", b"x" * 60)]))


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(source_module, "MOST_FILES", 2)
    with pytest.raises(ContentError, match="more than 2 files"):
        Source({"a": b"", "b": b"", "c": b""})


@pytest.mark.parametrize("outer", ["", "npqh-2021/"])
def test_an_archive_may_hold_the_package_in_one_folder(tmp_path, outer):
    entries = [(f"{outer}package.yaml", OUTLINE), (f"{outer}tasks/a.md", b"a"), ("__MACOSX/._a.md", b"litter")]
    assert dict(read_archive(archive(tmp_path / "package.zip", entries))) == {
        "package.yaml": OUTLINE,
        "tasks/a.md": b"a",
    }


def test_an_archive_without_an_outline_is_refused(tmp_path):
    with pytest.raises(ContentError, match=r"no package\.yaml"):
        read_archive(archive(tmp_path / "package.zip", [("a/page.md", b""), ("b/page.md", b"")]))


def test_a_folder_and_its_archive_are_the_same_source(tmp_path, package):
    folder = tmp_path / "folder"
    for name, content in package.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / ".DS_Store").write_bytes(b"litter")
    with (tmp_path / "package.zip").open("wb") as file:
        write_archive(read(folder), file)
    assert dict(read_archive(tmp_path / "package.zip")) == dict(read(folder)) == package.files
    assert read_archive(tmp_path / "package.zip").digest == read(folder).digest


def test_a_folder_without_an_outline_is_refused(tmp_path):
    with pytest.raises(ContentError, match=r"no package\.yaml"):
        read(tmp_path)


@pytest.mark.parametrize("target", ["file", "folder"])
def test_a_symbolic_link_in_a_folder_is_refused(tmp_path, target):
    package = tmp_path / "package"
    package.mkdir()
    (package / "package.yaml").write_bytes(OUTLINE)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"secret")
    (package / "media").symlink_to(tmp_path / target)
    with pytest.raises(ContentError, match="not an ordinary file"):
        read(package)


def test_a_stored_archive_is_the_same_byte_for_byte(package):
    first, second = io.BytesIO(), io.BytesIO()
    write_archive(package.source, first)
    write_archive(Source(dict(reversed(package.files.items()))), second)
    assert first.getvalue() == second.getvalue()


def test_the_digest_is_the_same_on_every_machine_and_for_every_order():
    expected = "63662dceceaac3caee9e43ac15aa0c4c567225916cd9af28900e1dd71438b73e"
    assert Source({"a": b"1", "b": b"2"}).digest == Source({"b": b"2", "a": b"1"}).digest == expected


def test_the_digest_tells_where_a_name_ends_and_the_content_begins():
    assert Source({"ab": b"c"}).digest != Source({"a": b"bc"}).digest
