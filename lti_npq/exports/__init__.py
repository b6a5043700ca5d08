"""Packages of a programme for LMSs that do not speak LTI: one model of a course, one module per format over it."""

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.exports import scorm12
from lti_npq.exports.archive import Entry, Progress, write_archive
from lti_npq.exports.course import Course, course_of
from lti_npq.exports.files import Media

__all__ = ["FORMATS", "export"]

_ENTRIES: dict[str, Callable[[Course, Media], list[Entry]]] = {"scorm12": scorm12.entries}

FORMATS: tuple[str, ...] = tuple(_ENTRIES)


def export(
    programme: Programme,
    format: str,  # noqa: A002  the word of the command line
    media: Media,
    out: Path,
    progress: Progress | None = None,
) -> None:
    """Write a package of the programme to `out`; the same programme makes the same bytes.

    `media` opens a file by its digest; `progress` hears of the bytes written and the bytes in all.

    Raises:
        ExportError: If the format is unknown, the programme does not fit it, or the file cannot be written. Nothing is
            left behind, and a file that was there before stays as it was.
    """
    if format not in _ENTRIES:
        raise _unknown(format)
    write_archive(out, _ENTRIES[format](course_of(programme), media), progress)


def _unknown(name: str) -> ExportError:
    near = get_close_matches(name.lower(), FORMATS, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return ExportError(f"“{name}” is not a format.{hint} The formats are: {', '.join(FORMATS)}.")
