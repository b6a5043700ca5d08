"""Pages of a cartridge: plain HTML, since an LMS shows it inside its own and takes out scripts and styles."""

import re
from functools import cache

from lti_npq.domain.programme import Task
from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.course import Course, Sheet
from lti_npq.exports.launch_page import environment
from lti_npq.exports.qti import is_quizzable
from lti_npq.settings import shipped

STYLE = "npq.css"
_MEDIA = re.compile(rb"(?<=[\"/])media/[0-9a-f]{16}(?:\.[a-z0-9]+)?")


def study_page(course: Course, sheet: Sheet) -> bytes:
    """Return a page; its self-checks are in a quiz, except those for which a quiz has no form."""
    own = [check for check in sheet.checks if not is_quizzable(check.question)]
    return _rendered(
        "page", course, sheet=sheet, own={check.question.key for check in own}, quiz=len(own) < len(sheet.checks)
    )


def task_page(course: Course, task: Task, *, is_linked: bool) -> bytes:
    """Return the brief of a task as a page."""
    return _rendered("task", course, task=task, is_linked=is_linked)


def about_page(course: Course) -> bytes:
    """Return what to know before the first page."""
    return _rendered("about", course)


def brief(task: Task) -> str:
    """Return the brief of a task as the text of an assignment."""
    return environment().get_template("exports/cartridge/brief.html").render(task=task)


def module_media(content: bytes) -> tuple[str, ...]:
    """Return the paths of the media that a document shows."""
    return tuple(sorted({found.decode() for found in _MEDIA.findall(content)}))


@cache
def style_entry() -> Entry:
    """Return the stylesheet, which counts where an LMS shows a page as a file."""
    return text_entry(STYLE, (shipped("static") / STYLE).read_bytes())


def _rendered(name: str, course: Course, **values: object) -> bytes:
    template = environment().get_template(f"exports/cartridge/{name}.html")
    return template.render(course=course, programme=course.programme, style=STYLE, **values).encode()
