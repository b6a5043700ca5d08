"""The files that every format for a browser shares: the launch page, the runtime, the look and the media."""

from collections.abc import Callable
from functools import partial
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


def runtime_entries(course: Course, adapter: str) -> list[Entry]:
    """Return the launch page and what it needs; `adapter` is the script that speaks the format's standard."""
    static = shipped("static")
    scripts = [(static / "runtime" / f"{name}.js").read_bytes() for name in (*_CORE, adapter, "course")]
    return [
        text_entry(LAUNCH, launch_page(course)),
        text_entry("runtime.js", b"\n".join(scripts)),
        text_entry("npq.css", (static / "npq.css").read_bytes()),
        text_entry("package.css", (static / "runtime" / "package.css").read_bytes()),
    ]


def media_entries(course: Course, media: Media) -> list[Entry]:
    """Return the media, each opened when its turn comes."""
    return [
        Entry(name=path, size=file.size, open=partial(_opened, media, file), stored=True) for path, file in course.media
    ]


def _opened(media: Media, file: MediaFile) -> BinaryIO:
    try:
        return media(file.digest)
    except (OSError, LookupError) as missing:
        raise ExportError(f"The file “{file.name}” of this programme is not in the store.") from missing
