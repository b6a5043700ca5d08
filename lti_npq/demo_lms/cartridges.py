"""The links to tools in a Common Cartridge; nothing is unpacked onto the disk.

Source: Common Cartridge 1.0 to 1.3, 4; Thin Common Cartridge 1.3; Basic LTI links 1.0, 4.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from zipfile import ZipFile

from lxml import etree

from lti_npq.demo_lms.cartridge_xml import element_text, parsed
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.habits import Habits

MOST_BYTES = 20_000_000
_MOST_OF_MANIFEST = 5_000_000
_MOST_OF_LINK = 100_000
_MOST_LINKS = 500
_LINK = "imsbasiclti_xmlv1p"
_SCHEMAS = {"IMS Common Cartridge", "IMS Thin Common Cartridge"}
_VERSIONS = {"1.1.0", "1.2.0", "1.3.0"}
_EARLY_NAMESPACES = ("imscc/imscp_v1p1", "imsccv1p1/imscp_v1p1")
_MOODLE_LOOKS_AT = 1024
"""Bytes of the manifest in which the namespace must stand."""
_UNSOUND = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""What zipfile raises for archives that are damaged or encrypted."""


@dataclass(frozen=True)
class CartridgeLink:
    """A link to a tool, as a cartridge has it."""

    title: str
    description: str
    url: str
    secure_url: str
    custom: Mapping[str, str]
    outcome: float | None
    """The most points of the assignment that Canvas is asked to make of it."""


@dataclass(frozen=True)
class Cartridge:
    """What an import reads of a cartridge."""

    links: tuple[CartridgeLink, ...]
    """In the order of the course."""
    others: int
    """How many pages, quizzes and the like stand among them."""


def read_cartridge(file: IO[bytes], habits: Habits) -> Cartridge:
    """Return the links of a cartridge.

    Raises:
        ProblemError: If it is no cartridge, of a version that this LMS does not read, unsound or too large.
    """
    try:
        with ZipFile(file) as archive:
            manifest = _part(archive, "imsmanifest.xml", _MOST_OF_MANIFEST)
            root = parsed(manifest, "imsmanifest.xml")
            _require_version(manifest, root, habits)
            return _cartridge(archive, root, habits)
    except _UNSOUND as problem:
        raise ProblemError(400, f"The file is not a sound zip file: {problem}.") from problem


def _part(archive: ZipFile, name: str, most_bytes: int) -> bytes:
    try:
        entry = archive.getinfo(name)
    except KeyError as problem:
        raise ProblemError(400, f"The file is not a whole Common Cartridge: it has no {name}.") from problem
    # What is said of the size holds: zipfile unpacks no more than that.
    if entry.file_size > most_bytes:
        raise ProblemError(400, f"The cartridge's {name} is larger than this LMS reads.")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ProblemError(400, f"The cartridge's {name} is packed in an unusual way.")
    return archive.read(entry)


def _require_version(manifest: bytes, root: etree._Element, habits: Habits) -> None:
    if habits.early_cartridges:
        beginning = re.sub(r"[\s'\"]", "", manifest[:_MOODLE_LOOKS_AT].decode(errors="replace").lower())
        # Moodle's own words; for anything that it does not recognise they are the same.
        if not any(f"xmlns=http://www.imsglobal.org/xsd/{name}" in beginning for name in _EARLY_NAMESPACES):
            sentence = "The selected file is not a valid Moodle backup file and can't be restored."
            raise ProblemError(400, f"Unknown backup format. {sentence}")
        return
    schema, version = element_text(root, "metadata", "schema"), element_text(root, "metadata", "schemaversion")
    if schema not in _SCHEMAS or version not in _VERSIONS:
        raise ProblemError(400, f"This LMS reads Common Cartridge 1.1 to 1.3, not {schema or 'this'} {version}.")


def _cartridge(archive: ZipFile, root: etree._Element, habits: Habits) -> Cartridge:
    resources = {each.get("identifier"): each for each in root.iterfind("{*}resources/{*}resource")}
    items = [each for each in root.iterfind("{*}organizations//{*}item") if each.get("identifierref") in resources]
    linked = [(each, resources[each.get("identifierref")]) for each in items]
    found = [(item, resource) for item, resource in linked if resource.get("type", "").startswith(_LINK)]
    if len(found) > _MOST_LINKS:
        raise ProblemError(400, f"The cartridge has more than {_MOST_LINKS} links to tools.")
    if habits.early_cartridges and any(resource.get("type") != f"{_LINK}0" for _, resource in found):
        raise ProblemError(400, "The restore was given up: the cartridge has links of a later version.")
    links = tuple(_link(archive, item, resource) for item, resource in found)
    return Cartridge(links, len(items) - len(links))


def _link(archive: ZipFile, item: etree._Element, resource: etree._Element) -> CartridgeLink:
    file = resource.find("{*}file")
    name = resource.get("href") or (file.get("href") if file is not None else None) or ""
    root = parsed(_part(archive, name, _MOST_OF_LINK), name)
    return CartridgeLink(
        element_text(root, "title") or element_text(item, "title") or "Untitled",
        element_text(root, "description"),
        element_text(root, "launch_url"),
        element_text(root, "secure_launch_url"),
        dict(_properties(root, "{*}custom/{*}property")),
        _points(dict(_properties(root, "{*}extensions[@platform='canvas.instructure.com']/{*}property"))),
    )


def _properties(root: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    return ((each.get("name", ""), (each.text or "").strip()) for each in root.iterfind(path))


def _points(extensions: Mapping[str, str]) -> float | None:
    with suppress(KeyError, ValueError):
        points = float(extensions["outcome"])
        return points if 0 < points < float("inf") else None
    return None
