"""XML as the manifests of all formats need it."""

import re

from lxml import etree

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LONGEST_TITLE = 200
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no XML 1.0 document may hold, not even escaped. Source: XML 1.0, 2.2."""


def root(tag: str, default: str, **prefixes: str) -> etree._Element:
    """Return a document's first element in the namespace `default`, with further namespaces by their prefixes."""
    # lxml's own stubs do not know that None stands for the default.
    return etree.Element(f"{{{default}}}{tag}", nsmap={None: default, **prefixes})  # type: ignore[dict-item]


def add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Add an element, of its parent's namespace unless the tag names one."""
    element = etree.SubElement(parent, tag if tag.startswith("{") else etree.QName(parent, tag))
    for name, value in attributes.items():
        element.set(name, plain(value))
    element.text = None if text is None else plain(text)
    return element


def document(element: etree._Element) -> bytes:
    """Return it as a file, indented."""
    etree.indent(element)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8")


def locate(element: etree._Element, **schemas: str) -> None:
    """Say where the schema of each namespace lies; the names of `schemas` are the namespaces' prefixes."""
    namespaces = {prefix or "default": uri for prefix, uri in element.nsmap.items()}
    pairs = (f"{namespaces[prefix]} {file}" for prefix, file in schemas.items())
    element.set(f"{{{XSI}}}schemaLocation", " ".join(pairs))


def plain(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NO_XML.sub("", text)


def shortened(title: str, longest: int = _LONGEST_TITLE) -> str:
    """Return a title that every LMS has room for."""
    return title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
