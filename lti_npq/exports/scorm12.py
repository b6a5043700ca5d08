"""SCORM 1.2: the whole level as one SCO, which works out completion itself.

Source: SCORM 1.2 Content Aggregation Model (manifest), 2.3; Run-Time Environment, 3.4 (data model).
"""

from lxml import etree

from lti_npq.exports import lom12
from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.course import Course
from lti_npq.exports.files import LAUNCH, Media
from lti_npq.exports.markup import XSI, add, document, locate, root, shortened
from lti_npq.exports.options import Options
from lti_npq.exports.scos import content_of

MANIFEST = "imsmanifest.xml"
ADAPTERS = ("lms", "scorm12")
STATE_LIMIT = 4096
"""Characters of `cmi.suspend_data`."""

_VERSION_LIMIT = 20
_CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"


def entries(course: Course, options: Options, media: Media) -> list[Entry]:
    """Return the files of the package, without the control documents.

    Raises:
        ExportError: If SCORM 1.2 cannot hold this course.
    """
    files = content_of(course, options, media, *ADAPTERS, room=STATE_LIMIT).entries
    return [*files, text_entry(MANIFEST, manifest(course, [file.name for file in files]))]


def manifest(course: Course, names: list[str]) -> bytes:
    """Return imsmanifest.xml for a package of the files `names`.

    The identifiers hang on the author's ids alone: Moodle matches a learner's progress by them.
    """
    top = root("manifest", _CP, adlcp=_ADLCP, xsi=XSI, imsmd=lom12.NAMESPACE)
    top.set("identifier", f"{course.id}_manifest")
    top.set("version", course.programme.version[:_VERSION_LIMIT])
    locate(top, default="imscp_rootv1p1p2.xsd", imsmd="imsmd_rootv1p2p1.xsd", adlcp="adlcp_rootv1p2.xsd")
    _add_metadata(top, course)
    _add_organization(top, course)
    _add_resource(top, course, names)
    return document(top)


def _add_metadata(top: etree._Element, course: Course) -> None:
    metadata = add(top, "metadata")
    add(metadata, "schema", "ADL SCORM")
    add(metadata, "schemaversion", "1.2")
    lom12.add_lom(metadata, course, LAUNCH)


def _add_organization(top: etree._Element, course: Course) -> None:
    identifier = f"{course.id}_organization"
    organization = add(add(top, "organizations", default=identifier), "organization", identifier=identifier)
    title = shortened(course.title)
    add(organization, "title", title)
    item = add(organization, "item", identifier=f"{course.id}_item", identifierref=f"{course.id}_sco", isvisible="true")
    add(item, "title", title)


def _add_resource(top: etree._Element, course: Course, names: list[str]) -> None:
    resource = add(add(top, "resources"), "resource", identifier=f"{course.id}_sco", type="webcontent", href=LAUNCH)
    resource.set(f"{{{_ADLCP}}}scormtype", "sco")
    for name in sorted(names):
        add(resource, "file", href=name)
