"""Every level that comes with the product, in every format: without a finding, valid, the same again, and stable.

A level is compiled once and exported three times in each format: as it is, once more, and after an edit.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from lxml import etree
from schemas import MANIFESTS, SHARED, scorm_folder

from lti_npq.domain.programme import Programme
from lti_npq.exports import FORMATS, Options, export
from lti_npq.exports.linting import check_archive
from lti_npq.services.content import shipped_packages
from lti_npq.services.exporting import Exportable, from_package

LEVELS = [path.name for path in shipped_packages()]
_EDITIONS = {
    "scorm12": "scorm12edition",
    "scorm2004-3": "scorm20043rdedition",
    "scorm2004-4": "scorm20044thedition",
}
_IDENTIFIER = re.compile(rb'\b(?:identifier|identifierref|id|idref|ident|href)="([^"]*)"')


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a set of all schemas that are at hand, as LTI_NPQ_SCHEMAS_DIR names one."""
    folder = tmp_path_factory.mktemp("schemas")
    for name, edition in _EDITIONS.items():
        (folder / name).symlink_to(scorm_folder(edition))
    for name in ("cmi5", "cc11"):
        if (SHARED / name).is_dir():
            (folder / name).symlink_to(SHARED / name)
    return folder


@cache
def level(name: str) -> Exportable:
    return from_package(name)


def edited(programme: Programme) -> Programme:
    """Return a new version in which everything is called something else."""
    modules = tuple(
        msgspec.structs.replace(
            module,
            title=f"{module.title}, again",
            summary="New.",
            pages=tuple(msgspec.structs.replace(page, title=f"{page.title}, again") for page in module.pages),
        )
        for module in programme.modules
    )
    tasks = tuple(msgspec.structs.replace(task, title=f"{task.title}, again") for task in programme.tasks)
    return msgspec.structs.replace(programme, title="New", version="99.0.0", modules=modules, tasks=tasks)


def identifiers(path: Path) -> list[bytes]:
    """Return everything by which an LMS could find a learner's progress again."""
    with ZipFile(path) as package:
        documents = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
        return sorted(
            [name.encode() for name in package.namelist()]
            + [found for document in documents for found in _IDENTIFIER.findall(document)]
        )


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", LEVELS)
def test_a_level_is_sound_the_same_again_and_stable(name: str, format_name: str, schemas: Path, tmp_path: Path) -> None:
    what = level(name)
    options = Options(tool_url="https://npq.example.org", schemas=schemas)
    first, again, later = (tmp_path / f"{each}.zip" for each in ("first", "again", "later"))
    export(what.programme, format_name, what.media, first, options=options)
    export(what.programme, format_name, what.media, again, options=options)
    export(edited(what.programme), format_name, what.media, later, options=options)
    assert sha256(first.read_bytes()).digest() == sha256(again.read_bytes()).digest()
    assert first.read_bytes() != later.read_bytes()
    assert identifiers(first) == identifiers(later)
    _judge(first, format_name, schemas)


def _judge(path: Path, format_name: str, schemas: Path) -> None:
    with path.open("rb") as file:
        judgement = check_archive(file, schemas)
    if format_name == "html":
        assert [finding.code for finding in judgement.findings] == ["manifest-missing"]
        return
    assert [f"{each.place} {each.code} {each.message}" for each in judgement.findings] == []
    assert [kind.name for kind in judgement.formats] == [format_name]
    if format_name in MANIFESTS and (format_name in _EDITIONS or SHARED.is_dir()):
        with ZipFile(path) as package:
            manifest = package.read("cmi5.xml" if format_name == "cmi5" else "imsmanifest.xml")
        MANIFESTS[format_name]().assertValid(etree.fromstring(manifest))


@pytest.mark.parametrize("format_name", [each.name for each in FORMATS.values() if each.per_module])
@pytest.mark.parametrize("name", LEVELS)
def test_a_level_with_an_activity_for_each_module_is_sound(
    name: str, format_name: str, schemas: Path, tmp_path: Path
) -> None:
    what, path = level(name), tmp_path / "package.zip"
    export(what.programme, format_name, what.media, path, options=Options(per="module", schemas=schemas))
    _judge(path, format_name, schemas)


def test_all_levels_are_there() -> None:
    assert len(LEVELS) >= 14
