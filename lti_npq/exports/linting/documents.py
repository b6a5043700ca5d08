"""XML of unknown origin, with the line and column of every element.

expat reads first: it knows columns, which lxml does not, and it stops at a DOCTYPE before any entity is defined. lxml
makes the tree, and is told to fetch and to resolve nothing.
"""

from xml.parsers import expat

from lxml import etree

from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.package import LARGEST_DOCUMENT, Package, TooLarge


class _Doctype(Exception):
    """There is a DOCTYPE."""


class Document:
    """One XML file of a package."""

    def __init__(self, name: str, content: bytes, root: etree._Element, places: list[tuple[int, int]]) -> None:
        self.name = name
        self.content = content
        self.root = root
        # The tree's elements are kept, so that each stays the one object that it is looked up by.
        self._places = dict(zip(root.iter("*"), places, strict=True))

    def finding(self, code: str, element: etree._Element, message: str) -> Finding:
        """Return a finding at an element."""
        return Finding.of(code, message, self.name, *self._places[element])


def read_document(package: Package, name: str) -> Document | Finding:
    """Return a document, or why it cannot be read."""
    try:
        content = package.read(name)
    except TooLarge:
        message = f"This document is larger than {LARGEST_DOCUMENT // 1024**2} MB."
        return Finding.of("xml-too-large", message, name)
    return parsed(name, content)


def parsed(name: str, content: bytes) -> Document | Finding:
    """Return a document from its bytes, or why they are none."""
    reader = expat.ParserCreate()
    places: list[tuple[int, int]] = []
    reader.StartDoctypeDeclHandler = _refuse
    reader.StartElementHandler = lambda *_: places.append((reader.CurrentLineNumber, reader.CurrentColumnNumber + 1))
    try:
        reader.Parse(content, True)
        root = etree.fromstring(content, _tree_parser())
    except _Doctype:
        place = reader.CurrentLineNumber, reader.CurrentColumnNumber + 1
        return Finding.of("xml-doctype", "This document has a DOCTYPE.", name, *place)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        return Finding.of("xml-malformed", f"This is no XML: {words}.", name, error.lineno, error.offset + 1)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        return Finding.of("xml-malformed", f"This is no XML: {error}.", name, getattr(error, "lineno", None))
    return Document(name, content, root, places)


def _tree_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _refuse(*_declaration: object) -> None:
    raise _Doctype


def local(element: etree._Element | None) -> str:
    """Return an element's name without its namespace; nothing for the root's parent."""
    return "" if element is None else str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """Return an element's namespace."""
    return str(element.tag)[1:].rpartition("}")[0]


def text(element: etree._Element | None) -> str:
    """Return an element's whole text, without the spaces around it."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute by its local name, whatever its namespace."""
    return next((str(value) for key, value in element.items() if etree.QName(key).localname == name), None)
