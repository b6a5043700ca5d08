import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
import requests
from made_cartridges import cartridge, import_into, link, manifest, packed
from scripted_tool import LTI, Browser

from lti_npq.demo_lms import cartridges
from lti_npq.demo_lms.settings import CLIENT_ID

LINKS_OF_13 = "imsbasiclti_xmlv1p3"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ENTITY = '<!DOCTYPE manifest [<!ENTITY name SYSTEM "file:///etc/hostname">]>'
NOT_MOODLES = "Unknown backup format. The selected file is not a valid Moodle backup file"


def added_to(lms) -> list:
    return list(lms.store.courses.find("npqh-autumn").activities)[2:]


def at_tool(lms, query="?content=x") -> str:
    return f"{lms.settings.tool_launch_url}{query}"


def imported(lms, *links, **more) -> list:
    """Import a cartridge with these links as a facilitator; returns the activities."""
    page = import_into(Browser(lms, "helen-marsh"), cartridge(*links, **more))
    assert page.status_code == 200, page.text
    return added_to(lms)


def test_a_facilitator_finds_the_form_in_the_course(helen, amara):
    assert "Import a Common Cartridge" in helen.client.get("/courses/npqh-autumn").text
    assert "Import a Common Cartridge" not in amara.client.get("/courses/npqh-autumn").text
    assert import_into(amara, cartridge()).status_code == 403


def test_links_become_activities_in_the_order_of_the_course(lms, helen):
    first, second = link(at_tool(lms), title="First"), link(at_tool(lms), title="Second &amp; last")
    page = import_into(helen, cartridge(first, second, pages=3)).text
    assert [one.title for one in added_to(lms)] == ["First", "Second & last"]
    assert "2 activities imported" in page
    assert "3 parts were left out" in page
    assert "First" in helen.client.get("/courses/npqh-autumn").text


def test_a_cartridge_without_links_imports_nothing(lms, helen):
    assert "Nothing was imported" in import_into(helen, cartridge(pages=1)).text
    assert added_to(lms) == []


def test_a_link_without_a_title_has_that_of_its_place(lms):
    [activity] = imported(lms, link(at_tool(lms), title=""))
    assert activity.title == "Item link0.xml"


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
def test_an_imported_link_opens_the_tool_at_its_address(lms_with, like):
    lms = lms_with(like)
    [activity] = imported(lms, link(at_tool(lms)))
    claims = Browser(lms, "amara-osei").launch(activity=activity.key)
    assert claims[f"{LTI}target_link_uri"] == at_tool(lms)
    assert "lineitem" not in claims[AGS_CLAIM]


@pytest.mark.parametrize(("like", "kept"), [("plain", True), ("moodle", False), ("canvas", True)])
def test_moodle_loses_custom_parameters_and_the_secure_address(lms_with, like, kept):
    lms = lms_with(like)
    [activity] = imported(lms, link(at_tool(lms), at_tool(lms, "?secure=1"), content="npqh-2021/x"))
    claims = Browser(lms, "amara-osei").launch(activity=activity.key)
    assert claims[f"{LTI}custom"].get("content") == ("npqh-2021/x" if kept else None)
    assert claims[f"{LTI}target_link_uri"] == at_tool(lms, "?secure=1" if kept else "?content=x")


def test_moodle_finds_no_tool_by_the_secure_address_alone(lms_with):
    [activity] = imported(lms_with("moodle"), link("", "http://localhost:1/launch"))
    assert activity.tool == 0


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
@pytest.mark.parametrize(
    "address", ["http://unknown.example.org/launch", "http://localhost:1/lti/launch", "http://[", ""]
)
def test_a_link_to_an_unknown_domain_becomes_a_broken_activity(lms_with, like, address):
    lms = lms_with(like)
    helen = Browser(lms, "helen-marsh")
    assert "broken: no tool here has its address" in import_into(helen, cartridge(link(address, points="8"))).text
    [activity] = added_to(lms)
    assert helen.client.get(f"/courses/npqh-autumn/activities/{activity.key}").status_code == 200
    assert helen.client.get(f"/courses/npqh-autumn/activities/{activity.key}/launch").status_code == 404
    assert helen.client.get("/courses/npqh-autumn/grades").status_code == 200


def test_a_link_finds_the_registered_tool_of_its_domain(lms):
    built_in = lms.store.tools.numbered(1)
    other = replace(built_in, client_id="other", launch_url="https://www.Other.example.org/lti/launch")
    same = replace(built_in, client_id="same")
    waiting = replace(other, client_id="waiting", launch_url="https://waiting.example.org/launch", active=False)
    numbers = [lms.store.tools.add(tool).number for tool in (same, other, waiting)]
    addresses = [at_tool(lms), "https://other.example.org/any?x=1", "https://waiting.example.org/launch"]
    found = imported(lms, *map(link, addresses))
    assert [one.tool for one in found] == [1, numbers[1], 0]
    assert Browser(lms, "amara-osei").begin(activity=found[0].key).fields["client_id"] == CLIENT_ID


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
def test_canvas_alone_makes_a_column_of_an_outcome(lms_with, like):
    lms = lms_with(like)
    imported(
        lms, *(link(at_tool(lms), title=f"With {points!r}", points=points) for points in ("8", "", "x", "-1", "inf"))
    )
    columns = [(one.label, one.maximum) for one in lms.store.grades.line_items("npqh-autumn") if one.number > 1]
    made = [column for column in columns if column[0].startswith("With")]
    assert made == ([("With '8'", 8)] if like == "canvas" else [])


@pytest.mark.parametrize(
    ("like", "read"),
    [
        ("plain", {"1.1.0", "1.2.0", "1.3.0"}),
        ("moodle", {"1.0.0", "1.1.0"}),
        ("canvas", {"1.1.0", "1.2.0", "1.3.0"}),
    ],
)
def test_moodle_reads_the_early_versions_only(lms_with, like, read):
    lms = lms_with(like)
    helen = Browser(lms, "helen-marsh")
    versions = [f"1.{minor}.0" for minor in range(5)]
    answers = {version: import_into(helen, cartridge(link(at_tool(lms)), version=version)) for version in versions}
    assert {version for version, answer in answers.items() if answer.status_code == 200} == read
    assert len(added_to(lms)) == len(read)
    refusal = NOT_MOODLES if like == "moodle" else "This LMS reads Common Cartridge 1.1 to 1.3"
    assert all(refusal in answer.text for version, answer in answers.items() if version not in read)


def test_moodle_looks_for_the_version_in_the_first_1024_bytes(lms_with):
    helen = Browser(lms_with("moodle"), "helen-marsh")
    late = packed({"imsmanifest.xml": manifest([], "1.1.0", "", before=f"<!--{'x' * 1024}-->")})
    assert NOT_MOODLES in import_into(helen, late).text


def test_moodle_gives_up_on_links_of_a_later_version(lms_with):
    lms = lms_with("moodle")
    page = import_into(Browser(lms, "helen-marsh"), cartridge(link(at_tool(lms)), kind=LINKS_OF_13))
    assert (page.status_code, "given up" in page.text) == (400, True)
    assert added_to(lms) == []


def test_others_take_links_of_a_later_version(lms):
    assert len(imported(lms, link(at_tool(lms)), version="1.3.0", kind=LINKS_OF_13)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nonsense", "not a sound zip file"),
        (packed({"other.xml": "x"}), "it has no imsmanifest.xml"),
        (packed({"imsmanifest.xml": "<manifest>"}), "not sound XML"),
        (packed({"imsmanifest.xml": manifest([], "1.1.0", "", before=ENTITY)}), "declares a document type"),
        (packed({"imsmanifest.xml": " " * 5_000_001}), "larger than this LMS reads"),
        (packed({"imsmanifest.xml": manifest([("../x.xml", "x")], "1.1.0", "imsbasiclti_xmlv1p0")}), "has no ../x.xml"),
        (cartridge("<html>"), "link0.xml is not sound XML"),
        (cartridge(f"{ENTITY}<manifest>&name;</manifest>"), "link0.xml declares a document type"),
        (cartridge(" " * 100_001), "link0.xml is larger than this LMS reads"),
        (cartridge(link(), link()[:-9]), "link1.xml is not sound XML"),
        (cartridge(*[link()] * 501), "more than 500 links"),
        (cartridge(link()).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), "encrypted"),
        (cartridge(link()).replace(b"\x00\x00\x08\x00", b"\x00\x00\x0e\x00"), "packed in an unusual way"),
    ],
)
def test_a_hostile_or_damaged_file_is_refused_whole(lms, helen, content, sentence):
    page = import_into(helen, content)
    assert page.status_code == 400
    assert sentence in page.text.replace("&#39;", "'")
    assert added_to(lms) == []


def test_a_file_of_more_than_20_mb_is_refused_unread(helen):
    said = {"CONTENT_LENGTH": str(cartridges.MOST_BYTES + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    page = helen.client.post("/courses/npqh-autumn/import", environ_overrides=said)
    assert (page.status_code, "larger than 20 MB" in page.text) == (413, True)


def test_a_file_larger_than_other_requests_may_be_is_imported(lms):
    content = io.BytesIO(cartridge(link(at_tool(lms))))
    with ZipFile(content, "a") as archive:
        archive.writestr("film.mp4", b"x" * 6_000_000)
    with requests.Session() as helen:
        helen.post(f"{lms.address}/sign-in", data={"person": "helen-marsh"})
        sent = {"cartridge": ("course.imscc", content.getvalue())}
        page = helen.post(f"{lms.address}/courses/npqh-autumn/import", files=sent)
    assert "1 activity imported" in page.text


def test_a_form_without_a_file_is_refused(helen):
    assert "Choose a Common Cartridge" in helen.client.post("/courses/npqh-autumn/import").text
