"""Cartridges and QTI 1.2 become draft packages; hostile ones are refused."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_npq.domain.blocks import Writing
from lti_npq.domain.framework import Frameworks
from lti_npq.domain.questions import Choice, Matching, Numeric, ShortText
from lti_npq.errors import ContentError
from lti_npq.packages import Source, check
from lti_npq.packages.importing import Draft, package_files, read_draft
from lti_npq.packages.importing.drafts import legible
from lti_npq.packages.importing.qti import read_qti
from lti_npq.packages.importing.xml import parse_xml
from lti_npq.services.checking import check_package
from lti_npq.services.importing import import_package

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08"


def material(text: str) -> str:
    return f'<material><mattext texttype="text/html">{text}</mattext></material>'


def label(key: str, text: str) -> str:
    return f'<response_label ident="{key}">{material(text)}</response_label>'


def condition(key: str, response: str = "r", points: int = 100, shows: str = "") -> str:
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{shows}"/>' if shows else ""
    equal = f'<conditionvar><varequal respident="{response}">{key}</varequal></conditionvar>'
    earned = f'<setvar action="Set">{points}</setvar>' if points else ""
    return f"<respcondition>{equal}{earned}{shown}</respcondition>"


def item(title: str, responses: str, conditions: str = "", feedback: str = "") -> str:
    return (
        f'<item ident="{title}" title="{title}"><presentation>{material("&lt;p&gt;What is it?&lt;/p&gt;")}{responses}'
        f"</presentation><resprocessing>{conditions}</resprocessing>{feedback}</item>"
    )


def qti(*items: str) -> str:
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a" title="Quiz">'
        f"<section>{''.join(items)}</section></assessment></questestinterop>"
    )


def choice(cardinality: str = "Single") -> str:
    labels = label("a", "Evidence") + label("b", "A delay")
    return (
        f'<response_lid ident="r" rcardinality="{cardinality}"><render_choice>{labels}</render_choice></response_lid>'
    )


def pair(key: str, left: str) -> str:
    labels = label("u", "Use") + label("e", "Effect")
    return f'<response_lid ident="{key}">{material(left)}<render_choice>{labels}</render_choice></response_lid>'


WRITTEN = '<response_str ident="r"><render_fib/></response_str>'
QUIZ = qti(
    item(
        "One",
        choice(),
        condition("a") + condition("b", points=0, shows="b_fb"),
        f'<itemfeedback ident="b_fb">{material("A pilot has an end.")}</itemfeedback>',
    ),
    item("Several", choice("Multiple"), condition("a") + condition("b")),
    item("Word", WRITTEN, condition("pilot")),
    item("Essay", WRITTEN),
    item("Pairs", pair("p", "Lessons") + pair("q", "Work"), condition("u", "p", 50) + condition("e", "q", 50)),
)
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"><organizations><organization><item>
<item identifierref="p"><title>First page</title></item><item identifierref="d"><title>Talk</title></item>
<item identifierref="l"><title>Elsewhere</title></item><item identifierref="q"><title>Quiz</title></item>
<item identifierref="t"><title>A tool</title></item></item></organization></organizations><resources>
<resource identifier="q" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="q.xml"/></resource>
<resource identifier="d" type="imsdt_xmlv1p1"><file href="d.xml"/></resource>
<resource identifier="l" type="imswl_xmlv1p1"><file href="l.xml"/></resource>
<resource identifier="t" type="imsbasiclti_xmlv1p0"><file href="l.xml"/></resource>
<resource identifier="p" type="webcontent" href="web/p.html"><file href="web/p.html"/></resource></resources>
</manifest>"""


def zipped(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def cartridge(path: Path, manifest: str = MANIFEST, quiz: str = QUIZ, **others: str | bytes) -> Path:
    page = (
        "<html><head><title>x</title></head><body><p>Read <b>this</b>.</p><script>x()</script>"
        '<img src="$IMS-CC-FILEBASE$/a.png" alt="A cycle of trials"></body></html>'
    )
    topic = "<topic><title>Talk</title><text texttype='text/html'>&lt;p&gt;Say why.&lt;/p&gt;</text></topic>"
    link = '<webLink><title>E</title><url href="https://www.example.org/a"/></webLink>'
    files = {"imsmanifest.xml": manifest, "web/p.html": page, "a.png": PNG, "d.xml": topic, "l.xml": link}
    return zipped(path, **{**files, "q.xml": quiz, **others})


def test_each_qti_item_becomes_a_question_of_its_kind(tmp_path: Path) -> None:
    (tmp_path / "quiz.xml").write_text(QUIZ, encoding="utf-8")
    import_package(tmp_path / "quiz.xml", tmp_path / "draft", "2021/NPQH", None)
    checked = check_package(str(tmp_path / "draft"))
    one, several, word, essay, pairs = checked.programme.modules[0].pages[0].blocks
    assert isinstance(one, Choice)
    assert [(option.correct, "an end" in option.feedback) for option in one.options] == [(True, False), (False, True)]
    assert isinstance(several, Choice)
    assert [option.correct for option in several.options] == [True, True]
    assert isinstance(word, ShortText)
    assert isinstance(essay, Writing)
    assert isinstance(pairs, Matching)
    assert {found.code for found in checked.problems if found.severity == "error"} == {"missing-key"}


def test_a_cartridge_becomes_pages_in_the_order_of_its_manifest(tmp_path: Path) -> None:
    draft = import_package(cartridge(tmp_path / "c.imscc"), tmp_path / "draft", "2021/NPQH", "Course")
    assert [page.title for page in draft.pages] == ["First page", "Talk", "Elsewhere", "Quiz"]
    text = (tmp_path / "draft/modules/course-module/first-page.md").read_text(encoding="utf-8")
    assert "Read **this**." in text
    assert "![A cycle of trials](media/a.png)" in text
    assert "x()" not in text
    lost = " ".join(f"{loss.place} {loss.reason}" for loss in draft.losses)
    assert "<script>" in lost
    assert "A tool a link into another tool is not carried over" in lost
    errors = [found for found in check_package(str(tmp_path / "draft")).problems if found.severity == "error"]
    assert {found.code for found in errors} == {"missing-key"}


def number(*conditions: str) -> str:
    tests = "".join(f"<{name} respident='r'>{value}</{name}>" for name, value in map(str.split, conditions))
    return f"<respcondition><conditionvar><or>{tests}</or></conditionvar><setvar>100</setvar></respcondition>"


@pytest.mark.parametrize(
    ("conditions", "least", "most"),
    [
        (number("varequal 26.0", "vargte 26.0", "varlte 26.0"), "26", "26"),
        (number("varequal 26", "vargte 25.5", "varlte 26.5"), "25.5", "26.5"),
        (number("vargte -1", "varlte 1"), "-1", "1"),
    ],
)
def test_a_number_keeps_its_bounds(conditions: str, least: str, most: str, tmp_path: Path) -> None:
    (tmp_path / "quiz.xml").write_text(qti(item("Question", WRITTEN, conditions)), encoding="utf-8")
    draft = import_package(tmp_path / "quiz.xml", tmp_path / "draft", "2021/NPQH", None)
    [question] = check_package(str(tmp_path / "draft")).programme.modules[0].pages[0].blocks
    assert isinstance(question, Numeric)
    assert [(each.least, each.most) for each in question.ranges] == [(Decimal(least), Decimal(most))]
    assert question.key == "quiz-what-is-it", "a title that says nothing makes no id"
    assert draft.losses == []


@pytest.mark.parametrize("bound", ["vargt 1", "vargte many", "vargte 1", "vargte NaN"])
def test_a_number_that_cannot_be_written_is_listed(bound: str, tmp_path: Path) -> None:
    (tmp_path / "quiz.xml").write_text(qti(item("One", choice(), condition("a")), item("Two", WRITTEN, number(bound))))
    draft = read_draft(tmp_path / "quiz.xml", None)
    assert len(draft.pages[0].parts) == 1
    assert [str(loss.reason) for loss in draft.losses] == ["the numbers are to be written anew: What is it?"]


@pytest.mark.parametrize("far", ["1e99999999", "1e-99999999", "0e99999999"])
def test_a_number_that_nobody_could_write_out_is_listed(far: str, tmp_path: Path) -> None:
    far_off = item("Two", WRITTEN, number(f"vargte {far}", f"varlte {far}"))
    (tmp_path / "quiz.xml").write_text(qti(item("One", choice(), condition("a")), far_off))
    draft = read_draft(tmp_path / "quiz.xml", None)
    assert [loss.reason for loss in draft.losses] == ["the numbers are to be written anew: What is it?"]


def test_a_file_to_hand_in_is_listed(tmp_path: Path) -> None:
    kind = (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        "<fieldentry>file_upload_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    )
    upload = item("Plan", "").replace("<presentation>", f"{kind}<presentation>", 1)
    (tmp_path / "quiz.xml").write_text(qti(item("One", choice(), condition("a")), upload))
    draft = read_draft(tmp_path / "quiz.xml", None)
    assert len(draft.pages[0].parts) == 1
    assert [loss.reason for loss in draft.losses] == ["files are not handed in with a page: What is it?"]


def test_a_file_among_the_pages_becomes_a_page_that_leads_to_it(tmp_path: Path) -> None:
    listed = '<item identifierref="s"><title>A planning sheet</title></item><item identifierref="p">'
    resource = '<resource identifier="s" type="webcontent" href="web/sheet.pdf"><file href="web/sheet.pdf"/></resource>'
    manifest = MANIFEST.replace('<item identifierref="p">', listed).replace("</resources>", f"{resource}</resources>")
    source = cartridge(tmp_path / "c.imscc", manifest, **{"web/sheet.pdf": b"%PDF-1.7"})
    draft = import_package(source, tmp_path / "draft", None, None)
    [page] = [page for page in draft.pages if page.title == "A planning sheet"]
    assert page.parts == ["[A planning sheet](media/sheet.pdf)"]
    assert draft.media["sheet.pdf"] == b"%PDF-1.7"


@pytest.mark.parametrize("href", ["web/A%20sheet%20%231%2520.pdf", "web/A sheet #1%20.pdf"])
def test_a_file_among_the_pages_may_have_any_name(href: str, tmp_path: Path) -> None:
    listed = '<item identifierref="s"><title>A sheet</title></item><item identifierref="p">'
    resource = f'<resource identifier="s" type="webcontent" href="{href}"/>'
    manifest = MANIFEST.replace('<item identifierref="p">', listed).replace("</resources>", f"{resource}</resources>")
    source = cartridge(tmp_path / "c.imscc", manifest, **{"web/A sheet #1%20.pdf": b"%PDF-1.7"})
    [page] = [page for page in read_draft(source, None).pages if page.title == "A sheet"]
    assert page.parts == ["[A sheet](media/a-sheet-1-20.pdf)"]


def test_a_file_that_no_page_shows_is_listed(tmp_path: Path) -> None:
    names = ("a.png", "b.pdf")
    resources = "".join(
        f'<resource identifier="{n}" type="webcontent" href="{n}"><file href="{n}"/></resource>' for n in names
    )
    manifest = MANIFEST.replace("</resources>", f"{resources}</resources>")
    draft = read_draft(cartridge(tmp_path / "c.imscc", manifest, **{"b.pdf": b"%PDF-1.7"}), None)
    assert [loss.place for loss in draft.losses if loss.reason == "no page refers to this file"] == ["b.pdf"]


def test_html_that_cannot_be_read_keeps_nothing_else_behind(tmp_path: Path) -> None:
    quiz = qti(
        item("One", choice(), condition("a"), f'<itemfeedback ident="x">{material("&lt;b> &lt;![x")}</itemfeedback>')
    )
    page, topic = "<body><p>A <![x</p></body>", "<topic><title>Talk</title><text>&lt;![x</text></topic>"
    source = cartridge(tmp_path / "c.imscc", quiz=quiz, **{"web/p.html": page, "d.xml": topic})
    draft = read_draft(source, None)
    assert [page.title for page in draft.pages] == ["Elsewhere", "Quiz"]
    lost = [f"{loss.place}: {loss.reason}" for loss in draft.losses]
    assert {"web/p.html: the HTML cannot be read", "d.xml: the HTML cannot be read"} <= set(lost)


def test_a_page_does_not_say_its_title_twice_and_a_prompt_keeps_its_list(tmp_path: Path) -> None:
    page = "<body><h1>First page</h1><p>Read.</p></body>"
    topic = "<topic><title>Talk</title><text>&lt;ul&gt;&lt;li&gt;Say why.&lt;/li&gt;&lt;/ul&gt;</text></topic>"
    source = cartridge(tmp_path / "c.imscc", **{"web/p.html": page, "d.xml": topic})
    import_package(source, tmp_path / "draft", None, "Course")
    pages = tmp_path / "draft/modules/course-module"
    assert (pages / "first-page.md").read_text(encoding="utf-8").endswith("---\nRead.\n")
    assert "\n- Say why.\n:::" in (pages / "talk.md").read_text(encoding="utf-8")


TAGS = re.findall(
    r"\w+",
    "varequal vargte varlte vargt not or conditionvar respcondition setvar displayfeedback itemfeedback "
    "material mattext response_lid response_str response_num response_label render_choice",
)
ODD = ("a", "1", "-1e400", "NaN", "26.0", "::: x", "<b>b</b>", "<![x", "$a^b$")
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=9)).map(lambda text: escape(legible(text)))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An element with others in it, and attributes as items have them."""
    tag, ident = st.sampled_from(TAGS), st.sampled_from(["a", "b", "r", ""])
    return st.builds(
        lambda name, key, parts: f'<{name} ident="{key}" respident="{key}">{"".join(parts)}</{name}>',
        tag,
        ident,
        st.lists(inner, max_size=4),
    )


@settings(max_examples=120, deadline=None)
@given(items=st.lists(st.recursive(VALUES, grown, max_leaves=12), max_size=3))
def test_any_qti_becomes_a_package_that_can_be_checked(items: list[str]) -> None:
    frameworks, draft = Frameworks(()), Draft("Quiz")
    content = qti(item("One", choice(), condition("a")), *(f"<item>{each}</item>" for each in items))
    read_qti(parse_xml(content.encode(), "quiz.xml"), "Quiz", draft)
    found = check(Source(package_files(draft, None, frameworks)), frameworks)
    errors = {problem.code for problem in found.problems if problem.severity == "error"}
    assert errors <= {"missing-key", "unknown-reference", "question-syntax"}


def test_a_zip_of_qti_needs_no_manifest(tmp_path: Path) -> None:
    assert len(read_draft(zipped(tmp_path / "q.zip", **{"quiz.xml": QUIZ}), None).pages[0].parts) == 5


@pytest.mark.parametrize(
    "bad",
    [
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>',
        '<d xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="/etc/passwd"/></d>',
    ],
    ids=["billion laughs", "external entity", "xinclude"],
)
@pytest.mark.parametrize("where", ["manifest", "quiz"])
def test_hostile_xml_in_a_cartridge_is_refused(where: str, bad: str, tmp_path: Path) -> None:
    source = cartridge(tmp_path / "c.imscc", **{where: bad})
    with pytest.raises(ContentError, match=r"entities|XInclude"):
        import_package(source, tmp_path / "draft", None, None)
    assert not (tmp_path / "draft").exists()


def test_a_cartridge_that_leads_outside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="outside"):
        import_package(zipped(tmp_path / "c.zip", **{"../x.xml": QUIZ}), tmp_path / "draft", None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["c.zip"]


def test_a_symbolic_link_in_a_cartridge_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ContentError, match="link or a device"):
        read_draft(tmp_path / "c.zip", None)
