"""One file of a package, wherever it lies: its size is known, its bytes come when they are asked for.

So a package with hours of video takes no more memory than its largest page.
"""

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from zipfile import ZipFile, ZipInfo

CHUNK = 1024 * 1024
"""Bytes read at a time."""


class Member(Protocol):
    """A file of a package."""

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    def open(self) -> BinaryIO:
        """Return its bytes from the start; whoever opens it closes it."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """A file that is nothing but its bytes."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file of a folder."""

    path: Path
    size: int

    def open(self) -> BinaryIO:
        # What became a link since the folder was read is no part of the package.
        return os.fdopen(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


@dataclass(frozen=True, slots=True)
class Zipped:
    """A file of an archive, which stays open for as long as one of its files is known."""

    archive: ZipFile
    entry: ZipInfo

    @property
    def size(self) -> int:
        return self.entry.file_size

    def open(self) -> BinaryIO:
        return cast("BinaryIO", self.archive.open(self.entry))


def chunks(member: Member) -> Iterator[bytes]:
    """Return a file's bytes piece by piece."""
    with member.open() as file:
        while piece := file.read(CHUNK):
            yield piece
