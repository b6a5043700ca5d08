"""The standards' own schemas, where a set of them is at hand (LTI_NPQ_SCHEMAS_DIR).

A package's own copies are not used: a schema of unknown origin is code of unknown origin. What a schema set does not
know, such as metadata of a namespace of which it has no schema, is left out before the rest is compared.
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

from lxml import etree

from lti_npq.errors import ExportError
from lti_npq.exports.linting.documents import Document, local, namespace
from lti_npq.exports.linting.findings import Finding

_CC = "http://www.imsglobal.org/xsd/imsccv1p1"
_LTI = "http://www.imsglobal.org/xsd"
_2004 = {
    "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
    "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
    "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
}
_SETS: dict[tuple[str, str], dict[str, str]] = {
    ("scorm12", "manifest"): {
        "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
        "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1": "imsmd_rootv1p2p1.xsd",
        "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
    },
    ("scorm2004-3", "manifest"): _2004,
    ("scorm2004-4", "manifest"): _2004,
    ("cmi5", "courseStructure"): {"https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd": "CourseStructure.xsd"},
    ("cc11", "manifest"): {
        f"{_CC}/imscp_v1p1": "ccv1p1_imscp_v1p2_v1p0.xsd",
        "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest": "ccv1p1_lommanifest_v1p0.xsd",
        "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource": "ccv1p1_lomresource_v1p0.xsd",
        f"{_CC}/imsccauth_v1p1": "ccv1p1_imsccauth_v1p1.xsd",
    },
    ("cc11", "questestinterop"): {f"{_LTI}/ims_qtiasiv1p2": "ccv1p1_qtiasiv1p2p1_v1p0.xsd"},
    ("cc11", "topic"): {f"{_CC}/imsdt_v1p1": "ccv1p1_imsdt_v1p1.xsd"},
    ("cc11", "webLink"): {f"{_CC}/imswl_v1p1": "ccv1p1_imswl_v1p1.xsd"},
    ("cc11", "cartridge_basiclti_link"): {
        f"{_LTI}/imslticc_v1p0": "imslticc_v1p0p1.xsd",
        f"{_LTI}/imsbasiclti_v1p0": "imsbasiclti_v1p0p1.xsd",
        f"{_LTI}/imslticm_v1p0": "imslticm_v1p0.xsd",
        f"{_LTI}/imslticp_v1p0": "imslticp_v1p0.xsd",
    },
}
"""The schema of each namespace by format and root element; each format's files are in a folder of its name."""


class _Local(etree.Resolver):
    """The files of one folder and no others, with the two edits without which libxml2 refuses those of SCORM 1.2."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]  # noqa: ARG002  lxml passes three
        name = Path(system_url).name
        path = self._folder / name
        text = path.read_text(encoding="utf-8-sig").replace("\r", "\n") if path.is_file() else "<missing/>"
        if name == "ims_xml.xsd":
            text = text.replace('xmlns="http://www.w3.org/XML/1998/namespace"', "", 1)
        if name == "imsmd_rootv1p2p1.xsd":
            text = text.replace('namespace="##any"', 'namespace="##other"')
        return self.resolve_string(text, context)  # type: ignore[call-arg]  # base_url may be left out


def check_schema(document: Document, kind: str, schemas: Path | None) -> Iterator[Finding]:
    """Compare a document with its schema, if there is one."""
    known = _SETS.get((kind, local(document.root)), {})
    if schemas is None or namespace(document.root) not in known or not _is_complete(schemas / kind, known):
        return
    schema = _schema(schemas / kind, tuple(known.items()))
    root = _known_part(document.root, frozenset(known))
    if not schema.validate(root):
        for error in iter(schema.error_log):  # type: ignore[call-overload]  # the stubs do not know that it iterates
            yield Finding.of("xsd", _shortened(error.message, known), document.name, error.line or None)


def _is_complete(folder: Path, known: dict[str, str]) -> bool:
    return all((folder / name).is_file() for name in known.values())


@cache
def _schema(folder: Path, files: tuple[tuple[str, str], ...]) -> etree.XMLSchema:
    """Return the schema of several namespaces together.

    Raises:
        ExportError: If the files are no schemas.
    """
    parser = etree.XMLParser(no_network=True, load_dtd=False)
    parser.resolvers.add(_Local(folder))
    imports = "".join(f'<xsd:import namespace="{space}" schemaLocation="{folder / name}"/>' for space, name in files)
    text = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
    try:
        return etree.XMLSchema(etree.fromstring(text, parser))
    except etree.XMLSchemaParseError as error:
        raise ExportError(
            f"The schemas in {folder} cannot be used: {error}.",
            advice="Run `make schemas`, or unset LTI_NPQ_SCHEMAS_DIR.",
        ) from error


def _known_part(root: etree._Element, known: frozenset[str]) -> etree._Element:
    foreign = [each for each in root.iter("*") if namespace(each) not in known]
    if not foreign:
        return root
    copy = deepcopy(root)
    for each in [each for each in copy.iter("*") if namespace(each) not in known]:
        if (parent := each.getparent()) is not None:
            parent.remove(each)
    return copy


def _shortened(message: str, known: dict[str, str]) -> str:
    """Return a message of libxml2 without the namespaces, which make it hard to read."""
    for space in known:
        message = message.replace(f"{{{space}}}", "")
    return message
