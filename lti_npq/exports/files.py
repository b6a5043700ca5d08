"""The files that every format for a browser shares: launch pages, the runtime, the look and the media."""

from collections.abc import Callable
from functools import cache, partial
from typing import BinaryIO

from lti_npq.domain.programme import MediaFile
from lti_npq.errors import ExportError
from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.course import Course
from lti_npq.exports.launch_page import launch_page
from lti_npq.settings import shipped

LAUNCH = "index.html"

Media = Callable[[str], BinaryIO]
"""Opens a media file by its digest."""

_CORE = ("words", "state", "device", "kinds", "questions", "progress", "contents", "pages", "saving")


def launch_entry(course: Course, name: str = LAUNCH, *, in_lms: bool = True) -> Entry:
    """Return the document that holds a course."""
    return text_entry(name, launch_page(course, in_lms=in_lms))


def runtime_entries(*adapter: str) -> list[Entry]:
    """Return what a launch page needs beside itself; `adapter` are the scripts that speak the format's standard."""
    static = shipped("static")
    return [
        text_entry("runtime.js", _scripts(adapter)),
        text_entry("npq.css", (static / "npq.css").read_bytes()),
        text_entry("package.css", (static / "runtime" / "package.css").read_bytes()),
    ]


def media_entries(course: Course, media: Media) -> list[Entry]:
    """Return the media, each opened when its turn comes."""
    return [
        Entry(name=path, size=file.size, open=partial(_opened, media, file), stored=True) for path, file in course.media
    ]


@cache
def _scripts(adapter: tuple[str, ...]) -> bytes:
    runtime = shipped("static") / "runtime"
    return b"\n".join((runtime / f"{name}.js").read_bytes() for name in (*_CORE, *adapter, "course"))


def _opened(media: Media, file: MediaFile) -> BinaryIO:
    try:
        return media(file.digest)
    except (OSError, LookupError) as missing:
        raise ExportError(f"The file “{file.name}” of this programme is not in the store.") from missing
