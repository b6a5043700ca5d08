"""Sources of published packages and their media, each under the digest of its bytes: in the data folder or a bucket."""

import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from lti_npq import packages
from lti_npq.domain.programme import MediaFile
from lti_npq.errors import NotFound
from lti_npq.settings import Settings
from lti_npq.storage.buckets import BucketFiles
from lti_npq.storage.files import Files, FolderFiles


class ContentStore:
    """Files that never change once written."""

    def __init__(self, folder: Path, files: Files | None = None) -> None:
        """Use a folder of this computer.

        Args:
            files: Where else they lie; the folder then only holds what is on its way.
        """
        self._scratch = folder
        self._files = files or FolderFiles(folder)

    @contextmanager
    def packed(self, source: packages.Source) -> Iterator["Packed"]:
        """Pack the files of a folder, so that what is published is what was read even if somebody edits on."""
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            packages.write_archive(source, file)
            yield Packed(packages.read_archive(file, "the package"), file)

    def keep(self, package: "Packed", media: Iterable[MediaFile]) -> list[str]:
        """Store a package's archive and its media; what is there already stays. Return the names of what is new."""
        new = []
        for entry in media:
            name = _medium(entry.digest)
            if not self._files.has(name):
                with package.source.open(entry.name) as content:
                    self._files.put(name, content)
                new.append(name)
        name = _archive(package.source.digest)
        if not self._files.has(name):
            package.file.seek(0)
            self._files.put(name, package.file)
            new.append(name)
        return new

    @contextmanager
    def source(self, digest: str) -> Iterator[packages.Source]:
        """Open a package as it was published."""
        name = _archive(digest)
        with self._open(name) as file:
            yield packages.read_published(file, name)

    def media(self, digest: str) -> BinaryIO:
        """Return a picture or other file to read from, at any place in it.

        Raises:
            NotFound: If there is none.
        """
        return self._open(_medium(digest))

    @staticmethod
    def names(digest: str, media: Iterable[MediaFile]) -> list[str]:
        """Return the names of everything that a package needs."""
        return [_archive(digest), *(_medium(entry.digest) for entry in media)]

    def lacks(self, names: Iterable[str]) -> bool:
        """Whether one of these files is missing."""
        return not all(map(self._files.has, names))

    def forget(self, names: Iterable[str]) -> None:
        """Remove files that nothing needs any more."""
        for name in names:
            self._files.remove(name)

    def _open(self, name: str) -> BinaryIO:
        try:
            return self._files.open(name)
        except FileNotFoundError:
            raise NotFound("There is no such picture or file.") from None


@dataclass(frozen=True, slots=True)
class Packed:
    """A package and the archive that it is read from."""

    source: packages.Source
    file: BinaryIO


def content_store(settings: Settings) -> ContentStore:
    """Return where the settings have content lie.

    Raises:
        SettingsError: If the address of the bucket is none.
    """
    files = BucketFiles(settings.storage_url) if settings.storage_url else None
    return ContentStore(settings.data_dir, files)


def require_reachable(settings: Settings) -> None:
    """Say at the start what is wrong with the bucket, if there is one.

    A process of its own asks: the S3 client has threads, which would be missing in whatever forks off this process.

    Raises:
        SettingsError: If its address is none.
        StorageUnreachable: If it does not answer, or does not let us in.
    """
    if settings.storage_url:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(_ask, settings.storage_url).result()


def _ask(url: str) -> None:
    BucketFiles(url).require_reachable()


def _medium(digest: str) -> str:
    return f"media/{digest}"


def _archive(digest: str) -> str:
    return f"packages/{digest}.zip"
