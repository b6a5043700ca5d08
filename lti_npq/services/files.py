"""The data folder: sources of published packages and their media, each under the digest of its bytes."""

import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from lti_npq import packages
from lti_npq.domain.programme import MediaFile
from lti_npq.errors import NotFound, SettingsError


def prepare_folder(folder: Path) -> None:
    """Make the data folder, or say why it cannot be used.

    Raises:
        SettingsError: If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as failure:
        raise SettingsError(
            f"The data folder {folder} cannot be written to: {failure.strerror}.",
            advice="Give the user that runs lti-npq write access, or set LTI_NPQ_DATA_DIR to another folder.",
        ) from None


class ContentStore:
    """Files that never change once written."""

    def __init__(self, folder: Path) -> None:
        self._packages = folder / "packages"
        self._media = folder / "media"

    def keep(self, source: packages.Source, media: Iterable[tuple[MediaFile, bytes]]) -> None:
        """Store a package's source and its media; what is there already stays."""
        archive = io.BytesIO()
        packages.write_archive(source, archive)
        _write_once(self._packages / f"{source.digest}.zip", archive.getvalue())
        for entry, content in media:
            _write_once(self._media / entry.digest, content)

    def source(self, digest: str) -> packages.Source:
        """Return a package as it was published."""
        return packages.read_archive(self._packages / f"{digest}.zip")

    def media_path(self, digest: str) -> Path:
        """Return where a picture or other file lies.

        Raises:
            NotFound: If there is none.
        """
        path = (self._media / digest).resolve()
        if not path.is_file():
            raise NotFound("There is no such picture or file.")
        return path


def _write_once(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            # Temporary files are their maker's alone, and whoever publishes need not be who serves.
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        except BaseException:
            temporary.unlink()
            raise
    temporary.replace(path)
