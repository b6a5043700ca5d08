"""Content packages as packages for other systems."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from lti_npq import exports, packages
from lti_npq.domain.programme import Programme
from lti_npq.services.content import find_package, shipped_frameworks

Progress = Callable[[int, int], None]


def export_package(name: str, format_name: str, out: Path, progress: Progress | None = None) -> Programme:
    """Compile a package from its folder and write it in another system's format; return what was written.

    Raises:
        NotFound: If there is no such package.
        ContentError: If it has errors.
        ExportError: If the format is unknown or the file cannot be written.
    """
    source = packages.read(find_package(name))
    programme = packages.compile_package(source, shipped_frameworks())
    by_digest = {entry.digest: entry.name for entry in programme.media}

    def media(digest: str) -> BinaryIO:
        return io.BytesIO(source[by_digest[digest]])

    exports.export(programme, format_name, media, out, progress)
    return programme
