"""The cmi5 package as files. Numbers are requirement ids of npm @cmi5/requirements."""

from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import msgspec
import pytest
from export_sample import every_kind, media
from lxml import etree
from schemas import cmi5

from lti_npq.domain.programme import Programme
from lti_npq.exports import Options, export
from lti_npq.exports.options import Per


def structure(folder: Path, per: Per, what: Programme | None = None, **options: object) -> etree._Element:
    export(what or every_kind(), "cmi5", media, folder / "package.zip", options=Options(per=per, **options))
    with ZipFile(folder / "package.zip") as package:
        return etree.fromstring(package.read("cmi5.xml"))  # 14.1.0.0-2: at the root


@pytest.mark.parametrize("per", ["programme", "module"])
def test_the_structure_conforms_to_the_schema_13_2_0_0_1(per: Per, tmp_path: Path) -> None:
    cmi5().assertValid(structure(tmp_path, per))


@pytest.mark.parametrize("per", ["programme", "module"])
def test_ids_are_whole_iris_and_unique_3_0_0_0_1_and_13_1(per: Per, tmp_path: Path) -> None:
    ids = structure(tmp_path, per).xpath("//@id")
    assert all(urlsplit(each).scheme == "urn" for each in ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("per", ["programme", "module"])
def test_addresses_are_relative_and_name_no_launch_parameter_14_1_0_0_3_and_8_1_0_0_6(per: Per, tmp_path: Path) -> None:
    for url in structure(tmp_path, per).iter("{*}url"):
        parts = urlsplit(str(url.text))
        assert (parts.scheme, parts.netloc, parts.query) == ("", "", "")


def test_one_unit_of_the_whole_level_works_out_completion(tmp_path: Path) -> None:
    top = structure(tmp_path, "programme")
    [unit] = top.iter("{*}au")
    assert (unit.get("moveOn"), unit.get("masteryScore")) == ("Completed", "0.9")
    assert len(unit.findall("{*}objectives/{*}objective")) == len(top.findall("{*}objectives/{*}objective")) == 3


def test_stages_are_blocks_with_a_unit_for_each_module(tmp_path: Path) -> None:
    top = structure(tmp_path, "module")
    blocks = {
        block.findtext("{*}title/{*}langstring"): [
            unit.findtext("{*}title/{*}langstring") for unit in block.findall("{*}au")
        ]
        for block in top.findall("{*}block")
    }
    assert blocks == {"First": ["Leading change & keeping it", "Trust"], "Second": ["All ways of asking"]}
    assert {unit.get("moveOn") for unit in top.iter("{*}au")} == {"Completed"}


def test_a_stage_that_comes_up_again_is_a_block_of_its_own(tmp_path: Path) -> None:
    first, *others = every_kind().modules
    pages = (msgspec.structs.replace(first.pages[0], key="again-see"),)
    again = msgspec.structs.replace(first, key="again", pages=pages)
    modules = (first, msgspec.structs.replace(others[0], stage="second"), again)
    top = structure(tmp_path, "module", msgspec.structs.replace(every_kind(), modules=modules))
    blocks = top.findall("{*}block")
    assert [block.findtext("{*}title/{*}langstring") for block in blocks] == ["First", "Second", "First"]
    assert len({block.get("id") for block in blocks}) == 3


def test_a_module_alone_keeps_its_objective(tmp_path: Path) -> None:
    whole = structure(tmp_path, "module")
    alone = structure(tmp_path, "programme", modules=("trust",))
    [objective] = alone.xpath("/*/*[local-name()='objectives']/*/@id")
    assert objective in whole.xpath("/*/*[local-name()='objectives']/*/@id")
