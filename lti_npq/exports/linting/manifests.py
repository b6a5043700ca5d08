"""A manifest of SCORM or Common Cartridge as checks see it."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from lxml import etree

from lti_npq.exports.linting.documents import Document, local
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.kinds import Kind
from lti_npq.exports.linting.package import Package

_LONGEST_NAME = 60
"""Characters of a title in a sentence."""


class Manifest:
    """The document with its parts; names of elements count, whatever their namespace (that is a check of its own)."""

    def __init__(self, document: Document, package: Package, kind: Kind, schemas: Path | None = None) -> None:
        self.schemas = schemas
        self.document = document
        self.package = package
        self.kind = kind
        self.root = document.root

    def finding(self, code: str, element: etree._Element, message: str) -> Finding:
        return self.document.finding(code, element, message)

    @cached_property
    def organizations(self) -> list[etree._Element]:
        return self.root.findall("{*}organizations/{*}organization")

    @cached_property
    def items(self) -> list[etree._Element]:
        return [each for each in self.root.iter("{*}item") if local(each.getparent()) in {"organization", "item"}]

    @cached_property
    def resources(self) -> list[etree._Element]:
        return list(self.root.iter("{*}resource"))

    @cached_property
    def resource_of(self) -> dict[str, etree._Element]:
        """Resources by their identifiers."""
        return {each.get("identifier", ""): each for each in self.resources}

    def nearest(self, tag: str) -> etree._Element:
        """Return the first element of this name, or the root where there is none: the place of what is missing."""
        found = next(self.root.iter(f"{{*}}{tag}"), None)
        return self.root if found is None else found


def children(element: etree._Element, tag: str) -> list[etree._Element]:
    """Return an element's own children of a name."""
    return element.findall(f"{{*}}{tag}")


def is_leaf(item: etree._Element) -> bool:
    """Tell whether an item has no items below it."""
    return item.find("{*}item") is None


def named(element: etree._Element) -> str:
    """Return what to call an element in a sentence: its title, else its identifier."""
    title = element.findtext("{*}title")
    words = " ".join((title or element.get("identifier") or local(element)).split())
    return words if len(words) < _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…"


Checks = Iterator[Finding]
"""What a check yields."""
