"""Word documents become draft packages; hostile ones are refused."""

import zipfile
from pathlib import Path

import pytest

from lti_npq.errors import ContentError
from lti_npq.packages.importing import read_draft, word
from lti_npq.packages.importing.hypertext import markdown_of
from lti_npq.packages.importing.xml import parse_xml
from lti_npq.services.checking import check_package
from lti_npq.services.importing import import_package

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def paragraph(text: str, style: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def document(body: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'


def docx(path: Path, content: str, **others: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", content)
        for name, data in others.items():
            archive.writestr(name, data)
    return path


def test_each_first_level_heading_begins_a_page(tmp_path: Path) -> None:
    body = (
        paragraph("Before.")
        + paragraph("One", "Heading1")
        + paragraph("1. not a list, a*b &lt;script&gt;")
        + paragraph("Deeper", "Heading3")
        + paragraph("Two", "Heading1")
        + paragraph("::: scenario")
    )
    source = docx(tmp_path / "notes.docx", document(body))
    draft = import_package(source, tmp_path / "draft", "2021/NPQH", "Leading change")
    assert [page.title for page in draft.pages] == ["Leading change", "One", "Two"]
    text = (tmp_path / "draft/modules/leading-change-module/one.md").read_text(encoding="utf-8")
    assert "1\\. not a list, a\\*b \\<script>" in text
    assert "## Deeper" in text
    errors = [found for found in check_package(str(tmp_path / "draft")).problems if found.severity == "error"]
    assert {found.code for found in errors} == {"missing-key"}


DRAWN = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Picture 1" descr="{alt}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:embed="{relation}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
LINKED = (
    '<w:p><w:hyperlink r:id="r2" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    "<w:r><w:t>our plan</w:t></w:r></w:hyperlink></w:p>"
)
PARTS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    'Target="media/image1.png"/>'
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
    'Target="file:///C:/plan.docx" TargetMode="External"/>'
    '<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    'Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'<w:styles xmlns:w="{_W}">'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in {
            "Heading1": "heading 1",
            "Title": "Title",
            "IntenseQuote": "Intense Quote",
            "Caption": "caption",
            "Ours": "Ours",
        }.items()
    )
    + "</w:styles>"
)


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    """A document as Word writes one, with a title, a picture, a table, a quotation and a link into somebody's disk."""
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Choose | pick", "One"))
    body = (
        paragraph("Our handbook", "Title")
        + paragraph("Why change fails", "Heading1")
        + DRAWN.format(alt="Uptake by week", relation="r1")
        + paragraph("Figure 1", "Caption")
        + f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
        + paragraph("Nobody said this.", "IntenseQuote")
        + paragraph("In our look.", "Ours")
        + LINKED
    )
    others = {
        "word/_rels/document.xml.rels": PARTS.encode(),
        "word/styles.xml": STYLES.encode(),
        "word/media/image1.png": PNG,
    }
    return docx(tmp_path / "handbook.docx", document(body), **others)


def test_a_picture_comes_along_with_its_text_where_it_stood(handbook: Path, tmp_path: Path) -> None:
    import_package(handbook, tmp_path / "draft", None, None)
    [page] = (tmp_path / "draft").rglob("why-change-fails.md")
    assert "![Uptake by week](media/picture-1.png)\n\nFigure 1" in page.read_text(encoding="utf-8")
    assert (page.parent / "media/picture-1.png").read_bytes() == PNG


def test_words_own_styles_are_understood_and_those_of_others_told(handbook: Path) -> None:
    draft = read_draft(handbook, None)
    assert draft.title == "Our handbook"
    assert [page.title for page in draft.pages] == ["Why change fails"]
    [text] = draft.pages[0].parts
    assert "> Nobody said this." in text
    assert [loss.reason for loss in draft.losses] == [
        "the look of the style “Ours” is not kept, and its words are",
        "a link is left out, and its words are kept: file:///C:/plan.docx",
    ]


def test_a_bar_in_a_cell_opens_no_other_one(handbook: Path) -> None:
    [text] = read_draft(handbook, None).pages[0].parts
    assert "| Choose \\| pick | One |\n| --- | --- |" in text


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>', "&b;"),
        ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
        ('<!DOCTYPE d [<!ENTITY % a SYSTEM "http://localhost:1/x.dtd"> %a;]>', ""),
        ("", '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
        ("", "<w:p>"),
    ],
    ids=["billion laughs", "external entity", "parameter entity", "xinclude", "not well-formed"],
)
def test_hostile_xml_is_refused_and_nothing_is_written(head: str, body: str, tmp_path: Path) -> None:
    source = docx(tmp_path / "bad.docx", document(body, head))
    with pytest.raises(ContentError, match=r"bad\.docx: word/document\.xml"):
        import_package(source, tmp_path / "draft", None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.docx"]


def relations_to(target: str) -> bytes:
    return _RELATIONS.replace("word/document.xml", target).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document(paragraph("&a;"), '<!DOCTYPE d [<!ENTITY a "ha">]>').encode(), "declares a document type"),
        (document(paragraph("&a;"), '<!DOCTYPE d [<!ENTITY a "ha">]>').encode("utf-16"), "declares a document type"),
        (b"<w:document>", "cannot be read"),
    ],
    ids=["entity", "entity in another encoding", "not well-formed"],
)
@pytest.mark.parametrize("part", ["word/evil.dat", "word/evil.png"])
def test_a_part_that_is_not_named_as_xml_is_watched_all_the_same(
    part: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", relations_to(part))
        archive.writestr("word/document.xml", document(paragraph("Harmless.")))
        archive.writestr(part, content)
    with pytest.raises(ContentError, match=reason):
        read_draft(path, None)


def test_a_document_type_that_is_only_named_is_not_fetched() -> None:
    content = b'<!DOCTYPE questestinterop SYSTEM "http://localhost:1/ims_qtiasiv1p2.dtd"><questestinterop/>'
    assert parse_xml(content, "quiz.xml").tag == "questestinterop"


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/passwd"])
def test_a_document_that_leads_outside_is_refused(name: str, tmp_path: Path) -> None:
    source = docx(tmp_path / "bad.docx", document(paragraph("x")), **{name: b"<x/>"})
    with pytest.raises(ContentError, match=r"outside|not safe"):
        import_package(source, tmp_path / "draft", None, None)
    assert not (tmp_path / "draft").exists()


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "bomb.docx"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"a" * 20_000_000)
    with pytest.raises(ContentError, match="200 times"):
        read_draft(source, None)


def test_a_zip_that_is_no_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "notes.docx", "w") as archive:
        archive.writestr("notes.txt", "Not a document.")
    with pytest.raises(ContentError, match=r"notes\.docx is not a Word document"):
        read_draft(tmp_path / "notes.docx", None)


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_MOST_BYTES", 1_000)
    with pytest.raises(ContentError, match="is larger than 64 MB unpacked"):
        read_draft(docx(tmp_path / "long.docx", document(paragraph("Words. " * 200))), None)


def test_a_document_without_a_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds nothing that could be carried over: nothing was found in it"):
        read_draft(docx(tmp_path / "empty.docx", document("")), None)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.docx").write_bytes(content)
    with pytest.raises(ContentError, match="not a sound zip"):
        read_draft(tmp_path / "bad.docx", None)


def test_html_loses_what_acts_and_says_so() -> None:
    lost: list[str] = []
    html = (
        "<h2 onclick='x()'>A</h2><script>x()</script><iframe src='https://e.org/'></iframe><style>p{}</style>"
        "<p style='color:red'>B <a href='javascript:x()'>c</a> <a href='https://example.org/'>d</a></p>"
    )
    text = markdown_of(html, lose=lost.append)
    assert text == "## A\n\nB c [d](<https://example.org/>)"
    assert [reason.split()[0] for reason in lost] == ["<script>", "<iframe>", "<style>", "a"]
    assert lost[-1] == "a link is left out, and its words are kept: javascript:x()"


def test_html_whose_files_do_not_come_along_says_so() -> None:
    lost: list[str] = []
    html = "A <a href='#b'>b</a> <a href='c.pdf'>c</a> <img src='d.png' alt='d'><img src='data:image/png;base64,AA'>"
    assert markdown_of(html, lose=lost.append) == "A b c d"
    assert lost == [
        "a picture is left out: data:image/png;base64,AA",
        "a link to another place on its page is not kept: #b",
        "the file is not carried over: c.pdf",
        "the file is not carried over: d.png",
    ]


def test_a_colon_inside_an_address_makes_no_other_kind_of_it() -> None:
    lost: list[str] = []
    html = "<img src='media/at-12:30.png' alt='A clock'> <a href='files/b:c.pdf'>c</a> <a href='#fn:1'>1</a>"
    text = markdown_of(html, lambda target: target, lost.append)
    assert text == "![A clock](media/at-12:30.png) [c](<files/b:c.pdf>) 1"
    assert lost == ["a link to another place on its page is not kept: #fn:1"]


def test_html_nested_too_deeply_is_refused() -> None:
    with pytest.raises(ContentError, match="nested too deeply"):
        markdown_of("<div>" * 5000 + "x")


def test_html_that_no_parser_takes_is_refused() -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        markdown_of("<![x")


def test_a_document_whose_picture_is_missing_is_refused(tmp_path: Path) -> None:
    source = docx(tmp_path / "bad.docx", document(DRAWN.format(alt="", relation="r8")))
    with pytest.raises(ContentError, match="cannot be read"):
        read_draft(source, None)
