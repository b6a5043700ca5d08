"""SCORM 1.2: the whole level as one SCO, which works out completion itself.

Source: SCORM 1.2 Content Aggregation Model (manifest), 2.3; Run-Time Environment, 3.4 (data model).
"""

from lxml import etree

from lti_npq.errors import ExportError
from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.course import Course
from lti_npq.exports.files import LAUNCH, Media, media_entries, runtime_entries

MANIFEST = "imsmanifest.xml"
ADAPTER = "scorm12"
STATE_LIMIT = 4096
"""Characters of `cmi.suspend_data`."""

_TITLE_LIMIT = 200
_VERSION_LIMIT = 20
_CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_MD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LOCATIONS = f"{_CP} imscp_rootv1p1p2.xsd {_MD} imsmd_rootv1p2p1.xsd {_ADLCP} adlcp_rootv1p2.xsd"


def entries(course: Course, media: Media) -> list[Entry]:
    """Return the files of the package.

    Raises:
        ExportError: If SCORM 1.2 cannot hold this course.
    """
    _require_room(course)
    files = [*runtime_entries(course, ADAPTER), *media_entries(course, media)]
    return [*files, text_entry(MANIFEST, manifest(course, [file.name for file in files]))]


def _require_room(course: Course) -> None:
    """Refuse a course of which an LMS could not remember that somebody has done everything."""
    longest = course.longest_state
    if longest > STATE_LIMIT:
        raise ExportError(
            f"“{course.programme.title}” is too large for SCORM 1.2: to remember its {len(course.sheets)} pages and "
            f"{len(course.checks)} self-checks takes {longest:,} characters, and an LMS keeps {STATE_LIMIT:,}.",
            advice="Divide the programme, or shorten it, and export again.",
        )


def manifest(course: Course, names: list[str]) -> bytes:
    """Return imsmanifest.xml for a package of the files `names`.

    The identifiers hang on the programme's id alone: Moodle matches a learner's progress by them.
    """
    root = etree.fromstring(f'<manifest xmlns="{_CP}" xmlns:adlcp="{_ADLCP}" xmlns:xsi="{_XSI}"/>')
    root.set("identifier", f"{course.id}_manifest")
    root.set("version", course.programme.version[:_VERSION_LIMIT])
    root.set(f"{{{_XSI}}}schemaLocation", _LOCATIONS)
    _add_metadata(root, course)
    _add_organization(root, course)
    _add_resource(root, course, names)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Add an element of its parent's namespace."""
    element = etree.SubElement(parent, etree.QName(parent, tag), attributes)
    element.text = text
    return element


def _add_metadata(root: etree._Element, course: Course) -> None:
    programme = course.programme
    metadata = _add(root, "metadata")
    _add(metadata, "schema", "ADL SCORM")
    _add(metadata, "schemaversion", "1.2")
    lom = etree.fromstring(f'<lom xmlns="{_MD}"/>')
    metadata.append(lom)
    general = _add(lom, "general")
    _add_words(general, "title", programme.title, course)
    _add(general, "language", programme.language)
    _add_words(general, "description", f"{programme.qualification}, {programme.framework} edition", course)
    _add_words(_add(lom, "lifecycle"), "version", programme.version, course)
    _add(_add(lom, "technical"), "format", "text/html")
    hours, minutes = divmod(course.total_seconds // 60, 60)
    _add(_add(_add(lom, "educational"), "typicallearningtime"), "datetime", f"PT{hours}H{minutes}M")
    _add_words(_add(lom, "rights"), "description", programme.licence, course)


def _add_words(parent: etree._Element, tag: str, text: str, course: Course) -> None:
    _add(_add(parent, tag), "langstring", text).set(_LANG, course.programme.language)


def _add_organization(root: etree._Element, course: Course) -> None:
    identifier = f"{course.id}_organization"
    organization = _add(_add(root, "organizations", default=identifier), "organization", identifier=identifier)
    title = _shortened(course.programme.title)
    _add(organization, "title", title)
    item = _add(
        organization, "item", identifier=f"{course.id}_item", identifierref=f"{course.id}_sco", isvisible="true"
    )
    _add(item, "title", title)


def _shortened(title: str) -> str:
    return title if len(title) <= _TITLE_LIMIT else title[: _TITLE_LIMIT - 1].rstrip() + "…"


def _add_resource(root: etree._Element, course: Course, names: list[str]) -> None:
    resource = _add(_add(root, "resources"), "resource", identifier=f"{course.id}_sco", type="webcontent", href=LAUNCH)
    resource.set(f"{{{_ADLCP}}}scormtype", "sco")
    for name in sorted(names):
        _add(resource, "file", href=name)
