"""What a manifest says of itself and of its contents: namespaces, schema, identifiers, organizations, items."""

import re
from collections import Counter

from lxml import etree

from lti_npq.exports.linting.documents import local, namespace, text
from lti_npq.exports.linting.kinds import CARTRIDGES, THIN, Family
from lti_npq.exports.linting.manifests import Checks, Manifest, children, is_leaf, named

_ROOTS: dict[Family, frozenset[str]] = {
    "scorm12": frozenset({"http://www.imsproject.org/xsd/imscp_rootv1p1p2"}),
    "scorm2004": frozenset({"http://www.imsglobal.org/xsd/imscp_v1p1"}),
    "cartridge": frozenset(CARTRIDGES),
}
_VERSIONS = {
    "scorm12": {"1.2"},
    "scorm2004-2": {"CAM 1.3"},
    "scorm2004-3": {"2004 3rd Edition"},
    "scorm2004-4": {"2004 4th Edition"},
}
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_PLAIN = re.compile(r"[A-Za-z0-9_.\-]*")
_LONGEST_IDENTIFIER, _LONGEST_TITLE = 100, 200
_NAMED = ("manifest", "organization", "item", "resource")


def check_namespace(manifest: Manifest) -> Checks:
    root = manifest.root
    expected = _ROOTS.get(manifest.kind.family)
    if local(root) != "manifest":
        yield manifest.finding("namespace", root, f"The document begins with “{local(root)}” instead of “manifest”.")
    elif expected and namespace(root) not in expected:
        words = " or ".join(sorted(expected))
        yield manifest.finding("namespace", root, f"“{namespace(root)}” is not the namespace of a manifest: {words}.")


def check_schema(manifest: Manifest) -> Checks:
    metadata = manifest.root.find("{*}metadata")
    place = manifest.root if metadata is None else metadata
    schema, version = (place.find(f"{{*}}{name}") for name in ("schema", "schemaversion"))
    is_cartridge = manifest.kind.family == "cartridge"
    known = {"IMS Common Cartridge", THIN} if is_cartridge else {"ADL SCORM"}
    given = "" if schema is None else schema.text or ""
    if given not in known:
        yield manifest.finding("schema", place if schema is None else schema, f"The schema is “{given}”.")
    if is_cartridge:
        number = CARTRIDGES.get(namespace(manifest.root))
        versions = {number} if number else set(CARTRIDGES.values())
    else:
        versions = _VERSIONS.get(manifest.kind.name, {"1.2", "2004 3rd Edition", "2004 4th Edition"})
    number = "" if version is None else version.text or ""
    if number not in versions:
        message = f"The schema's version is “{number}” instead of {' or '.join(sorted(map(str, versions)))}."
        yield manifest.finding("schemaversion", place if version is None else version, message)


def check_identifiers(manifest: Manifest) -> Checks:
    elements = [each for tag in _NAMED for each in manifest.root.iter(f"{{*}}{tag}")]
    seen: Counter[str] = Counter()
    for element in elements:
        name = element.get("identifier")
        if not name:
            yield manifest.finding("identifier-missing", element, f"The {local(element)} has no identifier.")
            continue
        seen[name] += 1
        if seen[name] > 1:
            yield manifest.finding("identifier-duplicate", element, f"“{name}” is the identifier of something else.")
        if not _NAME.fullmatch(name):
            yield manifest.finding("identifier-syntax", element, f"“{name}” is no identifier.")
        elif not _PLAIN.fullmatch(name):
            yield manifest.finding("identifier-characters", element, f"“{name}” has letters outside ASCII.")
        if len(name) > _LONGEST_IDENTIFIER:
            yield manifest.finding("identifier-long", element, f"The identifier has {len(name)} characters.")


def check_organizations(manifest: Manifest) -> Checks:
    """Check what SCORM asks for; a cartridge has rules of its own."""
    around = manifest.nearest("organizations")
    identifiers = [each.get("identifier") for each in manifest.organizations]
    if not identifiers or not any(not is_leaf(each) for each in manifest.organizations):
        yield manifest.finding("no-organization", around, "There is no organization with an item.")
        return
    default = around.get("default")
    if default not in identifiers:
        message = f"No organization is called “{default}”." if default else "No organization is named as default."
        yield manifest.finding("default-organization", around, message)


def check_titles(manifest: Manifest) -> Checks:
    is_cartridge = manifest.kind.family == "cartridge"
    items = [each for each in manifest.items if not is_cartridge or local(each.getparent()) == "item"]
    for element in [*([] if is_cartridge else manifest.organizations), *items]:
        title = element.find("{*}title")
        words = text(title)
        if title is None or not words:
            message = f"The {local(element)} “{element.get('identifier', '')}” has no title."
            yield manifest.finding("title-missing", element, message)
        elif len(words) > _LONGEST_TITLE:
            yield manifest.finding("title-long", title, f"The title has {len(words)} characters.")


def check_items(manifest: Manifest) -> Checks:
    for item in manifest.items:
        yield from _references(manifest, item)
        visible, parameters = item.get("isvisible"), item.get("parameters")
        if visible not in {None, "true", "false", "1", "0"}:
            yield manifest.finding("item-visible", item, f"isvisible is “{visible}”.")
        if parameters and (parameters[0] not in "?#" or not item.get("identifierref")):
            yield manifest.finding("item-parameters", item, f"The parameters are “{parameters}”.")


def _references(manifest: Manifest, item: etree._Element) -> Checks:
    reference = item.get("identifierref")
    nested = {str(each.get("identifier")) for each in children(manifest.root, "manifest")}
    if reference is not None and reference not in manifest.resource_of and reference not in nested:
        message = f"“{named(item)}” leads to “{reference}”, which is no resource."
        yield manifest.finding("identifierref-dangling", item, message)


def check_nesting(manifest: Manifest) -> Checks:
    for inner in list(manifest.root.iter("{*}manifest"))[1:]:
        yield manifest.finding("sub-manifest", inner, "There is a manifest inside the manifest.")


CHECKS = (check_namespace, check_schema, check_identifiers, check_titles, check_items, check_nesting)
"""For SCORM and cartridges alike."""
