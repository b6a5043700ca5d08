"""The one document that a package opens with, holding every page of the course.

One document, because a SCO must stay where it is: going from one file to the next would end the visit in the LMS, a
frame inside the frame hides pages from assistive technology and from print, and pages fetched by script fail where a
package is opened from a folder or under a strict content security policy. It costs little: pages that are not shown
are not laid out and their pictures not loaded, so that the largest level, 80 pages with 640 self-checks and 1.3 MB of
text (68 kB in the zip), opens in one to two seconds on a processor slowed down fourfold. Without scripts the document
is a plain text to read from top to bottom.
"""

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from lti_npq.domain.durations import in_words
from lti_npq.domain.programme import Phase
from lti_npq.domain.questions import plainly
from lti_npq.exports.course import Check, Course, Section, Sheet
from lti_npq.exports.identifiers import identifier
from lti_npq.exports.media import with_packed_names
from lti_npq.settings import shipped


class Step(Struct, frozen=True):
    """A page where it stands in the course."""

    section: Section
    sheet: Sheet
    previous: Sheet | None
    next: Sheet | None
    phases: list[tuple[Phase, list[Sheet]]]
    """The phases of its module with their pages."""

    @property
    def checks(self) -> dict[str, Check]:
        """Its self-checks by the keys of their questions."""
        return {check.question.key: check for check in self.sheet.checks}


def launch_page(course: Course, *, in_lms: bool = True) -> bytes:
    """Return the document as UTF-8; `in_lms` says whether there is an LMS to hand tasks in."""
    template = environment().get_template("exports/course.html")
    return template.render(course=course, programme=course.programme, steps=_steps(course), in_lms=in_lms).encode()


@cache
def environment() -> Environment:
    """Return what the templates of all formats are compiled in, once."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    environment.filters |= {"minutes": in_words, "identifier": identifier, "media": _fragment, "plainly": plainly}
    return environment


def _fragment(html: str) -> Markup:
    return Markup(with_packed_names(html))  # noqa: S704  the compiler has sanitised it


def _steps(course: Course) -> Iterator[Step]:
    before: list[Sheet | None] = [None, *course.sheets[:-1]]
    after: list[Sheet | None] = [*course.sheets[1:], None]
    around = zip(before, after, strict=True)
    for section in course.sections:
        phases = _phases(course, section)
        for sheet in section.sheets:
            previous, following = next(around)
            yield Step(section, sheet, previous, following, phases)


def _phases(course: Course, section: Section) -> list[tuple[Phase, list[Sheet]]]:
    by_phase = (
        (phase, [sheet for sheet in section.sheets if sheet.phase == phase]) for phase in course.programme.phases
    )
    return [(phase, sheets) for phase, sheets in by_phase if sheets]
