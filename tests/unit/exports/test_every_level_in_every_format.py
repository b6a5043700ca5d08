"""Every level that comes with the product, in every format: without a finding, valid, the same again, and stable.

A level is compiled once and exported four times in each format: as it is, once more, after an edit in which everything
is called something else, and after one in which it grew at its beginning.
"""

import re
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from lxml import etree
from schemas import MANIFESTS, SHARED, scorm_folder

from lti_npq.domain.programme import Programme
from lti_npq.exports import FORMATS, Options, Per, export
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
_REMEMBERED = re.compile(rb'\b(?:id|data-token|data-question|data-course|data-area|data-field)="([^"]*)"')
"""By what a page finds a learner's progress, answers and notes again."""
EVERY_PACKAGE = [(name, "programme") for name in FORMATS] + [
    (name, "module") for name, each in FORMATS.items() if each.per_module
]


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


def grown(programme: Programme) -> Programme:
    """Return a new version with a module, a page and a self-check before all others."""
    module = programme.modules[0]
    asked = next(page for each in programme.modules for page in each.pages if list(page.questions()))
    [question, *_] = asked.questions()
    added = msgspec.structs.replace(
        asked, key="aa-added-page", blocks=(msgspec.structs.replace(question, key="aa-added-check"),)
    )
    ahead = msgspec.structs.replace(module, key="aa-added-module", title="Added", pages=(added,), tasks=())
    longer = msgspec.structs.replace(module, pages=(msgspec.structs.replace(added, key="aa-first"), *module.pages))
    return msgspec.structs.replace(programme, version="99.0.0", modules=(ahead, longer, *programme.modules[1:]))


def identifiers(path: Path) -> Counter[bytes]:
    """Return everything by which an LMS, or a page in it, could find a learner's progress again."""
    with ZipFile(path) as package:
        found = Counter(name.encode() for name in package.namelist())
        for name in package.namelist():
            if name.endswith(".xml"):
                found.update(_IDENTIFIER.findall(package.read(name)))
            if name.endswith(".html"):
                found.update(_REMEMBERED.findall(package.read(name)))
    return found


@pytest.mark.parametrize(("format_name", "per"), EVERY_PACKAGE)
@pytest.mark.parametrize("name", LEVELS)
def test_a_level_is_sound_the_same_again_and_stable(
    name: str, format_name: str, per: Per, schemas: Path, tmp_path: Path
) -> None:
    what = level(name)
    options = Options(tool_url="https://npq.example.org", schemas=schemas, per=per)
    first, again, later, larger = (tmp_path / f"{each}.zip" for each in ("first", "again", "later", "larger"))
    export(what.programme, format_name, what.media, first, options=options)
    export(what.programme, format_name, what.media, again, options=options)
    export(edited(what.programme), format_name, what.media, later, options=options)
    export(grown(what.programme), format_name, what.media, larger, options=options)
    assert sha256(first.read_bytes()).digest() == sha256(again.read_bytes()).digest()
    assert first.read_bytes() != later.read_bytes()
    assert identifiers(first) == identifiers(later)
    assert identifiers(first) - identifiers(larger) == Counter()
    assert identifiers(larger) - identifiers(first) != Counter()
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


def test_all_levels_are_there() -> None:
    assert len(LEVELS) >= 14
