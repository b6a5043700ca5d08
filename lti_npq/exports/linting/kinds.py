"""Which standard a package follows, told by what is in it and never by its name."""

from typing import Literal

from lxml import etree
from msgspec import Struct

from lti_npq.exports.linting.documents import local, namespace, text

Family = Literal["scorm12", "scorm2004", "cmi5", "cartridge", "content-package"]

MANIFEST, STRUCTURE = "imsmanifest.xml", "cmi5.xml"
CMI5 = (
    "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd",
    "http://aicc.github.io/CMI-5_Spec_Current/v1/CourseStructure.xsd",
)
THIN = "IMS Thin Common Cartridge"
CARTRIDGES: dict[str, str] = {
    "http://www.imsglobal.org/xsd/imscc/imscp_v1p1": "1.0.0",
    **{f"http://www.imsglobal.org/xsd/imsccv1p{minor}/imscp_v1p1": f"1.{minor}.0" for minor in (1, 2, 3)},
}
"""The version of each namespace."""


class Kind(Struct, frozen=True):
    """A standard and its version."""

    name: str
    """As formats of exports are called, and so for the versions that we do not export."""
    title: str
    family: Family


SCORM12 = Kind("scorm12", "SCORM 1.2", "scorm12")
SCORM2004_2 = Kind("scorm2004-2", "SCORM 2004, 2nd edition", "scorm2004")
SCORM2004_3 = Kind("scorm2004-3", "SCORM 2004, 3rd edition", "scorm2004")
SCORM2004_4 = Kind("scorm2004-4", "SCORM 2004, 4th edition", "scorm2004")
UNIT_STRUCTURE = Kind("cmi5", "cmi5", "cmi5")
THIN_CARTRIDGE = Kind("cc-thin", "Thin Common Cartridge", "cartridge")
PLAIN = Kind("content-package", "IMS Content Packaging", "content-package")


def kind_of(root: etree._Element) -> Kind:
    """Return what a manifest is meant to be, also where it has mistakes."""
    if local(root) == "courseStructure":
        return UNIT_STRUCTURE
    space = namespace(root)
    schema, version = (text(root.find(f"{{*}}metadata/{{*}}{name}")) for name in ("schema", "schemaversion"))
    if "imscc" in space or "cartridge" in schema.lower():
        return _cartridge(space, schema, version)
    spaces = {str(uri) for uri in root.nsmap.values()} | {namespace(element) for element in root.iter("*")}
    if any("adlcp_v1p3" in uri for uri in spaces) or "2004" in version or "CAM" in version:
        return _edition(version)
    if any("adlcp_rootv1p2" in uri for uri in spaces) or "SCORM" in schema.upper() or "rootv1p1p2" in space:
        return SCORM12
    return PLAIN


def _edition(version: str) -> Kind:
    if "CAM" in version or "2nd" in version:
        return SCORM2004_2
    return SCORM2004_3 if "3rd" in version else SCORM2004_4


def _cartridge(space: str, schema: str, version: str) -> Kind:
    if schema == THIN:
        return THIN_CARTRIDGE
    number = CARTRIDGES.get(space, version or "1.1.0")[:3]
    return Kind(f"cc{number.replace('.', '')}", f"Common Cartridge {number}", "cartridge")
