"""The SCORM 2004 package as files: one SCO, or one for each module."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from export_sample import every_kind, media
from lxml import etree

from lti_npq.exports import Options, export
from lti_npq.exports.options import Per

SS = "{http://www.imsglobal.org/xsd/imsss}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_v1p3}"
EDITIONS = {"scorm2004-3": "2004 3rd Edition", "scorm2004-4": "2004 4th Edition"}


def exported(folder: Path, format_name: str = "scorm2004-4", per: Per = "module") -> ZipFile:
    export(every_kind(), format_name, media, folder / "package.zip", options=Options(per=per))
    return ZipFile(folder / "package.zip")


def manifest_of(package: ZipFile) -> etree._Element:
    return etree.fromstring(package.read("imsmanifest.xml"))


@pytest.mark.parametrize("format_name", EDITIONS)
def test_the_manifest_names_its_edition(format_name: str, tmp_path: Path) -> None:
    with exported(tmp_path, format_name, "programme") as package:
        manifest = manifest_of(package)
        assert manifest.findtext("{*}metadata/{*}schemaversion") == EDITIONS[format_name]
        location = manifest.findtext(f"{{*}}metadata/{ADLCP}location")
        assert b"An example" not in package.read(str(location))
        assert b"CC-BY-4.0" in package.read(str(location))


def test_a_level_is_one_sco_that_speaks_for_itself(tmp_path: Path) -> None:
    with exported(tmp_path, per="programme") as package:
        manifest = manifest_of(package)
    [item] = manifest.iter("{*}item")
    [resource] = manifest.iter("{*}resource")
    assert resource.get(f"{ADLCP}scormType") == "sco"
    controls = item.find(f".//{SS}deliveryControls")
    assert controls is not None
    assert (controls.get("completionSetByContent"), controls.get("objectiveSetByContent")) == ("true", "true")


def test_modules_are_scos_that_count_by_their_work_and_share_one_resource(tmp_path: Path) -> None:
    with exported(tmp_path) as package:
        manifest = manifest_of(package)
    assert [item.findtext("{*}title") for item in manifest.iter("{*}item")] == [
        "Leading change & keeping it",
        "Trust",
        "All ways of asking",
    ]
    weights = [rules.get("objectiveMeasureWeight") for rules in manifest.iterfind(f".//{{*}}item//{SS}rollupRules")]
    assert weights == ["0.6000", "0.2000", "0.2000"]
    *scos, shared = manifest.iter("{*}resource")
    assert [sco.get("href") for sco in scos] == ["change.html", "trust.html", "kinds.html"]
    assert all(sco.find("{*}dependency").get("identifierref") == shared.get("identifier") for sco in scos)
    assert shared.get(f"{ADLCP}scormType") == "asset"


def test_the_level_is_completed_when_every_module_is(tmp_path: Path) -> None:
    with exported(tmp_path) as package:
        manifest = manifest_of(package)
    rules = manifest.findall(f"{{*}}organizations/{{*}}organization/{SS}sequencing/{SS}rollupRules/{SS}rollupRule")
    said = [(rule.get("childActivitySet"), rule.find(f"{SS}rollupAction").get("action")) for rule in rules]
    assert said == [("all", "completed"), ("all", "satisfied")]


def test_tasks_of_the_whole_programme_stand_in_the_last_module(tmp_path: Path) -> None:
    with exported(tmp_path) as package:
        holding = [name for name in package.namelist() if b'id="t_practice"' in package.read(name)]
    assert holding == ["kinds.html"]
