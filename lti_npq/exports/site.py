"""A plain offline site: the course in a folder, without an LMS. Progress stays in the browser."""

from lti_npq.exports.archive import Entry
from lti_npq.exports.course import Course
from lti_npq.exports.files import Media, launch_entry, media_entries, runtime_entries
from lti_npq.exports.options import Options

ADAPTERS = ("alone",)


def entries(course: Course, _options: Options, media: Media) -> list[Entry]:
    """Return the files of the site; `index.html` is where it begins."""
    return [launch_entry(course, in_lms=False), *runtime_entries(*ADAPTERS), *media_entries(course, media)]
