import jwt
import pytest
from scripted_tool import LTI, NOTICES, Browser
from test_demo_lms_choosing import AGS_CLAIM, graded, send

from lti_npq.demo_lms.service_urls import line_item_url

SERVICE = "https://purl.imsglobal.org/spec/lti/claim/platformnotificationservice"
HANDLERS = "/services/notice-handlers/demo-1"


def copy(browser, course="npqh-autumn") -> str:
    return browser.client.post(f"/courses/{course}/copy").location.rpartition("/")[2]


def subscribe(tool, handler, kind="LtiContextCopyNotice"):
    body = {"notice_type": kind, "handler": handler}
    return tool.service("PUT", HANDLERS, body, sends="application/json", scopes=(NOTICES,))


def told(tool):
    """Return the claims of every notice the tool was told, and forget them."""
    tokens = [notice["jwt"] for sent in tool.keys.notices for notice in sent["notices"]]
    tool.keys.notices.clear()
    return [jwt.decode(token, options={"verify_signature": False}) for token in tokens]


def test_a_copy_has_the_activities_under_new_ids(lms, helen):
    made = lms.store.courses.find(copy(helen))
    origin = lms.store.courses.find("npqh-autumn")
    assert made.history == ("npqh-autumn",)
    assert [dict(one.custom) for one in made.activities] == [dict(one.custom) for one in origin.activities]
    links = {one.resource_link_id for one in made.activities}
    assert not links & {one.resource_link_id for one in origin.activities}


def test_a_copy_has_the_columns_and_no_grades(lms, helen, tool):
    [column] = tool.service("GET", "/services/courses/npqh-autumn/lineitems").json()
    tool.score(column["id"])
    made = copy(helen)
    [copied] = lms.store.grades.line_items(made)
    assert lms.store.courses.find(made).linked(copied.resource_link_id).key == "implementation"
    assert lms.store.grades.history(copied.number) == []


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
def test_what_a_tool_knows_its_content_by_survives_a_copy(lms_with, tool_of, like):
    lms = lms_with(like)
    helen = Browser(lms, "helen-marsh")
    send(helen, tool_of(lms), [graded(50)])
    made = lms.store.courses.find(copy(helen))
    activity = made.activities[-1]
    [column] = lms.store.grades.line_items(made.id, {"resource_link_id": activity.resource_link_id})
    assert (column.resource_id, column.tag, column.maximum) == ("fat-1", "fat", 50)
    claims = Browser(lms, "amara-osei").launch(course=made.id, activity=activity.key)
    assert claims[f"{LTI}custom"]["content"] == "npqh-2021/x"
    assert claims[AGS_CLAIM]["lineitem"] == line_item_url(lms.settings, column)


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
def test_a_launch_from_a_copy_can_tell_where_it_came_from(lms_with, like):
    lms = lms_with(like)
    helen = Browser(lms, "helen-marsh")
    second = copy(helen, copy(helen))
    activity = lms.store.courses.find(second).activities[0]
    lms.store.courses.add_activities([type(activity)(second, "new", "New", "", {"from": "$Context.id.history"})])
    assert helen.launch(course=second, activity="new")[f"{LTI}custom"]["from"] == "npqh-autumn-2,npqh-autumn"


def test_only_facilitators_copy(amara, browser_of):
    assert amara.client.post("/courses/npqh-autumn/copy").status_code == 403
    assert browser_of("robin-vale").client.post("/courses/npqh-autumn/copy").status_code == 403


def test_a_tool_that_asked_for_it_is_told_of_a_copy(lms, helen, tool):
    assert subscribe(tool, f"{lms.settings.tool}/lti/notices").status == 200
    made = copy(helen)
    [notice] = tool.keys.notices.pop()["notices"]
    key = jwt.PyJWK(helen.client.get(lms.settings.jwks_url).json["keys"][0])
    claims = jwt.decode(notice["jwt"], key, audience="demo-lti-npq")
    assert claims[f"{LTI}notice"]["type"] == "LtiContextCopyNotice"
    assert claims[f"{LTI}context"]["id"] == made
    assert claims[f"{LTI}origin_contexts"] == ["npqh-autumn"]
    assert claims[f"{LTI}deployment_id"] == "demo-1"


def test_a_tool_that_does_not_answer_does_not_stop_a_copy(lms, helen, tool):
    subscribe(tool, f"{lms.settings.tool}/no-such-address")
    assert lms.store.courses.find(copy(helen))


def test_canvas_may_tell_of_a_copy_twice(lms_with, tool_of):
    lms = lms_with("canvas")
    tool = tool_of(lms)
    subscribe(tool, f"{lms.settings.tool}/lti/notices")
    copy(Browser(lms, "helen-marsh"))
    first, second = told(tool)
    assert first[f"{LTI}notice"] == second[f"{LTI}notice"]
    assert first["nonce"] != second["nonce"]


@pytest.mark.parametrize(("like", "times"), [("plain", 1), ("canvas", 2)])
def test_a_notice_that_was_not_taken_does_not_come_again(lms_with, tool_of, like, times):
    lms = lms_with(like)
    tool, helen = tool_of(lms), Browser(lms, "helen-marsh")
    subscribe(tool, f"{lms.settings.tool}/lti/broken")
    first = copy(helen)
    assert [notice[f"{LTI}context"]["id"] for notice in told(tool)] == [first] * times
    subscribe(tool, f"{lms.settings.tool}/lti/notices")
    second = copy(helen)
    assert {notice[f"{LTI}context"]["id"] for notice in told(tool)} == {second}


def test_a_subscription_is_shown_and_ended(lms, tool, amara):
    handler = f"{lms.settings.tool}/lti/notices"
    assert amara.launch()[SERVICE]["platform_notification_service_url"] == lms.address + HANDLERS
    subscribe(tool, handler)
    shown = tool.service("GET", HANDLERS, scopes=(NOTICES,)).json()
    assert shown["notice_handlers"] == [{"notice_type": "LtiContextCopyNotice", "handler": handler}]
    subscribe(tool, "")
    assert tool.service("GET", HANDLERS, scopes=(NOTICES,)).json()["notice_handlers"] == []


def test_a_handler_is_the_tools_own_and_of_a_known_notice(lms, tool):
    assert subscribe(tool, "http://elsewhere/notices").status == 400
    assert subscribe(tool, f"{lms.settings.tool}/n", "LtiOtherNotice").status == 400
    assert tool.service("GET", "/services/notice-handlers/other", scopes=(NOTICES,)).status == 404
    assert tool.service("GET", HANDLERS, scopes=("score",)).status == 403


def test_moodle_sends_no_notices(lms_with):
    assert SERVICE not in Browser(lms_with("moodle"), "amara-osei").launch()
