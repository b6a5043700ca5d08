"""Content packages as packages for other systems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from lti_npq import exports, packages
from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError, NpqError
from lti_npq.services.checking import locate, open_package
from lti_npq.services.content import shipped_frameworks, shipped_packages
from lti_npq.services.files import ContentStore
from lti_npq.settings import Settings

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exportable:
    """A programme and where its files are."""

    programme: Programme
    media: Callable[[str], BinaryIO]
    """Opens a file by its digest."""


def from_package(name: str) -> Exportable:
    """Compile a folder, a zip file, or a package that comes with the product.

    Raises:
        NotFound: If there is no such package.
        ContentError: If it has errors.
    """
    return _compiled(open_package(locate(name)))


def _compiled(source: packages.Source) -> Exportable:
    programme = packages.compile_package(source, shipped_frameworks())
    by_digest = {entry.digest: entry.name for entry in programme.media}
    return Exportable(programme, lambda digest: source.open(by_digest[digest]))


def from_published(programme: Programme, store: ContentStore) -> Exportable:
    """Return a published programme, whose files lie in the store."""
    return Exportable(programme, store.media)


def options_for(settings: Settings, options: exports.Options) -> exports.Options:
    """Fill in what the installation knows, where it was not said: the tool's address and the control documents.

    The address of a tool that nobody set up is left out: links to it would lead nowhere.
    """
    address = options.tool_url or (settings.base_url if settings.base_url != Settings().base_url else "")
    schemas = Path(settings.schemas_dir) if settings.schemas_dir else None
    return msgspec.structs.replace(options, tool_url=address, schemas=options.schemas or schemas)


def export(
    what: Exportable,
    format_name: str,
    out: Path,
    progress: Progress | None = None,
    options: exports.Options = exports.Options(),  # noqa: B008  # it cannot be changed
) -> None:
    """Write a programme in another system's format.

    Raises:
        ExportError: If the format is unknown, the programme does not fit it, or the file cannot be written.
    """
    exports.export(what.programme, format_name, what.media, out, progress, options)


def export_all(format_name: str, folder: Path, options: exports.Options) -> Iterator[tuple[Path, Programme | NpqError]]:
    """Write every package that comes with the product, and yield each file with its programme, or why it is missing.

    Raises:
        ExportError: If the format is unknown or the folder cannot be made.
    """
    kind = exports.format_named(format_name)
    _make(folder)
    for source in shipped_packages():
        out = folder / f"{source.name}-{kind.name}{kind.suffix}"
        try:
            what = from_package(str(source))
            export(what, format_name, out, None, options)
        except NpqError as failure:
            yield out, failure
        else:
            yield out, what.programme


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise ExportError(f"The folder {folder} cannot be made: {failure.strerror}.") from None
