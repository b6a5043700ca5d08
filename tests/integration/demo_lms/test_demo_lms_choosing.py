import re
import time
from dataclasses import replace
from html import unescape

import pytest
from scripted_tool import DL, LTI, MEMBERS, NRPS, Browser, Form

AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
CUSTOM_ROSTER = "context_memberships_url"
ADD = "/courses/npqh-autumn/add/1/launch"


def item(title="A module", **more) -> dict:
    return {"type": "ltiResourceLink", "title": title, "custom": {"content": "npqh-2021/x"}, **more}


def graded(maximum, **more) -> dict:
    line_item = {"scoreMaximum": maximum, "resourceId": "fat-1", "tag": "fat", **more}
    return item("Task", lineItem=line_item)


def send(browser, tool, items, course="npqh-autumn", **claims):
    """Choose as a tool does; returns the page that the LMS shows in the frame."""
    request = browser.open(f"/courses/{course}/add/1/launch")
    settings = request[f"{DL}deep_linking_settings"]
    answer = tool.choice(items, settings.get("data"), **claims)
    url = settings["deep_link_return_url"].removeprefix(browser.lms.address)
    return browser.client.post(url, data={"JWT": answer})


def activities(lms) -> list:
    return list(lms.store.courses.find("npqh-autumn").activities)[2:]


def columns_of(lms, activity) -> list:
    return lms.store.grades.line_items("npqh-autumn", {"resource_link_id": activity.resource_link_id})


@pytest.fixture
def moodle(lms_with):
    return lms_with("moodle")


def test_a_facilitator_opens_the_tools_choice_from_the_course(helen, amara):
    assert "Add from lti-npq" in helen.client.get("/courses/npqh-autumn").text
    assert "Add from lti-npq" not in amara.client.get("/courses/npqh-autumn").text
    assert f'src="{ADD}"' in helen.client.get("/courses/npqh-autumn/add/1").text
    assert amara.client.get(ADD).status_code == 403


def test_a_choice_becomes_activities_in_order(lms, helen, tool):
    items = [item("First", text="Words", url="http://localhost:1/launch?x=1"), graded(50), item("Last")]
    page = send(helen, tool, items)
    assert "3 activities added" in page.text
    assert "Switch person" not in page.text, "the page around the frame has a header already"
    assert [one.title for one in activities(lms)] == ["First", "Task", "Last"]
    assert [one.description for one in activities(lms)] == ["Words", "", ""]
    assert dict(activities(lms)[0].custom) == {"content": "npqh-2021/x"}
    [column] = lms.store.grades.line_items("npqh-autumn", {"resource_id": "fat-1"})
    assert (column.maximum, column.tag, column.made_with_activity) == (50, "fat", True)


def test_an_activity_that_was_added_can_be_opened(lms, helen, amara, tool):
    send(helen, tool, [graded(50), item("Elsewhere", url="http://localhost:1/launch?x=1")])
    task, elsewhere = activities(lms)
    claims = amara.launch(activity=task.key)
    assert claims[f"{LTI}custom"]["content"] == "npqh-2021/x"
    assert "lineitem" in claims[AGS_CLAIM]
    assert amara.begin(activity=elsewhere.key).fields["target_link_uri"] == "http://localhost:1/launch?x=1"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"aud": "http://elsewhere"},
        {"exp": time.time() - 3600},
        {"nonce": None},
        {"iat": None},
        {f"{LTI}message_type": "LtiResourceLinkRequest"},
        {f"{LTI}version": "1.1"},
        {f"{LTI}deployment_id": "other"},
        {f"{DL}data": "other"},
    ],
)
def test_an_answer_that_is_not_the_tools_to_this_request_is_refused(lms, helen, tool, claims):
    page = send(helen, tool, [item()], **claims)
    assert page.status_code == 400
    assert "answer is refused" in page.text
    assert activities(lms) == []


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
@pytest.mark.parametrize("kid", [None, "unheard-of"])
def test_an_answer_names_the_key_it_is_signed_with(lms_with, tool_of, like, kid):
    lms = lms_with(like)
    page = send(Browser(lms, "helen-marsh"), tool_of(lms), [item()], kid=kid)
    assert (page.status_code, "answer is refused" in page.text) == (400, True)
    assert activities(lms) == []


def test_nonsense_for_an_answer_is_refused(lms, helen):
    settings = helen.open(ADD)[f"{DL}deep_linking_settings"]
    url = settings["deep_link_return_url"].removeprefix(lms.address)
    assert helen.client.post(url, data={"JWT": "nonsense"}).status_code == 400


def test_a_choice_is_taken_once(lms, helen, tool):
    settings = helen.open(ADD)[f"{DL}deep_linking_settings"]
    url = settings["deep_link_return_url"].removeprefix(lms.address)
    answer = {"JWT": tool.choice([item()], settings["data"])}
    assert helen.client.post(url, data=answer).status_code == 200
    assert helen.client.post(url, data=answer).status_code == 400
    assert len(activities(lms)) == 1


def test_an_answer_without_the_cookie_is_posted_again_from_the_lms_itself(lms, helen, tool):
    settings = helen.open(ADD)[f"{DL}deep_linking_settings"]
    url = settings["deep_link_return_url"].removeprefix(lms.address)
    repost = Form(Browser(lms, None).client.post(url, data={"JWT": tool.choice([item()], settings["data"])}).text)
    assert repost.action == url
    assert "1 activity added" in helen.client.post(repost.action, data=repost.fields).text


def test_another_facilitator_cannot_use_a_choice(lms, helen, browser_of, tool):
    settings = helen.open(ADD)[f"{DL}deep_linking_settings"]
    url = settings["deep_link_return_url"].removeprefix(lms.address)
    answer = {"JWT": tool.choice([item()], settings["data"])}
    assert browser_of("joseph-adeyemi").client.post(url, data=answer).status_code == 400
    assert browser_of("amara-osei").client.post(url, data=answer).status_code == 403


def test_a_message_of_the_tool_comes_with_an_empty_choice(helen, tool):
    page = send(helen, tool, [], **{f"{DL}msg": "Nothing chosen <b>"}).text
    assert "Nothing was added" in page
    assert "Nothing chosen &lt;b&gt;" in page


def test_links_and_texts_are_left_out(lms, helen, tool):
    page = send(helen, tool, [{"type": "link", "url": "http://x"}, {"type": "html", "html": "x"}, item(), "odd"]).text
    assert "3 items were left out" in page
    assert len(activities(lms)) == 1


@pytest.mark.parametrize(
    ("broken", "target"),
    [({"type": "link", "url": "http://x"}, "http://x"), ({"type": "html", "html": "x"}, "{tool}/lti/launch")],
)
def test_moodle_makes_broken_activities_of_links_and_texts(moodle, tool_of, broken, target):
    page = send(Browser(moodle, "helen-marsh"), tool_of(moodle), [broken, item()]).text
    assert "2 activities added" in page
    made = activities(moodle)[0]
    amara = Browser(moodle, "amara-osei")
    assert amara.begin(activity=made.key).fields["target_link_uri"] == target.format(tool=moodle.settings.tool)
    assert "content" not in amara.launch(activity=made.key)[f"{LTI}custom"]


def test_moodle_takes_what_it_honours_of_an_item(moodle, tool_of):
    review = {"url": "http://localhost:1/launch?review=1"}
    send(
        Browser(moodle, "helen-marsh"),
        tool_of(moodle),
        [graded(50, submissionReview=review) | {"text": "Words", "url": "http://localhost:1/launch?x=1"}],
    )
    [made] = activities(moodle)
    claims = Browser(moodle, "amara-osei").launch(activity=made.key)
    assert claims[f"{LTI}resource_link"] == {"id": made.resource_link_id, "title": "Task", "description": "Words"}
    assert claims[f"{LTI}target_link_uri"] == "http://localhost:1/launch?x=1"
    assert claims[f"{LTI}custom"]["content"] == "npqh-2021/x"
    [column] = columns_of(moodle, made)
    assert (column.maximum, column.resource_id, column.tag, column.review) == (50, "fat-1", "fat", review)


def test_moodle_ignores_labels_targets_and_dates_of_an_item(moodle, tool_of):
    dates = {"startDateTime": "2026-12-01T00:00:00Z", "endDateTime": "2026-12-31T00:00:00Z"}
    targets = {"iframe": {"width": 300, "height": 200}, "window": {"targetName": "elsewhere"}}
    more = graded(50, label="Another name", **dates) | targets | {"available": dates, "submission": dates}
    send(Browser(moodle, "helen-marsh"), tool_of(moodle), [graded(50), more])
    plain, made = activities(moodle)
    assert replace(made, key=plain.key) == plain
    [bare], [column] = columns_of(moodle, plain), columns_of(moodle, made)
    assert column.label == "Task"
    assert replace(column, number=bare.number, resource_link_id=bare.resource_link_id) == bare
    claims = Browser(moodle, "amara-osei").launch(activity=made.key)
    assert claims[f"{LTI}launch_presentation"]["document_target"] == "iframe"


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
def test_an_item_without_a_line_item_has_no_column(lms_with, tool_of, like):
    lms = lms_with(like)
    before = lms.store.grades.line_items("npqh-autumn")
    send(Browser(lms, "helen-marsh"), tool_of(lms), [item("First"), graded(50), item("Last")])
    first, task, last = activities(lms)
    [column] = columns_of(lms, task)
    assert lms.store.grades.line_items("npqh-autumn") == [*before, column]
    for one in (first, last):
        assert "lineitem" not in Browser(lms, "amara-osei").launch(activity=one.key)[AGS_CLAIM]


def test_moodle_says_where_the_roster_is_once_the_course_uses_the_tool(moodle, tool_of):
    autumn = moodle.store.courses.find("npqh-autumn")
    moodle.store.courses.add(replace(autumn, id="unused", activities=()))
    helen, tool = Browser(moodle, "helen-marsh"), tool_of(moodle)
    first = helen.open("/courses/unused/add/1/launch")
    assert ROSTER not in first
    assert CUSTOM_ROSTER not in first[f"{LTI}custom"]
    send(helen, tool, [item()], course="unused")
    second = helen.open("/courses/unused/add/1/launch")
    address = second[ROSTER][CUSTOM_ROSTER]
    assert second[f"{LTI}custom"][CUSTOM_ROSTER] == address
    assert tool.service("GET", address, accepts=MEMBERS, scopes=(NRPS,)).status == 200


@pytest.mark.parametrize("maximum", [0, 150, 7.5, "100", None])
def test_moodle_wants_a_whole_maximum_up_to_100(moodle, tool_of, maximum):
    tool, helen = tool_of(moodle), Browser(moodle, "helen-marsh")
    alone = send(helen, tool, [graded(maximum)])
    assert (alone.status_code, "whole number from 1 to 100" in alone.text) == (400, True)
    assert activities(moodle) == []
    among = send(helen, tool, [graded(maximum), item()])
    assert "no grades" in among.text
    [column] = moodle.store.grades.line_items("npqh-autumn", {"resource_id": "fat-1"})
    assert not column.takes_grades


def test_a_title_is_cut_at_255(lms, helen, tool):
    send(helen, tool, [item("x" * 300)])
    assert len(activities(lms)[0].title) == 255


@pytest.mark.parametrize("like", ["plain", "moodle"])
def test_an_activitys_icon_stands_beside_its_title_in_copies_too(lms_with, tool_of, like):
    lms = lms_with(like)
    helen = Browser(lms, "helen-marsh")
    icon = {"url": "http://localhost:1/icon.png?a=1&b=2", "width": 50, "height": 50}
    send(helen, tool_of(lms), [item("Drawn", icon=icon), item("Plain")])
    assert [one.icon for one in activities(lms)] == [icon["url"], None]
    copied = helen.client.post("/courses/npqh-autumn/copy").location
    for page in ("/courses/npqh-autumn", copied):
        [address] = re.findall(r'<img class="icon" src="([^"]+)" alt=""> Drawn', helen.client.get(page).text)
        assert unescape(address) == icon["url"]


@pytest.mark.parametrize("icon", ["http://localhost:1/i.png", {}, {"url": None}, {"url": "javascript:alert(1)"}, ["x"]])
def test_what_is_no_icon_is_left_out(lms, helen, tool, icon):
    assert "1 activity added" in send(helen, tool, [item(icon=icon)]).text
    assert activities(lms)[0].icon is None


def test_tools_that_are_not_there_offer_nothing(helen):
    assert helen.client.get("/courses/npqh-autumn/add/9").status_code == 404
    assert helen.client.get("/courses/npqh-autumn/add/9/launch").status_code == 404


def test_a_facilitator_opens_one_submission_in_the_tool(lms, helen, tool):
    review = {"url": "http://localhost:1/launch?review=1", "custom": {"rv": "1"}}
    send(helen, tool, [graded(50, submissionReview=review)])
    [column] = lms.store.grades.line_items("npqh-autumn", {"resource_id": "fat-1"})
    page = f"/courses/npqh-autumn/grades/{column.number}/amara-osei/review"
    assert page in helen.client.get("/courses/npqh-autumn/grades").text
    assert helen.client.get(page).status_code == 200
    claims = helen.open(f"{page}/launch")
    assert claims[f"{LTI}message_type"] == "LtiSubmissionReviewRequest"
    assert claims[f"{LTI}for_user"] == {"user_id": "amara-osei"}
    assert claims[f"{LTI}target_link_uri"] == review["url"]
    assert claims[f"{LTI}custom"]["rv"] == "1"
    assert claims[AGS_CLAIM]["lineitem"].endswith(f"/{column.number}/lineitem")


@pytest.mark.parametrize(("person", "status"), [("amara-osei", 403), ("robin-vale", 403)])
def test_only_facilitators_open_submissions(browser_of, person, status):
    page = "/courses/npqh-autumn/grades/1/amara-osei/review"
    assert browser_of(person).client.get(page).status_code == status
    assert browser_of(person).client.get(f"{page}/launch").status_code == status


@pytest.mark.parametrize("path", ["99/amara-osei", "1/ellis-grant", "1/nobody"])
def test_submissions_of_strangers_are_not_found(helen, path):
    assert helen.client.get(f"/courses/npqh-autumn/grades/{path}/review/launch").status_code == 404
