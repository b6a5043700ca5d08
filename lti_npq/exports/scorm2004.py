"""SCORM 2004, 3rd and 4th edition: the whole level as one SCO, or one SCO for each module.

With one SCO for each module, the level is completed when all of them are. Each is completed with the programme's
threshold of its own work, so together they hold at least that threshold of the whole: a rule that no engine can round
differently, as they do percentages.

Source: SCORM 2004 4th Edition, Content Aggregation Model, 3.4 (manifest); Sequencing and Navigation, 3.7 (rollup).
"""

from functools import partial

import msgspec
from lxml import etree

from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.course import Course
from lti_npq.exports.files import Media
from lti_npq.exports.lom import lom_document
from lti_npq.exports.markup import XSI, add, document, locate, root, shortened
from lti_npq.exports.options import Options
from lti_npq.exports.scos import Content, Sco, content_of

MANIFEST = "imsmanifest.xml"
METADATA = "metadata.xml"
"""A file of its own, since the manifest's XSD takes no metadata of which it has no XSD."""
ADAPTERS = ("lms", "tell", "scorm2004")
STATE_LIMIT = 64_000
"""Characters of `cmi.suspend_data` in both editions."""

_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
_ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
_ADLNAV = "http://www.adlnet.org/xsd/adlnav_v1p3"
_SS = "http://www.imsglobal.org/xsd/imsss"
_SHARED = "shared"
_WEIGHT = "{:.4f}"
"""Weights have four decimals at most. Source: imsss_v1p0util.xsd, weightType."""


def _entries(edition: str, course: Course, options: Options, media: Media) -> list[Entry]:
    content = content_of(course, options, media, *ADAPTERS, room=STATE_LIMIT)
    content = msgspec.structs.replace(content, shared=(*content.shared, text_entry(METADATA, lom_document(course))))
    return [*content.entries, text_entry(MANIFEST, _manifest(edition, course, content))]


third = partial(_entries, "2004 3rd Edition")
fourth = partial(_entries, "2004 4th Edition")


def _manifest(edition: str, course: Course, content: Content) -> bytes:
    top = root("manifest", _CP, adlcp=_ADLCP, adlseq=_ADLSEQ, adlnav=_ADLNAV, imsss=_SS, xsi=XSI)
    top.set("identifier", f"{course.id}_manifest")
    top.set("version", course.programme.version)
    locate(
        top,
        default="imscp_v1p1.xsd",
        adlcp="adlcp_v1p3.xsd",
        adlseq="adlseq_v1p3.xsd",
        adlnav="adlnav_v1p3.xsd",
        imsss="imsss_v1p0.xsd",
    )
    metadata = add(top, "metadata")
    add(metadata, "schema", "ADL SCORM")
    add(metadata, "schemaversion", edition)
    add(metadata, f"{{{_ADLCP}}}location", METADATA)
    _add_organization(top, course, content)
    _add_resources(top, course, content)
    return document(top)


def _add_organization(top: etree._Element, course: Course, content: Content) -> None:
    identifier = f"{course.id}_organization"
    organization = add(add(top, "organizations", default=identifier), "organization", identifier=identifier)
    add(organization, "title", shortened(course.title))
    is_alone = len(content.scos) == 1
    for sco in content.scos:
        item = add(organization, "item", identifier=f"{sco.course.id}_item", identifierref=f"{sco.course.id}_sco")
        add(item, "title", shortened(sco.course.title))
        _add_sco_sequencing(item, sco, 1.0 if is_alone else sco.course.total_seconds / course.total_seconds)
    sequencing = add(organization, f"{{{_SS}}}sequencing")
    add(sequencing, "controlMode", choice="true", flow="true")
    _add_rollup(sequencing)


def _add_sco_sequencing(item: etree._Element, sco: Sco, weight: float) -> None:
    """Have the SCO itself say whether it is completed and passed, and count by its share of the work."""
    sequencing = add(item, f"{{{_SS}}}sequencing")
    add(sequencing, "rollupRules", objectiveMeasureWeight=_WEIGHT.format(weight))
    objectives = add(sequencing, "objectives")
    add(objectives, "primaryObjective", objectiveID=f"{sco.course.id}_objective", satisfiedByMeasure="false")
    add(sequencing, "deliveryControls", completionSetByContent="true", objectiveSetByContent="true")


def _add_rollup(sequencing: etree._Element) -> None:
    rules = add(sequencing, "rollupRules")
    for condition in ("completed", "satisfied"):
        rule = add(rules, "rollupRule", childActivitySet="all")
        add(add(rule, "rollupConditions"), "rollupCondition", condition=condition)
        add(rule, "rollupAction", action=condition)


def _add_resources(top: etree._Element, course: Course, content: Content) -> None:
    """List every file once; what several SCOs share is a resource of its own that they depend on."""
    resources = add(top, "resources")
    shared = sorted(entry.name for entry in content.shared)
    is_alone = len(content.scos) == 1
    for sco in content.scos:
        resource = add(resources, "resource", identifier=f"{sco.course.id}_sco", type="webcontent")
        resource.set("href", sco.launch.name)
        resource.set(f"{{{_ADLCP}}}scormType", "sco")
        for name in sorted([sco.launch.name, *(shared if is_alone else ())]):
            add(resource, "file", href=name)
        if not is_alone:
            add(resource, "dependency", identifierref=f"{course.id}_{_SHARED}")
    if not is_alone:
        resource = add(resources, "resource", identifier=f"{course.id}_{_SHARED}", type="webcontent")
        resource.set(f"{{{_ADLCP}}}scormType", "asset")
        for name in shared:
            add(resource, "file", href=name)
