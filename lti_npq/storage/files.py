"""Files that never change once written: in a folder by default, in a bucket where several hosts serve."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024
"""Bytes copied at a time."""


class Files(Protocol):
    """Where files lie by name; parts of a name are divided by `/`."""

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        ...

    def put(self, name: str, content: BinaryIO) -> None:
        """Write a file so that it is there whole or not at all."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Return a file to read from, at any place in it.

        Raises:
            FileNotFoundError: If there is none.
        """
        ...

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        ...


class FolderFiles:
    """Files in a folder of this computer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def put(self, name: str, content: BinaryIO) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = Path(file.name)
            try:
                shutil.copyfileobj(content, file, CHUNK)
                file.flush()
                # Temporary files are their maker's alone, and whoever publishes need not be who serves.
                os.fchmod(file.fileno(), 0o644)
                os.fsync(file.fileno())
            except BaseException:
                temporary.unlink()
                raise
        temporary.replace(path)

    def open(self, name: str) -> BinaryIO:
        return (self._folder / name).open("rb")

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
