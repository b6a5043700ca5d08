"""Common Cartridge 1.1 and 1.3, full and thin: the course as activities of the LMS itself.

What differs between the versions is in `_Version`. The default namespace comes first in the manifest, since Moodle
looks for it in the first 1,024 bytes.

Source: IMS Common Cartridge Profile 1.1 and 1.3, 4 (manifest); Thin Common Cartridge 1.3.
"""

from collections.abc import Iterator
from functools import partial

from lxml import etree
from msgspec import Struct

from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.cartridge_items import Activity, Dialect, Folder, full_tree, thin_tree
from lti_npq.exports.course import Course
from lti_npq.exports.files import Media, media_entries
from lti_npq.exports.lom import add_lom
from lti_npq.exports.markup import XSI, add, document, root, shortened
from lti_npq.exports.options import Options

MANIFEST = "imsmanifest.xml"


class _Version(Struct, frozen=True):
    """What one version calls things."""

    namespace: str
    lom: str
    schema: str
    number: str
    dialect: Dialect


_V11 = _Version(
    namespace="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    lom="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
    schema="IMS Common Cartridge",
    number="1.1.0",
    dialect=Dialect(
        quiz="imsqti_xmlv1p2/imscc_xmlv1p1/assessment",
        discussion="imsdt_xmlv1p1",
        discussion_namespace="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1",
        # Not ..._xmlv1p1: with a later name, Moodle gives up on the whole cartridge.
        link="imsbasiclti_xmlv1p0",
        link_namespace="http://www.imsglobal.org/xsd/imslticc_v1p0",
        assignments=False,
        headings=False,
        labels=True,
    ),
)
_V13 = _Version(
    namespace="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1",
    lom="http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest",
    schema="IMS Common Cartridge",
    number="1.3.0",
    dialect=Dialect(
        quiz="imsqti_xmlv1p2/imscc_xmlv1p3/assessment",
        discussion="imsdt_xmlv1p3",
        discussion_namespace="http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3",
        link="imsbasiclti_xmlv1p3",
        link_namespace="http://www.imsglobal.org/xsd/imslticc_v1p3",
        assignments=True,
        headings=True,
        labels=False,
    ),
)
_THIN = _Version(_V13.namespace, _V13.lom, "IMS Thin Common Cartridge", _V13.number, _V13.dialect)


def _full(version: _Version, course: Course, options: Options, media: Media) -> list[Entry]:
    tree = full_tree(course, version.dialect, options.tool_url)
    return _written(version, course, tree, media_entries(course, media))


def _written(version: _Version, course: Course, tree: list[Folder], files: list[Entry]) -> list[Entry]:
    activities = {activity.id: activity for folder in tree for activity in folder.activities}
    own = [activity.entry for activity in activities.values()]
    shared = {entry.name: entry for activity in activities.values() for entry in activity.shared}
    files = [*files, *shared.values()]
    manifest = _manifest(version, course, tree, [entry.name for entry in files])
    return [*own, *files, text_entry(MANIFEST, manifest)]


def thin(course: Course, options: Options, _media: Media) -> list[Entry]:
    """Return the files of a cartridge of links into the tool."""
    return _written(_THIN, course, thin_tree(course, _THIN.dialect, options.tool_url), [])


full_11 = partial(_full, _V11)
full_13 = partial(_full, _V13)


def _manifest(version: _Version, course: Course, tree: list[Folder], files: list[str]) -> bytes:
    top = root("manifest", version.namespace, lomimscc=version.lom, xsi=XSI)
    top.set("identifier", f"{course.id}_manifest")
    metadata = add(top, "metadata")
    add(metadata, "schema", version.schema)
    add(metadata, "schemaversion", version.number)
    add_lom(metadata, course, version.lom)
    _add_organization(top, version, course, tree)
    resources = add(top, "resources")
    names = _resource_ids(course, files)
    for activity in _activities(tree):
        _add_activity(resources, activity, names)
    for file, identifier in names.items():
        resource = add(resources, "resource", identifier=identifier, type="webcontent", href=file)
        add(resource, "file", href=file)
    return document(top)


def _activities(tree: list[Folder]) -> Iterator[Activity]:
    return (activity for folder in tree for activity in folder.activities)


def _resource_ids(course: Course, files: list[str]) -> dict[str, str]:
    """Return an identifier for each file by its name, which is that of its bytes."""
    plain = str.maketrans({"/": "_", ".": "_", "-": "_"})
    return {file: f"{course.id}_file_{file.translate(plain)}" for file in sorted(files)}


def _add_organization(top: etree._Element, version: _Version, course: Course, tree: list[Folder]) -> None:
    """Add organization > item > item > item: the one in the middle is what Canvas makes a module of.

    Moodle makes a topic of it and drops its title, but makes a label of a folder inside it.
    """
    organizations = add(top, "organizations")
    organization = add(organizations, "organization", identifier=f"{course.id}_organization")
    organization.set("structure", "rooted-hierarchy")
    rooted = add(organization, "item", identifier=f"{course.id}_root")
    for folder in tree:
        item = _add_folder(rooted, f"{folder.id}_item", folder.title)
        if version.dialect.labels:
            item = _add_folder(item, f"{folder.id}_label", folder.title)
        for activity in folder.activities:
            leaf = add(item, "item", identifier=f"{activity.id}_item", identifierref=activity.id)
            add(leaf, "title", shortened(activity.title))


def _add_folder(parent: etree._Element, identifier: str, title: str) -> etree._Element:
    item = add(parent, "item", identifier=identifier)
    add(item, "title", shortened(title))
    return item


def _add_activity(resources: etree._Element, activity: Activity, names: dict[str, str]) -> None:
    resource = add(resources, "resource", identifier=activity.id, type=activity.type)
    if activity.type == "webcontent":
        resource.set("href", activity.entry.name)
    add(resource, "file", href=activity.entry.name)
    for file in sorted({*activity.media, *(entry.name for entry in activity.shared)}):
        add(resource, "dependency", identifierref=names[file])
