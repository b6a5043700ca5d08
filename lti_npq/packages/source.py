"""The files of one package, whether they lie in memory, in a folder or in an archive."""

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Self

from lti_npq.domain.archive_names import is_litter, is_plain, leads_outside, same_everywhere, with_folders
from lti_npq.errors import ContentError
from lti_npq.packages.members import InMemory, Member, OnDisk, chunks

MOST_FILES = 5_000
MOST_BYTES = 1024 * 1024 * 1024
"""Of all files of a package together."""
MOST_TEXT = 64 * 1024 * 1024
"""Bytes of the Markdown and YAML of a package together, which packs a thousand times smaller and takes long to read."""

_TEXT = (".md", ".markdown", ".yaml", ".yml")
_LONGEST_NAME = 500
"""Characters, with its folders."""


class Source(Mapping[str, bytes]):
    """The files of a package: POSIX names, relative to the package, and their bytes.

    Only `open`, `head` and `chunks` are for files that may be large: reading one by its name holds all of it.

    Raises:
        ContentError: If a name could lead outside the package or is used twice on systems that ignore case or
            how accents are composed, or if the package is larger than `MOST_FILES`, `MOST_BYTES` or `MOST_TEXT`.
    """

    def __init__(self, files: Mapping[str, bytes | Member]) -> None:
        members = {name: InMemory(file) if isinstance(file, bytes) else file for name, file in files.items()}
        self._files: dict[str, Member] = {name: members[name] for name in sorted(members)}
        for name in self._files:
            refuse_unsafe(name)
        _refuse_clashes(self._files)
        _refuse_much_text(self._files)
        refuse_excess(len(self._files), sum(member.size for member in self._files.values()))

    @classmethod
    def published(cls, files: Mapping[str, Member]) -> Self:
        """Return the files of a package that was let in once; what would be refused today is no reason now."""
        source = cls({})
        source._files = {name: files[name] for name in sorted(files)}
        return source

    def __getitem__(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def size(self, name: str) -> int:
        """Return the bytes of a file."""
        return self._files[name].size

    def open(self, name: str) -> BinaryIO:
        """Return a file to read from; whoever opens it closes it."""
        return self._files[name].open()

    def head(self, name: str, length: int) -> bytes:
        """Return what a file begins with."""
        with self.open(name) as file:
            return file.read(length)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Return a file's bytes piece by piece."""
        return chunks(self._files[name])

    def read_through(self) -> Self:
        """Read every byte once, so that whatever cannot be read comes to light now; return the source itself."""
        self.digest  # noqa: B018  # computing it is the reading
        return self

    @cached_property
    def digest(self) -> str:
        """SHA-256 over sorted names and bytes, each with its length in front, hexadecimal.

        Raises:
            ContentError: If a file has another length than was said, or changes while it is read.
        """
        running = sha256()
        for name, member in self._files.items():
            running.update(_length(len(name.encode())) + name.encode() + _length(member.size))
            length = 0
            for piece in chunks(member):
                running.update(piece)
                length += len(piece)
            if length != member.size:
                raise ContentError(f"{name} is not as long as it is said to be: pack it again")
        return running.hexdigest()


def _length(size: int) -> bytes:
    return size.to_bytes(8, "big")


def read(folder: Path) -> Source:
    """Read a package from a folder; hidden files and what systems leave behind are passed over.

    Raises:
        ContentError: If the folder has no package.yaml, holds a symbolic link or is too large.
    """
    if not (folder / "package.yaml").is_file():
        raise ContentError(f"{folder} is not a content package: it has no package.yaml")
    return read_files(folder)


def read_files(folder: Path) -> Source:
    """Read the files of a folder, whatever they are; hidden ones and what systems leave behind are passed over.

    Raises:
        ContentError: If the folder holds a symbolic link or is too large.
    """
    files: dict[str, Member] = {}
    size = 0
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            raise ContentError(f"{name} is not an ordinary file: put the file itself into the package")
        files[name] = OnDisk(path, path.stat().st_size)
        size += files[name].size
        refuse_excess(len(files), size)
    return Source(files)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in sorted(folders) if not is_litter(name)]
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from (Path(root) / name for name in [*linked, *sorted(names)] if not is_litter(name))


def refuse_unsafe(name: str) -> None:
    """Raise ContentError if a name could mean a file outside the package or could not be stored everywhere."""
    if len(name) > _LONGEST_NAME:
        raise ContentError(f"the file name {name[:50]!r}… is longer than {_LONGEST_NAME} characters: shorten it")
    if not is_plain(name):
        raise ContentError(f"the file name {name!r} is not safe: use relative names without ':' or '\\'")
    if leads_outside(name):
        raise ContentError(f"the file name {name!r} leads outside the package")


def refuse_excess(files: int, size: int) -> None:
    """Raise ContentError if a package has too many files or too many bytes."""
    if files > MOST_FILES:
        raise ContentError(f"the package has more than {MOST_FILES} files")
    if size > MOST_BYTES:
        raise ContentError(f"the package is larger than {MOST_BYTES // 1024**2} MB")


def _refuse_clashes(files: Mapping[str, Member]) -> None:
    seen: dict[str, str] = {}
    for path in chain.from_iterable(map(with_folders, files)):
        earlier = seen.setdefault(same_everywhere(path), path)
        if earlier != path:
            raise ContentError(f"{earlier} and {path} are the same name on some systems: rename one")


def _refuse_much_text(files: Mapping[str, Member]) -> None:
    if sum(member.size for name, member in files.items() if name.lower().endswith(_TEXT)) > MOST_TEXT:
        raise ContentError(f"the Markdown and YAML of the package are larger than {MOST_TEXT // 1024**2} MB together")
