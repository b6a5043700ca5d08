"""Common Cartridges as files: what Moodle and Canvas make of them."""

from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from export_sample import every_kind, media
from lxml import etree, html

from lti_npq.exports import Options, export

TOOL = "https://npq.example.org"
CP11 = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def exported(folder: Path, format_name: str, tool_url: str = TOOL) -> ZipFile:
    export(every_kind(), format_name, media, folder / "course.imscc", options=Options(tool_url=tool_url))
    return ZipFile(folder / "course.imscc")


def manifest_of(package: ZipFile) -> etree._Element:
    return etree.fromstring(package.read("imsmanifest.xml"))


def tree(manifest: etree._Element) -> dict[str, list[str]]:
    [root] = manifest.findall("{*}organizations/{*}organization/{*}item")
    return {
        folder.findtext("{*}title"): [
            item.findtext("{*}title") for item in folder.iter("{*}item") if item.get("identifierref")
        ]
        for folder in root.findall("{*}item")
    }


def documents(package: ZipFile, tag: str) -> list[etree._Element]:
    found = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    return [document for document in found if etree.QName(document).localname == tag]


def quiz_items(package: ZipFile) -> dict[str, etree._Element]:
    return {
        item.get("ident"): item for quiz in documents(package, "questestinterop") for item in quiz.iter(f"{QTI}item")
    }


def test_moodle_finds_the_namespace_in_the_first_kilobyte(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        assert f'xmlns="{CP11}"'.encode() in package.read("imsmanifest.xml")[:1024]


def test_moodle_never_meets_a_type_that_stops_it(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        types = {resource.get("type") for resource in manifest_of(package).iter("{*}resource")}
    assert types == {
        "webcontent",
        "imsqti_xmlv1p2/imscc_xmlv1p1/assessment",
        "imsdt_xmlv1p1",
        "imsbasiclti_xmlv1p0",
    }


def test_reading_order_and_titles_survive(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        assert tree(manifest_of(package)) == {
            "About this course": ['About Leading "change" & <strong>trust</strong> – naïveté, 变化'],
            "Leading change & keeping it": [
                "Page change-see",
                "Page change-name",
                "Self-checks: Page change-name",
                "Page change-do",
                "Lead one change",
                "Hand in: Lead one change",
            ],
            "Trust": ["Page trust-see", "Self-checks: Page trust-see"],
            "All ways of asking": ["Page kinds-name", "Self-checks: Page kinds-name", "Ask a peer"],
            "Tasks of the whole programme": ["A practice case"],
        }


@pytest.mark.parametrize("format_name", ["cc11", "cc13"])
def test_a_task_of_two_modules_comes_once_after_the_later_one(format_name: str, tmp_path: Path) -> None:
    whole = every_kind()
    change, trust, kinds = whole.modules
    shared = msgspec.structs.replace(whole, modules=(change, msgspec.structs.replace(trust, tasks=change.tasks), kinds))
    export(shared, format_name, media, tmp_path / "course.imscc", options=Options(tool_url=TOOL))
    with ZipFile(tmp_path / "course.imscc") as package:
        titles = tree(manifest_of(package))
    [change_items, trust_items] = (titles[name] for name in ("Leading change & keeping it", "Trust"))
    assert not [title for title in change_items if "Lead one change" in title]
    assert [title for title in trust_items if "Lead one change" in title] == trust_items[2:]
    assert trust_items[-1] == "Hand in: Lead one change"


def test_the_title_of_a_module_stands_inside_its_topic_because_moodle_drops_that_of_the_topic(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        topics = manifest_of(package).findall("{*}organizations/{*}organization/{*}item/{*}item")
    for topic in topics:
        [label] = topic.findall("{*}item")
        assert label.findtext("{*}title") == topic.findtext("{*}title")
        assert label.get("identifierref") is None
        assert len(label.findall("{*}item")) > 0


@pytest.mark.parametrize(("format_name", "version"), [("cc11", "1.1.0"), ("cc13", "1.3.0"), ("cc-thin", "1.3.0")])
def test_schema_and_version_are_what_readers_look_for(format_name: str, version: str, tmp_path: Path) -> None:
    with exported(tmp_path, format_name) as package:
        manifest = manifest_of(package)
    name = "IMS Thin Common Cartridge" if format_name == "cc-thin" else "IMS Common Cartridge"
    assert manifest.findtext("{*}metadata/{*}schema") == name
    assert manifest.findtext("{*}metadata/{*}schemaversion") == version


def test_a_link_carries_its_key_in_its_address_and_no_secret(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        [link] = documents(package, "cartridge_basiclti_link")
    assert link.findtext("{*}launch_url") == f"{TOOL}/lti/launch?content=npqh-2021%2Ffat-change"
    [key] = link.findall("{*}custom/{*}property")
    assert (key.get("name"), key.text) == ("content", "npqh-2021/fat-change")


def test_without_a_tool_a_cartridge_has_no_links(tmp_path: Path) -> None:
    for format_name in ("cc11", "cc13"):
        with exported(tmp_path, format_name, tool_url="") as package:
            assert documents(package, "cartridge_basiclti_link") == []


def test_canvas_makes_an_assignment_with_points_of_a_task(tmp_path: Path) -> None:
    with exported(tmp_path, "cc13", tool_url="") as package:
        [assignment] = documents(package, "assignment")
        titles = tree(manifest_of(package))["Leading change & keeping it"]
    gradable = assignment.find("{*}gradable")
    assert gradable is not None
    assert (gradable.text, gradable.get("points_possible")) == ("true", "1")
    assert "The problem" in str(assignment.findtext("{*}text"))
    assert titles[-1] == "Lead one change"


def test_where_the_tool_is_known_canvas_makes_the_assignment_of_the_link(tmp_path: Path) -> None:
    with exported(tmp_path, "cc13") as package:
        assert documents(package, "assignment") == []
        [link] = documents(package, "cartridge_basiclti_link")
    extensions = link.find("{*}extensions")
    assert extensions is not None
    assert extensions.get("platform") == "canvas.instructure.com"
    assert [(each.get("name"), each.text) for each in extensions] == [("outcome", "1")]


def test_a_thin_cartridge_is_links_to_every_module_and_task(tmp_path: Path) -> None:
    with exported(tmp_path, "cc-thin") as package:
        assert tree(manifest_of(package)) == {
            "Leading change & keeping it": ["Leading change & keeping it", "Lead one change"],
            "Trust": ["Trust"],
            "All ways of asking": ["All ways of asking"],
            "Tasks of the whole programme": ["A practice case"],
        }
        addresses = {str(link.findtext("{*}launch_url")) for link in documents(package, "cartridge_basiclti_link")}
    assert addresses == {
        f"{TOOL}/lti/launch?content=npqh-2021%2F{item}"
        for item in ("change", "fat-change", "trust", "kinds", "practice")
    }


def test_questions_become_what_the_profile_can_judge(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        profiles = {name: item.findtext(f".//{QTI}fieldentry") for name, item in quiz_items(package).items()}
    assert profiles == {
        "check_pilot": "cc.multiple_choice.v0p1",
        "check_signals": "cc.multiple_response.v0p1",
        "check_trust": "cc.multiple_choice.v0p1",
        **{f"kind_order_{place}": "cc.multiple_choice.v0p1" for place in (1, 2, 3)},
        **{f"kind_match_{item}": "cc.multiple_choice.v0p1" for item in (1, 2, 3)},
        "kind_word": "cc.fib.v0p1",
        "kind_number": "cc.fib.v0p1",
    }


def test_the_right_answers_are_right(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        items = quiz_items(package)

    def scoring(name: str) -> etree._Element:
        [condition] = [
            each for each in items[name].iter(f"{QTI}respcondition") if each.find(f"{QTI}setvar") is not None
        ]
        return condition.find(f"{QTI}conditionvar")

    def equals(name: str) -> list[str]:
        return [str(each.text) for each in scoring(name).iterfind(f"{QTI}varequal")]

    assert equals("check_pilot") == ["b"]
    [both] = scoring("check_signals")
    assert [each.text for each in both.iterfind(f"{QTI}varequal")] == ["a", "c"]
    assert [each.text for each in both.iterfind(f"{QTI}not/{QTI}varequal")] == ["b"]
    assert equals("kind_order_2") == ["o2"]
    assert [equals(f"kind_match_{item}") for item in (1, 2, 3)] == [["b"], ["a"], ["c"]]
    assert equals("kind_word") == ["a pilot & more"]
    assert equals("kind_number") == ["75"]


def test_what_no_quiz_can_judge_stays_on_its_page_with_the_answer_to_open(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        page = html.document_fromstring(package.read("npqh_2021_P_kinds_name.html"))
    answers = [" ".join(details.text_content().split()) for details in page.iter("details")]
    assert answers == [
        "Look at the answer Right is: pilot… Yes & well.",
        "Look at the answer Right is: 0.5 to 2 Yes & well.",
    ]
    assert "in the quiz after it" in page.text_content()
    assert "The discussion “Ask a peer” after this page is for it." in page.text_content()


def test_a_final_case_is_only_named(tmp_path: Path) -> None:
    with exported(tmp_path, "cc11") as package:
        texts = {name: package.read(name).decode(errors="ignore") for name in package.namelist()}
    assert [name for name, text in texts.items() if "The final case" in text] == ["npqh_2021_ABOUT.html"]


def test_pictures_of_documents_that_are_no_files_have_their_whole_place(tmp_path: Path) -> None:
    from lti_npq.exports.media import in_cartridge

    digest = "ab" * 32
    found = in_cartridge(f'<p>media/</p><img src="media:{digest}/a.png"> <a href="media:{digest}/b.pdf">b</a>')
    assert found == (
        '<p>media/</p><img src="$IMS-CC-FILEBASE$/media/abababababababab.png"> '
        '<a href="$IMS-CC-FILEBASE$/media/abababababababab.pdf" target="_blank">b</a>'
    )
