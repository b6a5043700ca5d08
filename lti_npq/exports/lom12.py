"""What a SCORM 1.2 package says of itself as a whole: IMS Learning Resource Meta-data, every mandatory element of it.

Source: SCORM 1.2 Content Aggregation Model, 2.2 (application profile for content aggregations).
"""

from lxml import etree

from lti_npq.exports.course import Course
from lti_npq.exports.markup import XML_LANG, add

NAMESPACE = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_CATALOGUE = "lti-npq"
_VOCABULARY = "LOMv1.0"
_NO_LANGUAGE = "x-none"
"""Stands where a word belongs to a vocabulary instead of a language."""


def add_lom(metadata: etree._Element, course: Course, launch: str) -> None:
    """Add the metadata of a course that begins at the file `launch` to its manifest."""
    language = course.programme.language
    lom = add(metadata, f"{{{NAMESPACE}}}lom")
    general = add(lom, "general")
    _add_words(general, "title", course.title, language)
    entry = add(general, "catalogentry")
    add(entry, "catalog", _CATALOGUE)
    _add_words(entry, "entry", course.id, _NO_LANGUAGE)
    add(general, "language", language)
    _add_words(general, "description", course.description, language)
    for keyword in (course.programme.qualification, *(section.title for section in course.sections)):
        _add_words(general, "keyword", keyword, language)
    lifecycle = add(lom, "lifecycle")
    _add_words(lifecycle, "version", course.programme.version, language)
    _add_choice(lifecycle, "status", "Final")
    add(add(lom, "metametadata"), "metadatascheme", "ADL SCORM 1.2")
    technical = add(lom, "technical")
    add(technical, "format", "text/html")
    add(technical, "location", launch, type="URI")
    add(add(add(lom, "educational"), "typicallearningtime"), "datetime", course.duration)
    rights = add(lom, "rights")
    _add_choice(rights, "cost", "no")
    _add_choice(rights, "copyrightandotherrestrictions", "yes")
    _add_words(rights, "description", course.programme.licence, language)
    classification = add(lom, "classification")
    _add_choice(classification, "purpose", "Educational Objective")
    _add_words(classification, "description", course.description, language)
    _add_words(classification, "keyword", course.programme.qualification, language)


def _add_words(parent: etree._Element, tag: str, text: str, language: str) -> None:
    add(add(parent, tag), "langstring", text).set(XML_LANG, language)


def _add_choice(parent: etree._Element, tag: str, value: str) -> None:
    choice = add(parent, tag)
    _add_words(choice, "source", _VOCABULARY, _NO_LANGUAGE)
    _add_words(choice, "value", value, _NO_LANGUAGE)
