"""What SCORM 1.2 and 2004 have in common: types of resources, and what an item says of its launch."""

from collections.abc import Callable

from lxml import etree

from lti_npq.exports.linting.documents import attribute, namespace, text
from lti_npq.exports.linting.manifests import Checks, Manifest, is_leaf, named

TYPE = {"scorm12": "scormtype", "scorm2004": "scormType"}
_ADLCP = {"scorm12": "http://www.adlnet.org/xsd/adlcp_rootv1p2", "scorm2004": "http://www.adlnet.org/xsd/adlcp_v1p3"}
_ACTIONS = {f"{end},{words}" for end in ("exit", "continue") for words in ("message", "no message")}
_LONGEST_DATA = {"scorm12": 255, "scorm2004": 4_000}
_OTHERS = {
    "scorm12": ("adlcp_v1p3", "adlseq_v1p3", "adlnav_v1p3", "imsss"),
    "scorm2004": ("adlcp_rootv1p2",),
}


def check_types(manifest: Manifest) -> Checks:
    family = manifest.kind.family
    for resource in manifest.resources:
        if resource.get("type") != "webcontent":
            yield manifest.finding("resource-type", resource, f"The resource's type is “{resource.get('type')}”.")
        yield from _type(manifest, resource, TYPE[family], f"{{{_ADLCP[family]}}}{TYPE[family]}")


def _type(manifest: Manifest, resource: etree._Element, name: str, full: str) -> Checks:
    value, other = resource.get(full), next((each for each in TYPE.values() if each != name), name)
    if value is None:
        wrong = attribute(resource, other) is not None or attribute(resource, name) is not None
        code = "scormtype-case" if wrong else "scormtype-missing"
        yield manifest.finding(code, resource, f"The resource “{named(resource)}” has no adlcp:{name}.")
    elif value not in {"sco", "asset"}:
        yield manifest.finding("scormtype-value", resource, f"adlcp:{name} is “{value}”.")


def is_sco(resource: etree._Element | None) -> bool:
    """Tell whether a resource talks to the LMS."""
    return resource is not None and any(attribute(resource, name) == "sco" for name in TYPE.values())


def check_scos(manifest: Manifest) -> Checks:
    launched = {str(item.get("identifierref")) for item in manifest.items}
    for resource in manifest.resources:
        if not resource.get("href") and (is_sco(resource) or resource.get("identifier") in launched):
            yield manifest.finding("sco-without-address", resource, f"“{named(resource)}” has no href.")
    if manifest.resources and not any(map(is_sco, manifest.resources)):
        yield manifest.finding("no-sco", manifest.nearest("resources"), "No resource is a SCO.")


def check_other_version(manifest: Manifest) -> Checks:
    seen: set[str] = set()
    for element in manifest.root.iter("*"):
        used = {namespace(element), *(str(etree.QName(name).namespace) for name in element.keys())}  # noqa: SIM118
        for space in used - seen:
            if any(other in space for other in _OTHERS[manifest.kind.family]):
                seen.add(space)
                yield manifest.finding("other-version", element, f"“{space}” is not of {manifest.kind.title}.")


def values(tag: str, code: str, is_right: Callable[[str], bool]) -> Callable[[Manifest], Checks]:
    """Return a check of the texts of all elements of a name."""

    def check(manifest: Manifest) -> Checks:
        for element in manifest.root.iter(f"{{*}}{tag}"):
            if "adl" in namespace(element) and not is_right(text(element)):
                yield manifest.finding(code, element, f"{tag} is “{text(element)[:80]}”.")

    return check


def check_data(manifest: Manifest) -> Checks:
    longest = _LONGEST_DATA[manifest.kind.family]
    for tag in ("datafromlms", "dataFromLMS"):
        for element in manifest.root.iter(f"{{*}}{tag}"):
            if len(element.text or "") > longest:
                yield manifest.finding("data-from-lms", element, f"{tag} has {len(element.text or '')} characters.")


def check_leaves(manifest: Manifest) -> Checks:
    is_2004 = manifest.kind.family == "scorm2004"
    for item in manifest.items:
        refers = bool(item.get("identifierref"))
        if is_leaf(item) and not refers:
            code = "leaf-without-resource" if is_2004 else "heading-without-content"
            yield manifest.finding(code, item, f"“{named(item)}” has neither a resource nor items below it.")
        if is_2004 and refers and not is_leaf(item):
            yield manifest.finding("parent-with-resource", item, f"“{named(item)}” has a resource and items below it.")


check_actions = values("timelimitaction", "time-limit-action", _ACTIONS.__contains__)
check_actions_2004 = values("timeLimitAction", "time-limit-action", _ACTIONS.__contains__)

CHECKS = (check_types, check_scos, check_other_version, check_data, check_leaves, check_actions, check_actions_2004)
