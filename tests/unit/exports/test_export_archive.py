"""Archives: the same bytes for the same content, whole or not at all."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from lti_npq.errors import ExportError
from lti_npq.exports.archive import Entry, text_entry, write_archive


class FailingDisk(BytesIO):
    """A source that fails after its first bytes, as a disk does."""

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if not found:
            raise OSError(errno.EIO, "Input/output error")
        return found


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse writes beyond a size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_entries_are_sorted_whatever_order_they_come_in(tmp_path: Path) -> None:
    for name, order in (("a.zip", "xyz"), ("b.zip", "zyx")):
        write_archive(tmp_path / name, [text_entry(letter, b"text") for letter in order])
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert ZipFile(tmp_path / "a.zip").namelist() == ["x", "y", "z"]


def test_media_are_stored_and_text_is_deflated(tmp_path: Path) -> None:
    media = Entry("b.png", 4, lambda: BytesIO(b"\x00" * 4), stored=True)
    write_archive(tmp_path / "a.zip", [text_entry("a.txt", b"text" * 100), media])
    with ZipFile(tmp_path / "a.zip") as archive:
        assert [info.compress_type for info in archive.infolist()] == [ZIP_DEFLATED, ZIP_STORED]
        assert archive.testzip() is None


def test_progress_counts_bytes_to_the_last(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    write_archive(tmp_path / "a.zip", [text_entry("a", b"123"), text_entry("b", b"4567")], lambda *at: heard.append(at))
    assert heard == [(0, 7), (3, 7), (7, 7)]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 4096
    entry = Entry("a.bin", len(noise), lambda: BytesIO(noise), stored=True)
    with files_no_larger_than(100_000), pytest.raises(ExportError, match="could not be written: File too large"):
        write_archive(tmp_path / "a.zip", [entry])
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    out.write_bytes(b"the earlier package")

    def failing() -> BinaryIO:
        return FailingDisk(b"some bytes")

    with pytest.raises(ExportError, match="Input/output error"):
        write_archive(out, [Entry("a", 100, failing)])
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    assert out.read_bytes() == b"the earlier package"


def test_a_folder_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such file or directory"):
        write_archive(tmp_path / "missing" / "a.zip", [])


def test_a_name_of_255_characters_can_be_written(tmp_path: Path) -> None:
    out = tmp_path / ("n" * 251 + ".zip")
    write_archive(out, [text_entry("a", b"text")])
    assert out.is_file()
