"""Learning Object Metadata, in the manifest or in a file of its own: its shape.

Source: IEEE 1484.12.3; IMS Learning Resource Meta-data 1.2.1, as SCORM 1.2 has it.
"""

import re
from collections.abc import Iterator

from lxml import etree

from lti_npq.exports.linting.addresses import target
from lti_npq.exports.linting.documents import Document, attribute, local, namespace, read_document, text
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.manifests import Checks, Manifest

_SPACES = {
    "scorm12": ("http://www.imsglobal.org/xsd/imsmd_rootv1p2p1", "http://www.imsproject.org/xsd/imsmd_rootv1p2"),
    "scorm2004": ("http://ltsc.ieee.org/xsd/LOM",),
    "cartridge": ("http://ltsc.ieee.org/xsd/LOM", "http://ltsc.ieee.org/xsd/imscc"),
}
_DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?", re.ASCII)
_TEXTS = {"string", "langstring"}


def check_lom(manifest: Manifest) -> Checks:
    for document, root, _ in records(manifest):
        if isinstance(document, Finding):
            yield document
            continue
        spaces = _SPACES.get(manifest.kind.family, ())
        if local(root) != "lom" or not namespace(root).startswith(spaces):
            message = f"“{local(root)}” in “{namespace(root)}” is no metadata of {manifest.kind.title}."
            yield document.finding("lom-root", root, message)
            continue
        for element in root.iter("*"):
            yield from _element(document, element)


def records(manifest: Manifest) -> Iterator[tuple[Document | Finding, etree._Element, etree._Element]]:
    """Yield the metadata's documents, each with its root and the element that it describes."""
    read: set[str] = set()
    for metadata in manifest.root.iter("{*}metadata"):
        described = metadata.getparent()
        if described is None:
            continue  # a file whose root is called metadata is no manifest, which is said elsewhere
        for inline in metadata.iterchildren("*"):
            if local(inline) == "lom" or "imsmd" in namespace(inline) or "/LOM" in namespace(inline):
                yield manifest.document, inline, described
        for location in metadata.iterchildren("{*}location"):
            name = target(manifest.document, location, text(location), manifest.package).name
            if name and name not in read:
                read.add(name)
                document = read_document(manifest.package, name)
                yield document, manifest.root if isinstance(document, Finding) else document.root, described


def _element(document: Document, element: etree._Element) -> Iterator[Finding]:
    tag, words = local(element), text(element)
    if tag in _TEXTS and not (attribute(element, "lang") or attribute(element, "language")):
        yield document.finding("lom-language", element, f"“{words[:60]}” has no language.")
    if not words and not len(element):
        yield document.finding("lom-empty", element, f"The element “{tag}” is empty.")
    if _is_duration(element) and not _DURATION.fullmatch(words):
        yield document.finding("lom-duration", element, f"“{words}” is no duration.")
    has_source, has_value = (element.find(f"{{*}}{name}") is not None for name in ("source", "value"))
    if has_source != has_value and tag not in {"taxonpath", "taxonPath"}:
        yield document.finding("lom-vocabulary", element, f"“{tag}” has only one of source and value.")


def _is_duration(element: etree._Element) -> bool:
    """Tell whether an element holds a duration; in SCORM 1.2 that is a `datetime` inside another element."""
    if local(element) == "datetime":
        return local(element.getparent()) in {"typicallearningtime", "duration"}
    return local(element) == "duration" and not len(element)


CHECKS = (check_lom,)
