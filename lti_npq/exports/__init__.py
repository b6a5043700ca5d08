"""Packages of a programme for other systems: one model of a course, one module per format over it.

selection, course     what is exported, as every format sees it
launch_page, scos, files     documents for a browser with the runtime (static/runtime)
scorm12, scorm2004, cmi5, site     formats that are played
cartridge, qti, cartridge_items, cartridge_pages     formats that become activities of the LMS itself
archive     the zip file
linting, soundness     what is checked before it is written, and in files of others
formats     the table of them all
"""

from difflib import get_close_matches
from pathlib import Path

from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.exports.archive import Progress, write_archive
from lti_npq.exports.control import control_entries
from lti_npq.exports.course import course_of
from lti_npq.exports.files import Media
from lti_npq.exports.formats import FORMATS, Format
from lti_npq.exports.options import Options, Per
from lti_npq.exports.soundness import refuse_unsound

__all__ = ["FORMATS", "Format", "Media", "Options", "Per", "Progress", "export", "format_named"]

_DEFAULTS = Options()


def export(
    programme: Programme,
    format_name: str,
    media: Media,
    out: Path,
    progress: Progress | None = None,
    options: Options = _DEFAULTS,
) -> None:
    """Write a package of the programme to `out`; the same programme and options make the same bytes.

    `media` opens a file by its digest; `progress` hears of the bytes written and the bytes in all.

    Raises:
        ExportError: If the format is unknown, the programme does not fit it, or the file cannot be written. Nothing is
            left behind, and a file that was there before stays as it was.
    """
    kind = format_named(format_name)
    _require_fit(kind, options)
    entries = kind.entries(course_of(programme, options.modules), options, media)
    entries += control_entries(options.schemas, kind.name)
    refuse_unsound(entries, options.schemas, has_manifest=kind.has_manifest)
    write_archive(out, entries, progress)


def _require_fit(kind: Format, options: Options) -> None:
    if options.per == "module" and not kind.per_module:
        able = ", ".join(each.name for each in FORMATS.values() if each.per_module)
        raise ExportError(
            f"{kind.title} has no rule that makes one result of several activities.",
            advice=f"Export each module by itself instead, or choose one of: {able}.",
        )
    if kind.needs_tool and not options.tool_url:
        raise ExportError(
            f"{kind.title} holds links into this tool, and its address is not known.",
            advice="Set LTI_NPQ_BASE_URL, or give --tool-url https://npq.example.org.",
        )


def format_named(name: str) -> Format:
    """Return a format.

    Raises:
        ExportError: If there is none of this name.
    """
    if name not in FORMATS:
        near = get_close_matches(name.lower(), FORMATS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ExportError(f"“{name}” is not a format.{hint} The formats are: {', '.join(FORMATS)}.")
    return FORMATS[name]
