"""The resources of a manifest and the files of the package: each in the other."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from lxml import etree

from lti_npq.exports.linting.addresses import target
from lti_npq.exports.linting.documents import text
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.kinds import MANIFEST
from lti_npq.exports.linting.manifests import Checks, Manifest, children, named

_CONTROL = (".xsd", ".dtd")
_LISTED_IN_A_MESSAGE = 3
_REQUIRED = {
    "scorm12": ("imscp_rootv1p1p2.xsd", "adlcp_rootv1p2.xsd"),
    "scorm2004": ("imscp_v1p1.xsd", "adlcp_v1p3.xsd", "adlseq_v1p3.xsd", "adlnav_v1p3.xsd", "imsss_v1p0.xsd"),
}


def check_files(manifest: Manifest) -> Checks:
    listed = {MANIFEST}
    for resource in manifest.resources:
        own = set()
        for file in children(resource, "file"):
            name, findings = target(manifest.document, file, file.get("href", ""), manifest.package)
            yield from findings
            own.add(name)
        href = resource.get("href")
        if href:
            name, findings = target(manifest.document, resource, href, manifest.package)
            yield from findings
            if name and name not in own:
                yield manifest.finding("file-not-listed", resource, f"“{href}” is not among the resource's files.")
        listed |= {name for name in own if name}
    locations = [target(manifest.document, each, text(each), manifest.package) for each in _locations(manifest)]
    listed |= {each.name for each in locations if each.name}
    for name in sorted(manifest.package.names - listed):
        if not name.lower().endswith(_CONTROL):
            yield Finding.of("file-stray", f"No resource lists “{name}”.", name)


def _locations(manifest: Manifest) -> Iterator[etree._Element]:
    return (each for each in manifest.root.iter("{*}location") if "adlcp" in str(etree.QName(each).namespace))


def check_locations(manifest: Manifest) -> Checks:
    for location in _locations(manifest):
        if target(manifest.document, location, text(location), manifest.package).name is None:
            yield manifest.finding("metadata-file-missing", location, f"There is no file “{text(location)}”.")


def check_dependencies(manifest: Manifest) -> Checks:
    needs = {name: _needs(resource) for name, resource in manifest.resource_of.items()}
    for resource in manifest.resources:
        for dependency in children(resource, "dependency"):
            name = dependency.get("identifierref", "")
            if name not in needs:
                yield manifest.finding("dependency-dangling", dependency, f"“{name}” is no resource.")
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        names = error.args[1]
        message = f"“{names[0]}” depends on itself by way of {', '.join(map(str, names[1:-1])) or 'nothing else'}."
        yield manifest.finding("dependency-cycle", manifest.resource_of.get(names[0], manifest.root), message)


def _needs(resource: etree._Element) -> list[str]:
    return [each.get("identifierref", "") for each in children(resource, "dependency")]


def check_unused(manifest: Manifest) -> Checks:
    """Check that everything is to be seen; a cartridge may hold files that only pages lead to."""
    reached: set[str] = set()
    waiting = [item.get("identifierref", "") for item in manifest.items]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in manifest.resource_of:
            reached.add(name)
            waiting += _needs(manifest.resource_of[name])
    for name, resource in manifest.resource_of.items():
        if name not in reached:
            yield manifest.finding("resource-unused", resource, f"Nothing leads to the resource “{named(resource)}”.")


def check_control_documents(manifest: Manifest) -> Checks:
    missing = [name for name in _REQUIRED[manifest.kind.family] if name not in manifest.package.names]
    if missing:
        words = ", ".join(missing[:_LISTED_IN_A_MESSAGE])
        yield manifest.finding("control-documents", manifest.root, f"These are missing, for a start: {words}.")


CHECKS = (check_files, check_dependencies)
"""For SCORM and cartridges alike."""
