"""What a package says of itself as a whole: IEEE Learning Object Metadata, as SCORM 2004 and Common Cartridge have it.

Source: IEEE 1484.12.3; SCORM 1.2, which has an earlier form, has a module of its own (`lom12`).
"""

from lxml import etree

from lti_npq.exports.course import Course
from lti_npq.exports.markup import add, document, root

_LOM = "http://ltsc.ieee.org/xsd/LOM"
_LOM_SOURCE = "LOMv1.0"


def add_lom(metadata: etree._Element, course: Course, namespace: str) -> None:
    """Add the metadata of a course, as far as a cartridge has room for it, to its manifest."""
    _fill(add(metadata, f"{{{namespace}}}lom"), course, vocabulary=False)


def lom_document(course: Course) -> bytes:
    """Return the metadata of a course as a file."""
    lom = root("lom", _LOM)
    _fill(lom, course, vocabulary=True)
    return document(lom)


def _fill(lom: etree._Element, course: Course, *, vocabulary: bool) -> None:
    general = add(lom, "general")
    _add_words(general, "title", course.title, course)
    add(general, "language", course.programme.language)
    _add_words(general, "description", course.description, course)
    if vocabulary:
        _add_words(add(lom, "lifeCycle"), "version", course.programme.version, course)
        add(add(lom, "technical"), "format", "text/html")
        add(add(add(lom, "educational"), "typicalLearningTime"), "duration", course.duration)
    rights = add(lom, "rights")
    if vocabulary:
        _add_choice(rights, "copyrightAndOtherRestrictions", "yes")
    _add_words(rights, "description", course.programme.licence, course)


def _add_words(parent: etree._Element, tag: str, text: str, course: Course) -> None:
    add(add(parent, tag), "string", text, language=course.programme.language)


def _add_choice(parent: etree._Element, tag: str, value: str) -> None:
    choice = add(parent, tag)
    add(choice, "source", _LOM_SOURCE)
    add(choice, "value", value)
