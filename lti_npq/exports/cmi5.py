"""cmi5: the whole level as one assignable unit, or blocks for its stages with a unit for each module.

One unit of the whole level works out completion itself. A unit for each module is completed with the programme's
threshold of its own work, and the course when all of them are.

Source: cmi5 (Quartz), 13 (course structure) and 14 (course package); CourseStructure.xsd.
"""

from collections import Counter
from itertools import groupby
from typing import Final
from uuid import UUID, uuid5

from lxml import etree

from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.course import Course
from lti_npq.exports.files import Media
from lti_npq.exports.markup import add, document, root, shortened
from lti_npq.exports.options import Options
from lti_npq.exports.scos import Content, Sco, content_of

MANIFEST = "cmi5.xml"
ADAPTERS = ("tell", "statements", "cmi5")
STATE_LIMIT = 64_000
"""Characters of the document that keeps progress: a measure of ours, since the standard knows none."""

_NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_IDS: Final = UUID("5a3c2a5e-3a0f-4f0a-9f6e-0d8f5f6a7c11")
"""The namespace of all ids. Never change it: an LMS knows courses and units by them."""


def entries(course: Course, options: Options, media: Media) -> list[Entry]:
    """Return the files of the package."""
    content = content_of(course, options, media, *ADAPTERS, room=STATE_LIMIT)
    return [*content.entries, text_entry(MANIFEST, structure(course, content))]


def structure(course: Course, content: Content) -> bytes:
    """Return cmi5.xml."""
    top = root("courseStructure", _NAMESPACE)
    about = add(top, "course", id=_iri("course", course.id))
    _add_words(about, course, course.title, course.description)
    _add_objectives(top, course)
    if len(content.scos) == 1:
        _add_unit(top, content.scos[0])
        return document(top)
    titles = {stage.key: (stage.title, stage.summary) for stage in course.programme.stages}
    times: Counter[str] = Counter()
    for stage, group in groupby(content.scos, key=lambda sco: sco.course.sections[0].stage):
        scos, parent = list(group), top
        if stage in titles:
            times[stage] += 1
            # A stage that comes up again is told apart by a number, not by its modules: they come and go.
            place = stage if times[stage] == 1 else f"{stage}/{times[stage]}"
            parent = add(top, "block", id=_iri("stage", f"{course.id}/{place}"))
            _add_words(parent, course, *titles[stage])
        for sco in scos:
            _add_unit(parent, sco)
    return document(top)


def _add_objectives(top: etree._Element, course: Course) -> None:
    objectives = add(top, "objectives")
    for area, titles in course.areas.items():
        _add_words(add(objectives, "objective", id=_objective(course, area)), course, titles, titles)


def _add_unit(parent: etree._Element, sco: Sco) -> None:
    course = sco.course
    unit = add(parent, "au", id=_iri("unit", course.id), moveOn="Completed", launchMethod="AnyWindow")
    if course.checks:
        unit.set("masteryScore", f"{course.programme.threshold:g}")
    summary = course.sections[0].summary if len(course.sections) == 1 else course.description
    _add_words(unit, course, course.title, summary)
    objectives = add(unit, "objectives")
    for area in course.areas:
        add(objectives, "objective", idref=_objective(course, area))
    add(unit, "url", sco.launch.name)


def _add_words(parent: etree._Element, course: Course, title: str, description: str) -> None:
    for tag, text in (("title", shortened(title)), ("description", description or title)):
        add(add(parent, tag), "langstring", text, lang=course.programme.language)


def _objective(course: Course, area: str) -> str:
    return _iri("objective", f"{course.programme.framework}/{course.programme.qualification}/{area}")


def _iri(kind: str, name: str) -> str:
    """Return an id that stays the same for ever and belongs to no host."""
    return f"urn:uuid:{uuid5(_IDS, f'{kind}/{name}')}"
