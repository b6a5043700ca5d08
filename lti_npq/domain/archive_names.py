"""What holds for the names of files in every zip file, whoever reads it."""

from collections.abc import Iterator
from unicodedata import normalize

LOOSEST = 200
"""Times that a file may grow when it is unpacked, from `SMALL` bytes on: prose and drawings grow by 3 to 20."""
SMALL = 1024 * 1024

_LITTER = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})


def is_litter(name: str) -> bool:
    """Tell whether some part of a name is hidden or left behind by a system, and so no part of a package."""
    return any(part in _LITTER or (part.startswith(".") and part != "..") for part in name.split("/"))


def is_plain(name: str) -> bool:
    """Tell whether a name is relative, without drives, backslashes and characters that nobody sees."""
    return not name.startswith("/") and ":" not in name and "\\" not in name and name.isprintable()


def leads_outside(name: str) -> bool:
    """Tell whether a name has a part that is no name, such as `..`."""
    return any(part in {"", ".", ".."} for part in name.split("/"))


def same_everywhere(path: str) -> str:
    """Return what is the same for paths that some system cannot tell apart (Unicode 3.13, D145)."""
    return normalize("NFD", normalize("NFD", path).casefold()).rstrip("/")


def with_folders(name: str) -> Iterator[str]:
    """Return a file's name after those of its folders, which end in a slash."""
    yield from (name[: at + 1] for at, mark in enumerate(name) if mark == "/")
    yield name


def grows_too_much(size: int, packed: int) -> bool:
    """Tell whether a file of so many bytes, packed into so many, would fill a disk rather than be of use."""
    return size > max(SMALL, LOOSEST * packed)
