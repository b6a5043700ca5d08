"""Cartridges and QTI 1.2 become draft packages; hostile ones are refused."""

import zipfile
from pathlib import Path

import pytest

from lti_npq.domain.blocks import Writing
from lti_npq.domain.questions import Choice, Matching, ShortText
from lti_npq.errors import ContentError
from lti_npq.packages.importing import read_draft
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


def cartridge(path: Path, manifest: str = MANIFEST, quiz: str = QUIZ) -> Path:
    page = (
        "<html><head><title>x</title></head><body><p>Read <b>this</b>.</p><script>x()</script>"
        '<img src="$IMS-CC-FILEBASE$/a.png" alt="A cycle of trials"></body></html>'
    )
    topic = "<topic><title>Talk</title><text texttype='text/html'>&lt;p&gt;Say why.&lt;/p&gt;</text></topic>"
    link = '<webLink><title>E</title><url href="https://www.example.org/a"/></webLink>'
    files = {"imsmanifest.xml": manifest, "web/p.html": page, "a.png": PNG, "d.xml": topic, "l.xml": link}
    return zipped(path, **files, **{"q.xml": quiz})


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
    assert "A tool" in lost
    errors = [found for found in check_package(str(tmp_path / "draft")).problems if found.severity == "error"]
    assert {found.code for found in errors} == {"missing-key"}


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
