"""What SCORM and cmi5 start: one document of the whole course, or one of each module."""

from msgspec import Struct

from lti_npq.errors import ExportError
from lti_npq.exports.archive import Entry
from lti_npq.exports.course import Course, parts_of
from lti_npq.exports.files import LAUNCH, Media, launch_entry, media_entries, runtime_entries
from lti_npq.exports.identifiers import file_name
from lti_npq.exports.options import Options


class Sco(Struct, frozen=True):
    """One activity that an LMS keeps a record of."""

    course: Course
    launch: Entry


class Content(Struct, frozen=True):
    """Everything of a package but its manifest."""

    scos: tuple[Sco, ...]
    shared: tuple[Entry, ...]
    """What all of them need: scripts, styles and media."""

    @property
    def entries(self) -> list[Entry]:
        return [*(sco.launch for sco in self.scos), *self.shared]


def content_of(course: Course, options: Options, media: Media, *adapter: str, room: int) -> Content:
    """Return the files for a standard.

    Args:
        course: What to export.
        options: As somebody chose them.
        media: Opens the media.
        adapter: The scripts that speak the standard.
        room: Characters that an LMS remembers of each activity.

    Raises:
        ExportError: If a course does not fit into what an LMS remembers.
    """
    courses = parts_of(course) if options.per == "module" else (course,)
    for each in courses:
        _require_room(each, room)
    return Content(
        scos=tuple(Sco(each, launch_entry(each, _name(each, options))) for each in courses),
        shared=(*runtime_entries(*adapter), *media_entries(course, media)),
    )


def _name(course: Course, options: Options) -> str:
    return LAUNCH if options.per == "programme" else file_name(course.sections[0].id, "html")


def _require_room(course: Course, room: int) -> None:
    """Refuse a course of which an LMS could not remember that somebody has done everything."""
    longest = course.longest_state
    if longest > room:
        raise ExportError(
            f"“{course.title}” is too large for this format: to remember its {len(course.sheets)} pages and "
            f"{len(course.checks)} self-checks takes {longest:,} characters, and an LMS keeps {room:,}.",
            advice="Export its modules one by one, or choose scorm2004-4 or cmi5, which keep more.",
        )
