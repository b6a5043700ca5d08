"""Zip files of unknown origin, read with suspicion: nothing is unpacked to disk, and nothing is believed.

What is dangerous is said for every entry, and then nothing of the file is read. What remains is read through once, so
that damage comes to light.
"""

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from io import SEEK_END
from itertools import chain
from typing import BinaryIO, cast
from zipfile import ZipFile, ZipInfo

from lti_npq.domain.archive_names import (
    LOOSEST,
    grows_too_much,
    is_litter,
    is_plain,
    leads_outside,
    same_everywhere,
    with_folders,
)
from lti_npq.exports.linting.findings import Finding, printable
from lti_npq.exports.linting.package import File, Package

MOST_FILES = 20_000
MOST_BYTES = 16 * 1024**3
"""Of all files together, once unpacked."""
MOST_DIRECTORY = 8 * 1024 * 1024
"""Bytes of the table of contents, which is held in memory: some 400 for each of `MOST_FILES`."""

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_LONGEST_PART = 255
_LONGEST_PATH = 240
_END, _END_SIZE = b"PK\x05\x06", 22
_END_64, _FAR = b"PK\x06\x06", 0xFFFFFFFF
_UNSOUND = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)
"""What zipfile raises for damaged archives, found by changing bytes at random."""


def opened(file: BinaryIO) -> tuple[Package | None, list[Finding]]:
    """Return what is in a zip file, or nothing where it is not to be read, and what is wrong with it as a zip file.

    The file must stay open as long as the package is read.
    """
    try:
        if _directory_size(file) > MOST_DIRECTORY:
            return None, [_bomb("its table of contents alone is larger than 8 MB")]
        archive = ZipFile(file)
    except _UNSOUND as error:
        return None, [Finding.of("zip-damaged", f"This is no zip file, or only a part of one: {error}.")]
    entries = archive.infolist()
    findings = list(_of_archive(entries, file.seek(0, SEEK_END)))
    findings += [finding for entry in entries for finding in _of_entry(entry)]
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    findings += _damages(archive, entries)
    kept = {
        entry.filename: File(entry.file_size, partial(_open, archive, entry)) for entry in entries if _counts(entry)
    }
    return (None if any(each.code == "zip-damaged" for each in findings) else Package(kept)), findings


def _directory_size(file: BinaryIO) -> int:
    """Return what the file says of the size of its table of contents; zipfile would read all of it."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _END_SIZE - 0xFFFF - 76))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        return 0  # zipfile will say that this is no zip file
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    far = tail.rfind(_END_64, 0, at)
    return int.from_bytes(tail[far + 40 : far + 48], "little") if length == _FAR and far >= 0 else length


def _counts(entry: ZipInfo) -> bool:
    return not entry.is_dir() and not is_litter(entry.filename)


def _bomb(what: str, file: str = "") -> Finding:
    return Finding.of("zip-bomb", f"Not read: {what}.", file)


def _of_archive(entries: list[ZipInfo], size: int) -> Iterator[Finding]:
    if len(entries) > MOST_FILES:
        yield _bomb(f"it has {len(entries):,} files, more than {MOST_FILES:,}")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        yield _bomb(f"its files would unpack to more than {MOST_BYTES // 1024**3} GB")
    if sum(entry.compress_size for entry in entries) > size:
        yield _bomb("its files overlap: together they are longer than the zip file")
    for name, times in Counter(entry.filename for entry in entries).items():
        if times > 1:
            yield Finding.of("zip-duplicate", f"There are {times} files of this name.", name)
    yield from _clashes([entry.filename for entry in entries])


def _clashes(names: list[str]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path in chain.from_iterable(map(with_folders, names)):
        earlier = seen.setdefault(same_everywhere(path), path)
        if earlier != path:
            yield Finding.of("zip-clash", f"“{earlier}” and “{path}” are one name on some systems.", path)


def _of_entry(entry: ZipInfo) -> Iterator[Finding]:
    name, shown = entry.orig_filename.removesuffix("/"), printable(entry.orig_filename)
    if not is_plain(name) or leads_outside(name):
        yield Finding.of("zip-unsafe-name", f"The name {shown!r} is not safe.", shown)
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield Finding.of("zip-link", "This is a link or a device, not a file.", shown)
    if entry.flag_bits & _ENCRYPTED:
        yield Finding.of("zip-encrypted", "This file is encrypted.", shown)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        yield Finding.of("zip-compression", f"This file is compressed by method {entry.compress_type}.", shown)
    if grows_too_much(entry.file_size, entry.compress_size):
        yield _bomb(f"this file would unpack to {entry.file_size:,} bytes, more than {LOOSEST} times its size", shown)
    if not entry.filename.isascii() and not entry.flag_bits & _UTF_8:
        yield Finding.of("zip-name-encoding", "The name has letters outside ASCII and is not marked as UTF-8.", shown)
    if len(name) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_PART for part in name.split("/")):
        yield Finding.of("zip-long-name", f"The name has {len(name)} characters.", shown)
    if is_litter(name) and not leads_outside(name):
        yield Finding.of("zip-litter", "This file is no part of a package.", shown)


def _damages(archive: ZipFile, entries: list[ZipInfo]) -> Iterator[Finding]:
    """Read every file once; zipfile compares its length and checksum."""
    for entry in entries:
        try:
            with archive.open(entry) as content:
                while content.read(_CHUNK):
                    pass
        except _UNSOUND as error:
            yield Finding.of("zip-damaged", f"This file cannot be read: {error}.", entry.filename)


def _open(archive: ZipFile, entry: ZipInfo) -> BinaryIO:
    return cast("BinaryIO", archive.open(entry))
