"""XML from a cartridge that anybody may have made: nothing in it is fetched or expanded."""

from typing import Any

from lxml import etree

from lti_npq.demo_lms.errors import ProblemError


def parsed(content: bytes, name: str) -> etree._Element:
    """Return the root of one of a cartridge's documents.

    Raises:
        ProblemError: If it is not sound, or declares a document type, with which entities would come.
    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise ProblemError(400, f"The cartridge's {name} is not sound XML.") from problem
    document_type: Any = root.getroottree().docinfo.internalDTD  # which the stubs take to be there always
    if document_type is not None:
        raise ProblemError(400, f"The cartridge's {name} declares a document type, for which it has no need.")
    return root


def element_text(parent: etree._Element, *path: str) -> str:
    """Return the text of the first element at a path of local names; empty, if there is none.

    Namespaces differ from version to version of the standard, local names do not.
    """
    return (parent.findtext("/".join(f"{{*}}{name}" for name in path)) or "").strip()
