"""A zip file that is the same for the same content, written in constant memory, whole or not at all.

Names are sorted and times fixed, so that the same version makes the same bytes. Text is deflated; media, which are
compressed already, are stored as they are, which is some ten times faster.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from msgspec import Struct

from lti_npq.errors import ExportError

Progress = Callable[[int, int], None]
"""Called with the bytes written and the bytes in all."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_CHUNK = 1 << 20
_UNIX = 3


class Entry(Struct, frozen=True):
    """One file to write."""

    name: str
    size: int
    """Bytes, before compression."""
    open: Callable[[], BinaryIO]
    stored: bool = False
    """Whether to leave it uncompressed."""


def text_entry(name: str, content: bytes) -> Entry:
    """Return an entry for content that is made on the spot."""
    return Entry(name=name, size=len(content), open=lambda: BytesIO(content))


def write_archive(out: Path, entries: Iterable[Entry], progress: Progress | None = None) -> None:
    """Write the zip beside `out`, then put it in its place.

    Raises:
        ExportError: If it cannot be written or an entry cannot be read; then nothing is left behind and a file that
            `out` named before is untouched.
    """
    ordered = sorted(entries, key=lambda entry: entry.name)
    try:
        with _replacing(out) as target, ZipFile(target, "w") as archive:
            _write_entries(archive, ordered, progress or _silent)
    except OSError as error:
        raise ExportError(f"“{out}” could not be written: {error.strerror or error}.") from error


@contextmanager
def _replacing(out: Path) -> Iterator[BinaryIO]:
    part = out.with_name(f".npq-{token_hex(8)}.part")
    try:
        with part.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write_entries(archive: ZipFile, entries: list[Entry], progress: Progress) -> None:
    total = sum(entry.size for entry in entries)
    done = 0
    progress(done, total)
    for entry in entries:
        for written in _write_entry(archive, entry):
            done += written
            progress(done, total)


def _write_entry(archive: ZipFile, entry: Entry) -> Iterator[int]:
    info = ZipInfo(entry.name, _EPOCH)
    info.compress_type = ZIP_STORED if entry.stored else ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _MODE
    info.file_size = entry.size
    with entry.open() as source, archive.open(info, "w") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)
            yield len(chunk)
    if info.file_size != entry.size:
        raise ExportError(f"“{entry.name}” is damaged: it has {info.file_size:,} bytes instead of {entry.size:,}.")


def _silent(_done: int, _total: int) -> None:
    pass
