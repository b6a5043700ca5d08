"""How much of people each tool is told: at Canvas, what it asked for."""

from dataclasses import replace

import pytest
from scripted_tool import MEMBERS, NRPS, Browser
from test_demo_lms_registration import TOOL, register, switch_on, wish

from lti_npq.demo_lms.courses import Activity

CANVAS = "https://canvas.instructure.com/lti"
NAMES, ADDRESS = {"name", "given_name", "family_name"}, {"email"}
LEVELS = [
    ("anonymous", set()),
    ("name_only", NAMES),
    ("email_only", ADDRESS),
    ("public", NAMES | ADDRESS),
]


def registered(lms, tool, **extensions):
    """Register and switch on a tool with these keys in its configuration, and give it an activity."""
    admin = Browser(lms, "sam-whitlock")
    body = wish(tool.keys.address, redirect_uris=[f"{tool.keys.address}/lti/launch"])
    body[TOOL] |= extensions
    answer = register(tool, admin, body)
    if answer.status == 200:
        switch_on(admin, lms)
        lms.store.courses.add_activities([Activity("npqh-autumn", "own", "Own", "", {}, tool=2)])
    return answer


def told_at_launch(lms):
    return Browser(lms, "amara-osei").launch(activity="own").keys() & (NAMES | ADDRESS)


def told_in_roster(lms, tool):
    client = lms.store.tools.numbered(2).client_id
    granted = tool.ask_token((NRPS,), client_assertion=tool.assertion(iss=client, sub=client)).json()
    headers = {"Authorization": f"Bearer {granted['access_token']}", "Accept": MEMBERS}
    members = tool.http("GET", "/services/courses/npqh-autumn/members/2", headers=headers).json()["members"]
    return set().union(*members) & (NAMES | ADDRESS)


@pytest.mark.parametrize(("level", "told"), LEVELS)
def test_canvas_tells_a_tool_what_its_privacy_level_allows(lms_with, tool_of, level, told):
    lms = lms_with("canvas")
    tool = tool_of(lms)
    registered(lms, tool, **{f"{CANVAS}/privacy_level": level})
    assert told_at_launch(lms) == told_in_roster(lms, tool) == told


@pytest.mark.parametrize(
    ("claims", "level"),
    [
        ([], "anonymous"),
        (["sub", "given_name"], "name_only"),
        (["email"], "email_only"),
        (["name", "email"], "public"),
        (["picture"], "public"),
    ],
)
def test_canvas_takes_the_level_from_the_claims_where_a_tool_names_none(lms_with, tool_of, claims, level):
    lms = lms_with("canvas")
    registered(lms, tool_of(lms), claims=claims)
    assert lms.store.tools.numbered(2).privacy_level == level


def test_canvas_refuses_a_level_that_it_does_not_have(lms_with, tool_of):
    lms = lms_with("canvas")
    assert registered(lms, tool_of(lms), **{f"{CANVAS}/privacy_level": "some"}).status == 422


def test_the_level_of_one_tool_is_not_anothers(lms_with, tool_of):
    lms = lms_with("canvas")
    registered(lms, tool_of(lms), **{f"{CANVAS}/privacy_level": "anonymous"})
    assert "email" in Browser(lms, "amara-osei").launch()


def test_what_a_whole_lms_withholds_no_level_brings_back(lms_with, tool_of):
    lms = lms_with("canvas", names_shared=False)
    tool = tool_of(lms)
    registered(lms, tool, **{f"{CANVAS}/privacy_level": "public"})
    assert told_at_launch(lms) == told_in_roster(lms, tool) == set()


@pytest.mark.parametrize("like", ["plain", "moodle"])
def test_other_lmss_know_no_privacy_levels(lms_with, tool_of, like):
    lms = lms_with(like)
    registered(lms, tool_of(lms), **{f"{CANVAS}/privacy_level": "anonymous", f"{CANVAS}/tool_id": "own"})
    assert told_at_launch(lms) == NAMES | ADDRESS
    assert lms.store.tools.numbered(2).tool_id == ""


def test_canvas_keeps_and_shows_a_tools_own_id(lms_with, tool_of):
    lms = lms_with("canvas")
    registered(lms, tool_of(lms), **{f"{CANVAS}/tool_id": "own-tool", f"{CANVAS}/privacy_level": "name_only"})
    assert lms.store.tools.numbered(2).tool_id == "own-tool"
    page = Browser(lms, "sam-whitlock").client.get("/admin/tools").text
    assert "<dd>own-tool</dd>" in page
    assert "<dd>names</dd>" in page


def test_a_tool_that_was_stored_before_levels_were_known_is_told_everything(lms, published_keys):
    stored = lms.store.tools.add(replace(lms.store.tools.numbered(1), client_id="older"))
    drop = "UPDATE tool SET body = json_remove(body, '$.privacy_level', '$.tool_id')"
    lms.store._database.write(drop)
    assert lms.store.tools.numbered(stored.number).privacy_level == "public"
