"""XML of unknown origin: nothing is fetched or expanded, and what asks for it is refused."""

from contextlib import suppress
from typing import Any
from xml.parsers import expat

from lxml import etree

from lti_npq.errors import ContentError

_MOST_BYTES = 32 * 1024 * 1024
_INCLUDES = "{http://www.w3.org/2001/XInclude}"
_ADVICE = "Export it again without entities and includes."


def parse_xml(content: bytes, name: str) -> etree._Element:
    """Return the root of an XML file. A document type may be named; it is not read.

    Raises:
        ContentError: If it is not sound XML, declares or uses entities, includes other files, or is too large.
    """
    if len(content) > _MOST_BYTES:
        raise ContentError(f"{name} is larger than {_MOST_BYTES // 1024**2} MB", advice="Divide it into several.")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ContentError(f"{name} is not sound XML: {error}", advice=_ADVICE) from error
    _refuse_reaching_out(root, name)
    return root


def refuse_document_type(content: bytes, name: str) -> None:
    """Refuse a file that declares a document type, for readers that would expand what it declares.

    What is no XML is passed over: such a reader cannot read it either.

    Raises:
        ContentError: If it is XML with a document type.
    """
    found = False

    def note(*_: object) -> None:
        nonlocal found
        found = True
        raise _PrologueEnds

    def stop(*_: object) -> None:
        raise _PrologueEnds

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = note
    parser.StartElementHandler = stop
    with suppress(expat.ExpatError, LookupError, ValueError, _PrologueEnds):
        parser.Parse(content, True)
    if found:
        raise ContentError(f"{name} declares a document type", advice=_ADVICE)


class _PrologueEnds(Exception):
    """The reading has come to where a document type stands, or to where none can follow."""


def _refuse_reaching_out(root: etree._Element, name: str) -> None:
    kind: Any = root.getroottree().docinfo.internalDTD  # whose entities the stubs do not know
    if (kind is not None and any(True for _ in kind.iterentities())) or any(True for _ in root.iter(etree.Entity)):
        raise ContentError(f"{name} declares or uses entities of its own", advice=_ADVICE)
    if any(True for _ in root.iter(f"{_INCLUDES}*")):
        raise ContentError(f"{name} includes other files (XInclude)", advice=_ADVICE)
