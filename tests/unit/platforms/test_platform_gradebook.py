"""The gradebook of an LMS: found before made, read to its last page, spoken to as Moodle wants it.

Source: LTI Assignment and Grade Services 2.0; what a Moodle 4.5 was seen to answer.
"""

import ast
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_door import LMS, REGISTRATION, ScriptedDoor, answer

from lti_npq.platforms.gradebook import Column, Gradebook
from lti_npq.platforms.service_calls import next_link
from lti_npq.platforms.service_errors import Remedy, ServiceError
from lti_npq.platforms.service_tokens import ServiceTokens

ITEMS = f"{LMS}/2/lineitems?type_id=3"
ITEM = f"{LMS}/2/lineitems/19/lineitem?type_id=3"
COLUMN = Column("fat-planning", "One planned change", 12, "link-1")
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
IMS = "application/vnd.ims.lis."
RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "moodle-4.5" / "services-exchanges.txt"


@pytest.fixture
def door() -> ScriptedDoor:
    return ScriptedDoor()


@pytest.fixture
def gradebook(door: ScriptedDoor) -> Gradebook:
    return Gradebook(door, ServiceTokens(door, lambda _: "signed"))  # type: ignore[arg-type]


def test_a_column_that_is_there_is_found_and_none_is_made(door: ScriptedDoor, gradebook: Gradebook) -> None:
    other = {"id": f"{LMS}/2/lineitems/11/lineitem", "resourceId": "fat-other", "label": "One planned change"}
    door.script = [answer([other, {"id": ITEM, "resourceId": "fat-planning"}])]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN) == ITEM
    [asked] = door.sent
    assert (asked.method, asked.url) == ("GET", f"{ITEMS}&resource_id=fat-planning")
    assert asked.headers == {"Accept": IMS + "v2.lineitemcontainer+json", "Authorization": "Bearer token-1"}
    assert door.tokens[0].form["scope"] == SCOPE + "lineitem"


@pytest.mark.parametrize(
    "found",
    [
        [],
        [{"id": ITEM, "resourceId": "fat-other"}],
        [{"id": ITEM, "resourceId": ""}],
        [{"id": ITEM}],
        [{"resourceId": "fat-planning"}],
        [{"resourceId": "fat-planning", "id": 19}],
        [None, 1, "fat-planning", []],
    ],
    ids=str,
)
def test_a_column_that_is_not_there_is_made(door: ScriptedDoor, gradebook: Gradebook, found: object) -> None:
    door.script = [answer(found), answer({"id": ITEM, "resourceId": "fat-planning"}, 201)]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN) == ITEM
    made = door.sent[1]
    assert (made.method, made.url) == ("POST", ITEMS)
    assert made.json == {
        "label": "One planned change",
        "scoreMaximum": 12,
        "resourceId": "fat-planning",
        "resourceLinkId": "link-1",
    }
    assert made.headers["Content-Type"] == IMS + "v2.lineitem+json"
    assert made.headers["Accept"] == IMS + "v2.lineitem+json"


@pytest.mark.parametrize("found", [{"resourceId": "fat-planning", "id": ITEM}, None, "x"], ids=str)
def test_a_list_that_is_none_is_not_taken_for_an_empty_one(
    door: ScriptedDoor, gradebook: Gradebook, found: object
) -> None:
    door.script = [answer(found)]
    with pytest.raises(ServiceError, match="makes no sense: it is no list") as refused:
        gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN)
    assert refused.value.remedy is Remedy.WAIT


def test_of_several_columns_with_our_key_the_one_of_our_activity_is_used(
    door: ScriptedDoor, gradebook: Gradebook
) -> None:
    alike = {"resourceId": "fat-planning", "resourceLinkId": ""}
    door.script = [answer([{**alike, "id": f"{LMS}/1"}, {**alike, "id": ITEM, "resourceLinkId": "link-1"}])]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN) == ITEM


@pytest.mark.parametrize("untied", [{"resourceLinkId": ""}, {"resourceLinkId": None}, {}], ids=str)
def test_of_several_columns_with_our_key_one_of_no_activity_is_used_where_there_is_none(
    door: ScriptedDoor, gradebook: Gradebook, untied: dict[str, object]
) -> None:
    another = {"resourceId": "fat-planning", "resourceLinkId": "link-2", "id": f"{LMS}/1"}
    door.script = [answer([another, {"resourceId": "fat-planning", "id": ITEM, **untied}])]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, replace(COLUMN, resource_link_id=None)) == ITEM


def test_a_column_is_made_untied_where_the_lms_knows_no_such_activity(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([]), answer({"reason": "Forbidden"}, 403), answer({"id": ITEM, "resourceLinkId": ""}, 201)]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN) == ITEM
    assert "resourceLinkId" in door.sent[1].json
    assert "resourceLinkId" not in door.sent[2].json


def test_a_tool_that_may_only_look_finds_its_column(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer({}, 403), answer([{"id": ITEM, "resourceId": "fat-planning"}])]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN) == ITEM
    assert [token.form["scope"] for token in door.tokens] == [SCOPE + "lineitem", SCOPE + "lineitem.readonly"]


def test_a_column_tied_to_no_activity_names_none(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([]), answer({"id": ITEM}, 201)]
    gradebook.find_or_create(REGISTRATION, ITEMS, Column("fat-planning", "One", 12, None))
    assert "resourceLinkId" not in door.sent[1].json


@pytest.mark.parametrize("made", ["", [], {}, {"id": None}, {"label": "x"}], ids=str)
def test_a_column_made_without_saying_where_is_looked_for_again(
    door: ScriptedDoor, gradebook: Gradebook, made: object
) -> None:
    door.script = [answer([]), answer(made, 201)]
    with pytest.raises(ServiceError, match="did not say where") as refused:
        gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN)
    assert refused.value.remedy is Remedy.WAIT


def test_the_query_of_the_address_survives_what_is_added(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([{"id": ITEM, "resourceId": "fat-planning"}])]
    gradebook.find_or_create(REGISTRATION, f"{LMS}/items?empty=&tag=a%26b", COLUMN)
    assert door.sent[0].url == f"{LMS}/items?empty=&tag=a%26b&resource_id=fat-planning"


NEXT = f"{LMS}/items?page=2"


@pytest.mark.parametrize(
    "link",
    ["<>; rel=next", "<javascript:x>; rel=next", "<https://[>; rel=next"],
    ids=["to itself", "to no web address", "to no address"],
)
def test_a_list_that_breaks_off_is_not_its_end(door: ScriptedDoor, gradebook: Gradebook, link: str) -> None:
    door.script = [answer([], Link=link), answer([], Link=link)]
    with pytest.raises(ServiceError, match="its list breaks off") as refused:
        gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN)
    assert refused.value.remedy is Remedy.WAIT_ALONE
    with pytest.raises(ServiceError, match="its list breaks off"):
        gradebook.results(REGISTRATION, ITEM)
    assert {call.method for call in door.sent} == {"GET"}


@pytest.mark.parametrize(
    "header",
    [
        f'<{NEXT}>; rel="next"',
        f"<{NEXT}>; rel=next",
        f"<{NEXT}>; rel='next'",
        f'<{NEXT}>;rel="next"',
        f'<{NEXT}> ; REL = "NEXT"',
        f'<{LMS}/items?page=1>; rel="prev", <{NEXT}>; rel="next", <{LMS}/items?page=9>; rel="last"',
        f'<{NEXT}>; title="more"; rel="next"',
        "</items?page=2>; rel=next",
        "<?page=2>; rel=next",
        f"<{NEXT}>; rel=“next”".encode().decode("latin-1"),
    ],
)
def test_the_next_page_is_found_however_its_link_is_written(header: str) -> None:
    assert next_link(header, f"{LMS}/items?page=1") == NEXT


@pytest.mark.parametrize(
    "header",
    [
        "",
        f'<{NEXT}>; rel="prev"',
        f'<{NEXT}>; rel="last", <{LMS}>; rel="first"',
        f'<{NEXT}>; rel="prev"; title="next"',
        f'<{NEXT}>; rel="nextpage"',
        f'<{LMS}/next>; rel="prev"',
        'rel="next"',
        f"<{NEXT}>",
    ],
)
def test_no_next_page_is_made_up(header: str) -> None:
    assert next_link(header, LMS) is None


def test_an_escaped_ampersand_in_a_link_is_undone() -> None:
    assert next_link("<https://a.example.org/x?a=1&amp;b=2>; rel=next", LMS) == "https://a.example.org/x?a=1&b=2"
    assert next_link("<https://a.example.org/x?a=1&b=2,3>; rel=next", LMS) == "https://a.example.org/x?a=1&b=2,3"


@pytest.fixture
def moodles_links() -> dict[str, str]:
    """The Link headers that a real Moodle sent with its pages, by the recorded probe."""
    if not RECORDED.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{RECORDED} is missing")
        pytest.skip("the recorded exchanges lie beside the checkout, and here they do not")
    found = re.findall(r"^\* (page\d?): 200  \{'Link': '(.*?)', 'Content-Type'", RECORDED.read_text(), re.MULTILINE)
    return {name: ast.literal_eval(f"'{header}'") for name, header in found}


def test_moodles_curly_and_torn_links_are_followed(moodles_links: dict[str, str]) -> None:
    start = "http://127.0.0.1:8400/mod/lti/services.php/2/lineitems?type_id=3&limit=2"
    assert next_link(moodles_links["page"], start) == f"{start}&from=2"
    assert next_link(moodles_links["page2"], start) == f"{start}&from=4"


def test_a_column_on_a_later_page_is_found(door: ScriptedDoor, gradebook: Gradebook) -> None:
    link = f"<{ITEMS}&amp;from=1>; rel=“next”".encode().decode("latin-1")
    door.script = [
        answer([{"id": "x", "resourceId": "other"}], Link=link),
        answer([{"id": ITEM, "resourceId": "fat-planning"}]),
    ]
    assert gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN) == ITEM
    assert [request.url for request in door.sent] == [f"{ITEMS}&resource_id=fat-planning", f"{ITEMS}&from=1"]


def test_without_the_end_of_the_list_no_column_is_made(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([], Link=f"<{ITEMS}&from={page}>; rel=next") for page in range(200)]
    with pytest.raises(ServiceError, match="has no end"):
        gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN)
    assert {request.method for request in door.sent} == {"GET"}


def test_what_took_so_long_to_list_that_the_lock_may_be_over_is_not_made(
    door: ScriptedDoor, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 101.0])
    monkeypatch.setattr("lti_npq.platforms.gradebook.monotonic", lambda: next(times))
    door.script = [answer([])]
    with pytest.raises(ServiceError, match="took too long") as refused:
        gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN)
    assert refused.value.remedy is Remedy.WAIT


def test_a_link_to_a_strangers_page_gets_no_token(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([], Link="<https://evil.example.org/items>; rel=next")]
    with pytest.raises(ServiceError, match="not its own"):
        gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN)
    assert len(door.sent) == 1
