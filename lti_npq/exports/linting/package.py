"""The files of a package as checks see them: names and sizes, and the bytes of those few that are read.

So a package with hours of film takes no more memory than its largest document.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import BinaryIO, Self

from msgspec import Struct

from lti_npq.domain.archive_names import same_everywhere
from lti_npq.exports.archive import Entry

LARGEST_DOCUMENT = 16 * 1024 * 1024
"""Bytes of a document that is read."""


class TooLarge(Exception):
    """A document is larger than `LARGEST_DOCUMENT`."""


class File(Struct, frozen=True):
    """One file."""

    size: int
    open: Callable[[], BinaryIO]


class Package:
    """The files by their names."""

    def __init__(self, files: dict[str, File]) -> None:
        self._files = files
        self.names = frozenset(files)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Return the files of an export before they are written."""
        return cls({entry.name: File(entry.size, entry.open) for entry in entries})

    def read(self, name: str) -> bytes:
        """Return a file.

        Raises:
            KeyError: If there is none of this name.
            TooLarge: If it is larger than `LARGEST_DOCUMENT`.
        """
        file = self._files[name]
        if file.size > LARGEST_DOCUMENT:
            raise TooLarge
        with file.open() as content:
            return content.read()

    def otherwise_written(self, name: str) -> str | None:
        """Return a file whose name differs from this one in capitals or accents alone."""
        return self._folded.get(same_everywhere(name))

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {same_everywhere(name): name for name in self.names}
