"""What holds for packages of every format."""

import re
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile

import msgspec
import pytest
from export_sample import PICTURE, TITLE, every_kind, large_programme, media, programme
from lxml import etree, html
from schemas import MANIFESTS, ROOT, cartridge

from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.exports import FORMATS, Options, export
from lti_npq.exports.course import course_of
from lti_npq.services.content import shipped_packages
from lti_npq.services.exporting import from_package

TOOL = "https://npq.example.org"
PLAYED = ("scorm12", "scorm2004-3", "scorm2004-4", "cmi5", "html")
WITH_PAGES = tuple(name for name in FORMATS if name != "cc-thin")
KINDS = [(name, "programme") for name in FORMATS] + [
    (name, "module") for name, each in FORMATS.items() if each.per_module
]
CARTRIDGE_DOCUMENTS = {"questestinterop": "quiz", "topic": "discussion", "cartridge_basiclti_link": "link"}

WITH_MANIFEST = [(name, per) for name, per in KINDS if name != "html"]
WITH_SCHEMA = [(name, per) for name, per in KINDS if name in MANIFESTS]

every_format = pytest.mark.parametrize("format_name", FORMATS)
every_kind_of_package = pytest.mark.parametrize(("format_name", "per"), KINDS)


def exported(what: Programme, format_name: str, folder: Path, **options: object) -> ZipFile:
    out = folder / "package.zip"
    export(what, format_name, media, out, options=Options(**{"tool_url": TOOL, **options}))
    return ZipFile(out)


def manifest_of(package: ZipFile) -> etree._Element:
    [name] = [name for name in package.namelist() if name in {"imsmanifest.xml", "cmi5.xml"}]
    return etree.fromstring(package.read(name))


def documents(package: ZipFile) -> dict[str, etree._Element]:
    return {name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")}


@pytest.mark.parametrize(("format_name", "per"), WITH_SCHEMA)
def test_the_manifest_is_valid_against_the_xsds(format_name: str, per: str, tmp_path: Path) -> None:
    with exported(every_kind(), format_name, tmp_path, per=per) as package:
        MANIFESTS[format_name]().assertValid(manifest_of(package))


@pytest.mark.parametrize("format_name", MANIFESTS)
def test_the_xsds_would_refuse_a_broken_manifest(format_name: str, tmp_path: Path) -> None:
    with exported(programme(), format_name, tmp_path) as package:
        manifest = manifest_of(package)
    manifest.insert(0, manifest.makeelement(etree.QName(manifest, "nonsense")))
    assert not MANIFESTS[format_name]().validate(manifest)


def test_every_document_of_a_cartridge_is_valid(tmp_path: Path) -> None:
    seen = set()
    with exported(every_kind(), "cc11", tmp_path) as package:
        for document in documents(package).values():
            kind = CARTRIDGE_DOCUMENTS.get(etree.QName(document).localname)
            if kind:
                cartridge(kind).assertValid(document)
                seen.add(kind)
    assert seen == {"quiz", "discussion", "link"}


@every_format
@pytest.mark.parametrize("title", [TITLE, "x" * 255, "“Quoted” & 'quoted' <b>\x0b", "A title\twith space "])
def test_any_title_makes_a_valid_manifest(title: str, format_name: str, tmp_path: Path) -> None:
    with exported(programme(title), format_name, tmp_path) as package:
        for document in documents(package).values():
            assert len(document)
        if format_name in MANIFESTS:
            MANIFESTS[format_name]().assertValid(manifest_of(package))


@every_kind_of_package
def test_every_file_is_listed_in_exactly_one_resource(format_name: str, per: str, tmp_path: Path) -> None:
    with exported(every_kind(), format_name, tmp_path, per=per) as package:
        names = package.namelist()
        if format_name == "html":
            assert "index.html" in names
            return
        manifest = manifest_of(package)
    if format_name == "cmi5":
        urls = [unit.text for unit in manifest.iter("{*}url")]
        assert len(set(urls)) == len(urls)
        assert set(urls) <= set(names)
        return
    listed = [file.get("href") for file in manifest.iter("{*}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == names
    for resource in manifest.iter("{*}resource"):
        if resource.get("href"):
            assert resource.get("href") in [file.get("href") for file in resource.iter("{*}file")]


@pytest.mark.parametrize(("format_name", "per"), WITH_MANIFEST)
def test_every_reference_of_a_manifest_leads_somewhere_and_every_identifier_is_one(
    format_name: str, per: str, tmp_path: Path
) -> None:
    with exported(every_kind(), format_name, tmp_path, per=per) as package:
        manifest = manifest_of(package)
    names = manifest.xpath(
        "//@identifier | //*[local-name()='course' or local-name()='au' or local-name()='block']/@id"
    )
    assert len(names) == len(set(names))
    if format_name != "cmi5":
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names)
    assert set(manifest.xpath("//@identifierref")) <= set(names)
    objectives = manifest.xpath("//*[local-name()='objectives']/*[@id]/@id")
    assert set(manifest.xpath("//*[local-name()='objective']/@idref")) <= set(objectives)
    assert all(
        "".join(item.itertext("{*}title")).strip() for item in manifest.iter("{*}item") if item.get("identifierref")
    )


@pytest.mark.parametrize("format_name", [name for name in FORMATS if name not in {"cmi5", "html"}])
def test_a_package_says_what_it_is_in_the_metadata_of_its_standard(format_name: str, tmp_path: Path) -> None:
    what = every_kind()
    with exported(what, format_name, tmp_path) as package:
        [lom] = [found for document in documents(package).values() for found in document.iter("{*}lom")]
    title, description = ("".join(lom.find(f"{{*}}general/{{*}}{tag}").itertext()) for tag in ("title", "description"))
    assert title.strip() == TITLE
    assert description.strip() == f"{what.qualification}, {what.framework} edition"
    assert lom.findtext("{*}general/{*}language") == what.language
    assert what.licence in "".join(lom.find("{*}rights/{*}description").itertext())


@every_kind_of_package
def test_identifiers_stay_the_same_in_a_new_version(format_name: str, per: str, tmp_path: Path) -> None:
    def identifiers(what: Programme) -> list[str]:
        with exported(what, format_name, tmp_path, per=per) as package:
            found = (document.xpath("//@identifier | //@id | //@ident") for document in documents(package).values())
            return sorted(chain(package.namelist(), *found))

    before = every_kind()
    modules = tuple(
        msgspec.structs.replace(
            module, title="New", pages=tuple(msgspec.structs.replace(page, title="New") for page in module.pages)
        )
        for module in before.modules
    )
    after = msgspec.structs.replace(before, title="New", version="2.0.0", modules=modules)
    assert identifiers(after) == identifiers(before)


@every_kind_of_package
def test_the_same_programme_makes_the_same_bytes(format_name: str, per: str, tmp_path: Path) -> None:
    exported(every_kind(), format_name, tmp_path, per=per).close()
    first = (tmp_path / "package.zip").read_bytes()
    exported(every_kind(), format_name, tmp_path, per=per).close()
    assert (tmp_path / "package.zip").read_bytes() == first


@pytest.mark.parametrize("format_name", WITH_PAGES)
def test_everything_that_a_page_refers_to_is_in_the_package(format_name: str, tmp_path: Path) -> None:
    with exported(every_kind(), format_name, tmp_path) as package:
        names = set(package.namelist())
        pages = {name: html.document_fromstring(package.read(name)) for name in names if name.endswith(".html")}
    assert pages
    for document in pages.values():
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids))
        for reference in document.xpath("//@src | //@href"):
            assert reference == "data:," or reference in names or reference.removeprefix("#") in ids
        for described in document.xpath("//@aria-labelledby | //@aria-describedby"):
            assert set(described.split()) <= set(ids)
        assert document.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize("format_name", WITH_PAGES)
def test_pictures_are_stored_as_they_are(format_name: str, tmp_path: Path) -> None:
    with exported(programme(), format_name, tmp_path) as package:
        [picture] = [info for info in package.infolist() if info.filename.startswith("media/")]
        assert picture.compress_type == ZIP_STORED
        assert package.read(picture) == PICTURE


@pytest.mark.parametrize("format_name", WITH_PAGES)
def test_what_authors_wrote_as_plain_text_is_never_markup(format_name: str, tmp_path: Path) -> None:
    with exported(every_kind(), format_name, tmp_path) as package:
        texts = {name: package.read(name).decode() for name in package.namelist() if name.endswith((".html", ".xml"))}
    for text in texts.values():
        assert "Plan <b>" not in text
        assert "<strong>trust</strong>" not in text
    if format_name in PLAYED:
        page = html.document_fromstring(texts["index.html"])
        assert page.xpath("string(//article[@id='contents']/h1)") == TITLE
        assert "Plan <b>" in page.xpath("//option/text()")
        assert page.xpath("//@data-expected") == ["a pilot & more", "plan", "pilot*"]


@every_format
def test_no_package_holds_a_secret_or_something_of_another_host(format_name: str, tmp_path: Path) -> None:
    with exported(every_kind(), format_name, tmp_path) as package:
        everything = b"\n".join(package.read(name) for name in package.namelist())
    assert not re.search(rb"(?i)password|client_secret|oauth_consumer|authorization:\s*basic \w", everything)
    loaded = re.findall(rb"(?:src|href)=\"(https?:[^\"]+)\"", everything)
    assert loaded == []


@every_format
def test_one_module_and_several_are_packages_of_their_own(format_name: str, tmp_path: Path) -> None:
    def texts(*modules: str) -> str:
        with exported(every_kind(), format_name, tmp_path, modules=modules) as package:
            return "".join(package.read(name).decode(errors="ignore") for name in package.namelist())

    one, two = texts("trust"), texts("kinds", "trust")
    assert "Leading change" not in one + two
    assert "media/" not in one
    assert ("All ways of asking" in one, "All ways of asking" in two) == (False, True)
    assert two.index("Trust") < two.index("All ways of asking")  # the programme's order, not that of the choice


@every_format
def test_an_unknown_module_is_refused_with_those_that_there_are(format_name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no module “trus”") as refused:
        exported(every_kind(), format_name, tmp_path, modules=("trus",))
    assert "Did you mean trust? Its modules are: change, trust, kinds." in refused.value.advice


@pytest.mark.parametrize("format_name", WITH_PAGES)
def test_a_picture_missing_from_the_store_leaves_nothing_behind(format_name: str, tmp_path: Path) -> None:
    def nothing(digest: str) -> BinaryIO:
        raise LookupError(digest)

    with pytest.raises(ExportError, match=r"“modules/a cycle & é\.svg” of this programme is not in the store"):
        export(programme(), format_name, nothing, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_name", [name for name, each in FORMATS.items() if not each.per_module])
def test_a_format_without_activities_for_modules_says_so(format_name: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="has no rule"):
        exported(programme(), format_name, tmp_path, per="module")


def test_links_alone_need_to_know_where_they_lead(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="its address is not known"):
        exported(programme(), "cc-thin", tmp_path, tool_url="")


def test_a_large_level_fits_every_format_but_the_smallest(tmp_path: Path) -> None:
    large = large_programme(modules=12)
    exported(large, "scorm2004-4", tmp_path).close()
    (tmp_path / "package.zip").unlink()
    with pytest.raises(ExportError, match=r"too large .* an LMS keeps 4,096"):
        exported(large, "scorm12", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_control_documents_come_along_where_there_are_any(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    (folder / "scorm12" / "common").mkdir(parents=True)
    (folder / "scorm12" / "imscp.xsd").write_text("<a/>")
    (folder / "scorm12" / "common" / "b.dtd").write_text("b")
    (folder / "scorm12" / "notes.txt").write_text("not one")
    with exported(programme(), "scorm12", tmp_path, schemas=folder) as package:
        assert {"imscp.xsd", "common/b.dtd"} <= set(package.namelist())
        assert "notes.txt" not in package.namelist()
    exported(programme(), "html", tmp_path, schemas=folder).close()
    with pytest.raises(ExportError, match="no folder"):
        exported(programme(), "scorm12", tmp_path, schemas=tmp_path / "gone")


@pytest.mark.parametrize("format_name", PLAYED)
def test_what_a_package_counts_is_never_called_engagement(format_name: str, tmp_path: Path) -> None:
    with exported(every_kind(), format_name, tmp_path) as package:
        said = html.document_fromstring(package.read("index.html")).text_content() + package.read("runtime.js").decode()
    assert "of its work is done" in said
    assert "engagement" not in said.lower()


def test_a_site_without_an_lms_speaks_of_none(tmp_path: Path) -> None:
    with exported(every_kind(), "html", tmp_path) as package:
        page = html.document_fromstring(package.read("index.html"))
    assert "LMS" not in page.text_content()


def test_the_largest_shipped_level_is_remembered_by_every_lms() -> None:
    courses = [course_of(from_package(str(folder)).programme) for folder in shipped_packages()]
    assert len(courses) >= 14
    largest = max(courses, key=lambda course: course.longest_state)
    assert largest.longest_state < 4096
    said = f"({len(largest.sheets)} pages, {len(largest.checks)} self-checks) takes {largest.longest_state} characters"
    assert said in (ROOT / "docs" / "export-scorm12.md").read_text()
