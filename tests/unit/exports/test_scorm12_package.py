"""The SCORM 1.2 package as files."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from export_sample import PICTURE, TITLE, large_programme, media, programme
from lxml import etree, html
from schemas import scorm12

from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.exports import FORMATS, export

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
MD = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def exported(what: Programme, folder: Path) -> ZipFile:
    out = folder / "package.zip"
    export(what, "scorm12", media, out)
    return ZipFile(out)


def manifest_of(what: Programme, folder: Path) -> etree._Element:
    with exported(what, folder) as package:
        return etree.fromstring(package.read("imsmanifest.xml"))


def test_the_xsds_would_refuse_a_wrong_kind_of_resource(tmp_path: Path) -> None:
    manifest = manifest_of(programme(), tmp_path)
    [resource] = manifest.iter(f"{CP}resource")
    resource.set(f"{ADLCP}scormtype", "SCO")
    assert not scorm12().validate(manifest)


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


def test_the_metadata_say_what_it_is_and_are_found_by_an_id_that_stays(tmp_path: Path) -> None:
    [lom] = manifest_of(programme(), tmp_path).iter(f"{MD}lom")
    said = {
        path: ["".join(each.itertext()).strip() for each in lom.iterfind(path, {"m": MD.strip("{}")})]
        for path in ("m:general/m:title", "m:general/m:keyword", "m:lifecycle/m:version", "m:technical/m:location")
    }
    assert said == {
        "m:general/m:title": [TITLE],
        "m:general/m:keyword": ["NPQH", "Leading change & keeping it", "Trust"],
        "m:lifecycle/m:version": [programme().version],
        "m:technical/m:location": ["index.html"],
    }
    [entry] = lom.iter(f"{MD}entry")
    assert "".join(entry.itertext()).strip() == programme().key.replace("-", "_")


def test_a_picture_cut_short_in_the_store_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is damaged"):
        export(programme(), "scorm12", lambda _: BytesIO(PICTURE[:-1]), tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused_with_the_ones_there_are(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Did you mean scorm12"):
        export(programme(), "scorm-12", media, tmp_path / "a.zip")
    assert list(FORMATS) == ["scorm12", "scorm2004-3", "scorm2004-4", "cmi5", "cc11", "cc13", "cc-thin", "html"]
