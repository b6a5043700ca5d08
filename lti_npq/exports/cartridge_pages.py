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


class Pages:
    """The pages of one cartridge."""

    def __init__(self, course: Course, *, headings: bool) -> None:
        self._course = course
        self._headings = headings

    def study(self, sheet: Sheet) -> bytes:
        """Return a page; its self-checks are in a quiz, except those for which a quiz has no form."""
        own = {check.question.key for check in sheet.checks if not is_quizzable(check.question)}
        return self._rendered("page", sheet=sheet, own=own, quiz=len(own) < len(sheet.checks))

    def task(self, task: Task, *, is_linked: bool) -> bytes:
        """Return the brief of a task."""
        return self._rendered("task", task=task, is_linked=is_linked)

    def about(self) -> bytes:
        """Return what to know before the first page."""
        return self._rendered("about")

    def _rendered(self, name: str, **values: object) -> bytes:
        template = environment().get_template(f"exports/cartridge/{name}.html")
        course = self._course
        shared = {"course": course, "programme": course.programme, "headings": self._headings, "style": STYLE}
        return template.render(**shared, **values).encode()


def brief(task: Task) -> str:
    """Return the brief of a task as the text of an assignment."""
    return environment().get_template("exports/cartridge/brief.html").render(task=task)


def media_of(content: bytes) -> tuple[str, ...]:
    """Return the paths of the media that a document shows."""
    return tuple(sorted({found.decode() for found in _MEDIA.findall(content)}))


@cache
def style_entry() -> Entry:
    """Return the stylesheet, which counts where an LMS shows a page as a file."""
    return text_entry(STYLE, (shipped("static") / STYLE).read_bytes())
