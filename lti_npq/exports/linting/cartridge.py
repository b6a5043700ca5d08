"""Common Cartridge: the organization, and the types of resources that a version has.

Source: IMS Common Cartridge Profile 1.1, 1.2 and 1.3, 4; Thin Common Cartridge 1.2 and 1.3.
"""

from lxml import etree

from lti_npq.exports.linting.documents import namespace
from lti_npq.exports.linting.kinds import CARTRIDGES, THIN_CARTRIDGE
from lti_npq.exports.linting.manifests import Checks, Manifest, children, is_leaf, named

WEB_CONTENT = "webcontent"
ASSIGNMENT = "assignment_xmlv1p0"
_FIRST = 1024
_LTI = {"1.1.0": "imsbasiclti_xmlv1p0", "1.2.0": "imsbasiclti_xmlv1p0", "1.3.0": "imsbasiclti_xmlv1p3"}
_LATER = ("idpfepub", "imsiwb", "imsapip", "imsqti_xmlv2p", "assignment_xmlv1p0", "imscc_xmlv1p")
"""Beginnings of types that came with 1.2 and 1.3, beside those that only change their number."""


def version_of(manifest: Manifest) -> str:
    """Return the version that the manifest's namespace stands for."""
    return CARTRIDGES.get(namespace(manifest.root), "1.1.0")


def _types(version: str) -> frozenset[str]:
    tag = f"v1p{version[2]}"
    own = {f"imsdt_xml{tag}", f"imswl_xml{tag}", f"associatedcontent/imscc_xml{tag}/learning-application-resource"}
    quizzes = {f"imsqti_xmlv1p2/imscc_xml{tag}/{kind}" for kind in ("assessment", "question-bank")}
    return frozenset({WEB_CONTENT, *own, *quizzes, *filter(None, [_LTI.get(version)])})


def check_namespace_place(manifest: Manifest) -> Checks:
    space = namespace(manifest.root)
    head = manifest.document.content[:_FIRST]
    if space in CARTRIDGES and not any(f"xmlns={mark}{space}{mark}".encode() in head for mark in "\"'"):
        message = f"The default namespace is not in the first {_FIRST:,} bytes."
        yield manifest.finding("cc-namespace-place", manifest.root, message)


def check_organization(manifest: Manifest) -> Checks:
    organizations = manifest.organizations
    if len(organizations) > 1:
        yield manifest.finding("cc-organization", organizations[1], "There is more than one organization.")
    if not organizations and any(not _is_bank(each) for each in manifest.resources):
        yield manifest.finding("cc-organization", manifest.nearest("organizations"), "There is no organization.")
    for organization in organizations:
        structure, rooted = organization.get("structure"), children(organization, "item")
        if structure != "rooted-hierarchy":
            yield manifest.finding("cc-organization", organization, f"The structure is “{structure}”.")
        if len(rooted) != 1:
            yield manifest.finding("cc-organization", organization, f"It has {len(rooted)} items instead of one.")
        for item in rooted:
            if item.get("identifierref") or is_leaf(item):
                message = "The item at the root is a link itself, or has nothing below it."
                yield manifest.finding("cc-organization", item, message)


def check_folders(manifest: Manifest) -> Checks:
    rooted = {item for organization in manifest.organizations for item in children(organization, "item")}
    for item in manifest.items:
        if item.get("identifierref") and not is_leaf(item):
            yield manifest.finding("cc-folder-with-resource", item, f"“{named(item)}” is a link and a folder.")
        elif is_leaf(item) and not item.get("identifierref") and item not in rooted:
            yield manifest.finding("cc-empty-folder", item, f"“{named(item)}” leads nowhere.")


def check_types(manifest: Manifest) -> Checks:
    version = version_of(manifest)
    known = _types(version)
    for resource in manifest.resources:
        kind = resource.get("type", "")
        if kind in known or (version >= "1.2.0" and kind.startswith(_LATER) and "imsdt" not in kind):
            continue
        code = "cc-lti-type" if kind.startswith("imsbasiclti") else "cc-resource-type"
        yield manifest.finding(code, resource, f"“{kind}” is no type of version {version}.")


def check_resource_files(manifest: Manifest) -> Checks:
    for resource in manifest.resources:
        kind, files = resource.get("type", ""), children(resource, "file")
        if kind == WEB_CONTENT and not resource.get("href"):
            yield manifest.finding("cc-resource-files", resource, "Web content without an href.")
        elif is_document(kind) and len(files) != 1 and not _is_inline(resource):
            yield manifest.finding("cc-resource-files", resource, f"“{named(resource)}” has {len(files)} files.")
        elif is_document(kind) and kind != ASSIGNMENT and resource.get("href"):
            yield manifest.finding("cc-resource-files", resource, f"“{named(resource)}” has an href.")


def is_document(kind: str) -> bool:
    """Tell whether a resource of this type is one XML file that the LMS makes something of."""
    return kind.startswith(("imsqti_", "imsdt_", "imswl_", "imsbasiclti_", "assignment_"))


def _is_inline(resource: etree._Element) -> bool:
    """Tell whether the document stands in the manifest, as thin cartridges may have it."""
    return any(resource.find(f"{{*}}{tag}") is not None for tag in ("webLink", "cartridge_basiclti_link"))


def _is_bank(resource: etree._Element) -> bool:
    return resource.get("type", "").endswith("/question-bank")


def check_banks(manifest: Manifest) -> Checks:
    banks = [each for each in manifest.resources if _is_bank(each)]
    for bank in banks[1:]:
        yield manifest.finding("cc-question-bank", bank, "There is more than one question bank.")
    names = {each.get("identifier") for each in banks} - {None}
    for item in manifest.items:
        if item.get("identifierref") in names:
            yield manifest.finding("cc-question-bank", item, f"“{named(item)}” leads to a question bank.")


def check_thin(manifest: Manifest) -> Checks:
    if manifest.kind is not THIN_CARTRIDGE:
        return
    for resource in manifest.resources:
        kind = resource.get("type", "")
        if not kind.startswith(("imsbasiclti_", "imswl_")):
            yield manifest.finding("cc-thin-content", resource, f"The resource's type is “{kind}”.")


CHECKS = (
    check_namespace_place,
    check_organization,
    check_folders,
    check_types,
    check_resource_files,
    check_banks,
    check_thin,
)
