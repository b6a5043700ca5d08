"""Packages as zip files: read with suspicion, written the same byte for byte every time."""

import shutil
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import SEEK_END
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from lti_npq.domain.archive_names import LOOSEST, grows_too_much, is_litter
from lti_npq.errors import ContentError
from lti_npq.packages.members import CHUNK, Zipped
from lti_npq.packages.source import MOST_BYTES, Source, refuse_excess, refuse_unsafe

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file can name; a fixed one keeps archives reproducible."""

_ENCRYPTED = 0x1

_PACKED_ALREADY = frozenset({".mp4", ".webm", ".mp3", ".m4a", ".ogg", ".jpg", ".jpeg", ".png", ".gif", ".webp"})
"""Packing these once more would take long and save nothing."""

_Arrange = Callable[[dict[str, Zipped], str], dict[str, Zipped]]

_UNSOUND = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
"""What zipfile raises for damaged archives, found by changing bytes at random."""


def read_archive(archive: Path | BinaryIO, name: str = "") -> Source:
    """Read a package from a zip file, whose files may all stand in one folder.

    Everything is unpacked once to see that it is sound, and nothing of that is kept.

    Args:
        archive: Where the file lies, or the file itself, which must then stay open as long as the package is read.
        name: What to call it.

    Raises:
        ContentError: If the file is no zip, or has an entry that is encrypted, a link, named twice, named so that it
            leads outside, or packed in an unusual way, or if it is too large or has no package.yaml.
    """
    return _read(archive, name, _without_outer_folder)


@contextmanager
def any_archive(path: Path) -> Iterator[Source]:
    """Read a zip file that need not be a package, with the same suspicion; it is closed afterwards.

    Raises:
        ContentError: As `read_archive`, but for a package.yaml that is missing.
    """
    with path.open("rb") as file:
        yield _read(file, path.name, lambda files, _name: files)


def read_published(archive: BinaryIO, name: str) -> Source:
    """Read a package that was published, and so let in once: nothing is refused for what an archive must not hold now.

    Raises:
        ContentError: If it is no zip file any more.
    """
    try:
        return Source.published(_without_outer_folder(_kept(ZipFile(archive)), name))
    except _UNSOUND as error:
        raise ContentError(f"{name} is not a sound zip file: {error}") from error


def _read(
    archive: Path | BinaryIO, name: str, arranged: Callable[[dict[str, Zipped], str], dict[str, Zipped]]
) -> Source:
    if isinstance(archive, Path):
        if not archive.is_file():
            raise ContentError(f"there is no file {archive}")
        name = archive.name
    size = archive.stat().st_size if isinstance(archive, Path) else archive.seek(0, SEEK_END)
    if size > MOST_BYTES:
        raise ContentError(f"{name} is larger than {MOST_BYTES // 1024**2} MB")
    try:
        return Source(arranged(_contents(ZipFile(archive)), name)).read_through()
    except _UNSOUND as error:
        raise ContentError(f"{name} is not a sound zip file: {error}") from error


def write_archive(source: Source, file: BinaryIO) -> None:
    """Write a package as a zip file; the same source gives the same bytes."""
    with ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source:
            with source.open(name) as content, archive.open(_entry(name, source.size(name)), "w") as packed:
                shutil.copyfileobj(content, packed, CHUNK)


def _entry(name: str, size: int) -> ZipInfo:
    entry = ZipInfo(name, _EARLIEST)
    is_packed = PurePosixPath(name).suffix.lower() in _PACKED_ALREADY
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.file_size = size
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def _contents(archive: ZipFile) -> dict[str, Zipped]:
    entries = archive.infolist()
    refuse_excess(len(entries), sum(entry.file_size for entry in entries))
    for entry in entries:
        _refuse(entry)
    [(name, times)] = Counter(entry.filename for entry in entries).most_common(1) or [("", 0)]
    if times > 1:
        raise ContentError(f"{name} stands in the archive {times} times")
    return _kept(archive)


def _kept(archive: ZipFile) -> dict[str, Zipped]:
    kept = [entry for entry in archive.infolist() if not entry.is_dir() and not is_litter(entry.filename)]
    return {entry.filename: Zipped(archive, entry) for entry in kept}


def _refuse(entry: ZipInfo) -> None:
    refuse_unsafe(entry.orig_filename.removesuffix("/"))
    if entry.flag_bits & _ENCRYPTED:
        raise ContentError(f"{entry.filename} is encrypted: pack it without a password")
    mode = stat.S_IFMT(entry.external_attr >> 16)
    if mode not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ContentError(f"{entry.filename} is a link or a device: pack the file itself")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ContentError(f"{entry.filename} is packed in an unusual way: use ordinary zip compression")
    # What is said of sizes here holds: zipfile reads no more than the one, gives no more than the other.
    if grows_too_much(entry.file_size, entry.compress_size):
        raise ContentError(f"{entry.filename} would unpack to more than {LOOSEST} times its size: leave it out")


def _without_outer_folder(files: dict[str, Zipped], archive: str) -> dict[str, Zipped]:
    if "package.yaml" in files:
        return files
    outer = {name.partition("/")[0] for name in files}
    if len(outer) == 1 and f"{next(iter(outer))}/package.yaml" in files:
        return {name.partition("/")[2]: content for name, content in files.items()}
    raise ContentError(f"{archive} is not a content package: it has no package.yaml")
