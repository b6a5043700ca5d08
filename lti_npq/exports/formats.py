"""Every format, with what its name means to somebody who chooses one."""

from collections.abc import Callable

from msgspec import Struct

from lti_npq.exports import cartridge, cmi5, scorm12, scorm2004, site
from lti_npq.exports.archive import Entry
from lti_npq.exports.course import Course
from lti_npq.exports.files import Media
from lti_npq.exports.options import Options


class Format(Struct, frozen=True):
    """One kind of package."""

    name: str
    """As commands and addresses have it."""
    title: str
    summary: str
    """Who reads it and what works in it."""
    entries: Callable[[Course, Options, Media], list[Entry]]
    suffix: str = ".zip"
    per_module: bool = False
    """Whether each module can be an activity of its own."""
    has_manifest: bool = True
    """Whether an LMS reads it."""
    needs_tool: bool = False
    """Whether it holds nothing but links to the tool."""


_ALL = (
    Format(
        "scorm12",
        "SCORM 1.2",
        "For every LMS. Pages, self-checks, progress, completion and a score.",
        scorm12.entries,
    ),
    Format(
        "scorm2004-3",
        "SCORM 2004, 3rd edition",
        "As SCORM 1.2, with more room for answers, and passing told apart from completing.",
        scorm2004.third,
        per_module=True,
    ),
    Format(
        "scorm2004-4",
        "SCORM 2004, 4th edition",
        "As the 3rd edition, for LMSs that ask for the 4th.",
        scorm2004.fourth,
        per_module=True,
    ),
    Format(
        "cmi5",
        "cmi5",
        "For players with a Learning Record Store. Everything that SCORM 2004 has, told as xAPI statements.",
        cmi5.entries,
        per_module=True,
    ),
    Format(
        "cc11",
        "Common Cartridge 1.1",
        "For Moodle. The course as pages, quizzes and discussions of the LMS itself.",
        cartridge.full_11,
        suffix=".imscc",
    ),
    Format(
        "cc13",
        "Common Cartridge 1.3",
        "For Canvas. The course as modules, quizzes, discussions and assignments of the LMS itself.",
        cartridge.full_13,
        suffix=".imscc",
    ),
    Format(
        "cc-thin",
        "Thin Common Cartridge",
        "For Canvas and others where this tool is installed: links into the tool for every module and task.",
        cartridge.thin,
        suffix=".imscc",
        needs_tool=True,
    ),
    Format(
        "html", "Offline site", "For no LMS at all: a folder to open in a browser.", site.entries, has_manifest=False
    ),
)

FORMATS: dict[str, Format] = {each.name: each for each in _ALL}
"""By name, in the order in which they are offered."""
