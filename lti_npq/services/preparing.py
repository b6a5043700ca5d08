"""Packages for other systems that somebody asked for in the browser: written once and kept for a day.

A file's name follows from everything that its bytes depend on, so nothing needs to be remembered about it: on another
host, or after it was removed, the same address makes the same file again.
"""

import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

import msgspec

from lti_npq import __version__, exports, packages
from lti_npq.errors import NpqError
from lti_npq.services.exporting import Exportable, export

KEPT_SECONDS = 24 * 60 * 60
_FOLDER = "exports"


class Order(NamedTuple):
    """What somebody asked for."""

    digest: str
    """Of the published package."""
    what: Exportable
    format: exports.Format
    options: exports.Options

    @property
    def file_name(self) -> str:
        """What the file is called on the computer of whoever asked."""
        modules = self.options.modules
        part = modules[0] if len(modules) == 1 else f"{len(modules)}-modules" if modules else ""
        programme = self.what.programme
        names = (programme.key, part, programme.version, self.format.name)
        return "-".join(filter(None, names)) + self.format.suffix


class Step(NamedTuple):
    """How far it is."""

    done: int
    """Bytes written."""
    total: int
    failure: NpqError | None = None


def prepared(data_dir: Path, order: Order) -> Path:
    """Return the file, which is written now if it is not there.

    Raises:
        ExportError: If it cannot be written.
    """
    return _written(data_dir, order, None)


class Preparing:
    """Writes a file in a thread of its own, and says how far it is; whoever stops listening loses nothing."""

    def __init__(self, data_dir: Path, order: Order) -> None:
        self._steps: SimpleQueue[Step | None] = SimpleQueue()
        self._percent = -1
        Thread(target=self._run, args=(data_dir, order), daemon=True).start()

    def __iter__(self) -> "Preparing":
        return self

    def __next__(self) -> Step:
        step = self._steps.get()
        if step is None:
            raise StopIteration
        return step

    def _run(self, data_dir: Path, order: Order) -> None:
        try:
            _written(data_dir, order, self._note)
        except NpqError as failure:
            self._steps.put(Step(0, 0, failure))
        finally:
            self._steps.put(None)

    def _note(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self._steps.put(Step(done, total))


def _written(data_dir: Path, order: Order, progress: exports.Progress | None) -> Path:
    folder = data_dir / _FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{_name(order)}{order.format.suffix}"
    if path.exists():
        path.touch()
    else:
        _remove_old(folder)
        export(order.what, order.format.name, path, progress, order.options)
    return path


def _name(order: Order) -> str:
    parts = [__version__, packages.COMPILER_VERSION, order.digest, order.format.name, str(order.options)]
    return sha256(msgspec.json.encode(parts)).hexdigest()


def _remove_old(folder: Path) -> None:
    """Remove what was asked for longer ago, and what a process that was killed left unfinished."""
    before = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
