"""What is particular about a product and was not recorded: each test is a sentence about it."""

import json
import re
from contextlib import nullcontext
from dataclasses import replace

import pytest
from scripted_tool import LTI, Browser

from lti_npq.demo_lms.courses import Activity
from lti_npq.demo_lms.keys import _require_public
from lti_npq.demo_lms.presets import habits_for

AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
STORAGE = "lti_storage_target"
HISTORY = {"course": "$Context.id.history", "link": "$ResourceLink.id.history"}


def custom_of(lms, **custom: str) -> dict[str, str]:
    """Launch an activity with these custom parameters; returns those that arrive."""
    lms.store.courses.add_activities([Activity("npqh-autumn", "own", "Own", "", custom)])
    return Browser(lms, "amara-osei").launch(activity="own")[f"{LTI}custom"]


def test_moodle_wraps_its_message_hint_in_json(lms_with):
    login = Browser(lms_with("moodle"), "amara-osei").begin()
    assert set(json.loads(login.fields["lti_message_hint"])) == {"cmid", "launchid"}


def test_moodle_answers_a_reload_with_a_page(lms_with):
    amara = Browser(lms_with("moodle"), "amara-osei")
    login = amara.begin()
    assert "id_token" in amara.answer_to(login).fields
    again = amara.authorize(login)
    assert (again.status_code, "Invalid request" in again.text) == (400, True)


def test_moodle_sends_an_audience_of_text_and_a_token_for_a_minute(lms_with):
    claims = Browser(lms_with("moodle"), "amara-osei").launch()
    assert claims["aud"] == "demo-lti-npq"
    assert claims["exp"] - claims["iat"] == 60


def test_moodle_calls_every_deployment_by_the_tools_number(lms_with):
    lms = lms_with("moodle")
    amara = Browser(lms, "amara-osei")
    assert amara.begin().fields["lti_deployment_id"] == amara.launch()[f"{LTI}deployment_id"] == "1"
    registered = lms.store.tools.add(replace(lms.store.tools.numbered(1), client_id="another"))
    assert registered.deployment_id == "2"


def test_moodle_loses_lines_and_sends_keys_twice_as_text(lms_with):
    found = custom_of(lms_with("moodle"), Two="first\nsecond", deadline="$ResourceLink.submission.endDateTime")
    assert found["Two"] == found["two"] == "first"
    assert found["deadline"] == "$ResourceLink.submission.endDateTime"


@pytest.mark.parametrize(("like", "wins"), [("plain", "the link's"), ("moodle", ""), ("canvas", "the link's")])
def test_moodle_has_the_tools_own_parameters_override_a_links(lms_with, like, wins):
    # The tool's own parameter is the course's history: this course has none.
    assert custom_of(lms_with(like), context_history="the link's")["context_history"] == wins


@pytest.mark.parametrize(("like", "known"), [("plain", True), ("moodle", False), ("canvas", True)])
def test_moodle_does_not_know_a_links_history(lms_with, like, known):
    found = custom_of(lms_with(like), **HISTORY)
    assert found["course"] == ""
    assert (found["link"] == "") is known


def test_canvas_leaves_what_it_does_not_know_as_it_is(lms_with):
    found = custom_of(lms_with("canvas"), id="$Canvas.assignment.id", course="$Canvas.course.id")
    assert (found["id"], found["course"]) == ("$Canvas.assignment.id", "npqh-autumn")


def test_moodle_has_an_assistant_teach_at_launch(lms_with):
    claims = Browser(lms_with("moodle"), "joseph-adeyemi").launch()
    assert claims[f"{LTI}roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]


def test_canvas_says_roles_of_the_institution_and_the_system_too(lms_with):
    roles = Browser(lms_with("canvas"), "amara-osei").launch()[f"{LTI}roles"]
    assert roles == [
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student",
        "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#User",
    ]


def test_canvas_calls_itself_what_all_customers_are_called(lms_with):
    lms = lms_with("canvas")
    helen = Browser(lms, "helen-marsh")
    assert helen.begin().fields["iss"] == helen.launch()["iss"] == "https://canvas.instructure.com"
    assert lms.address == f"http://127.0.0.1:{lms.settings.port}"
    assert Browser(lms_with("canvas", shared_issuer=False), "helen-marsh").launch()["iss"].startswith("http://127.")


@pytest.mark.parametrize("site", ["prod", "beta", "test"])
def test_canvas_has_a_beta_and_a_test_site_with_issuers_of_their_own(lms_with, site):
    lms = lms_with("canvas", environment=habits_for("canvas", (f"environment={site}",)).environment)
    amara, part = Browser(lms, "amara-osei"), "" if site == "prod" else f"{site}."
    login = amara.begin()
    assert login.fields["canvas_environment"] == site
    assert login.fields["iss"] == amara.claims_of(login)["iss"] == f"https://canvas.{part}instructure.com"
    # A site of one's own is a beta site at most by name.
    own = lms_with("canvas", environment=lms.settings.habits.environment, shared_issuer=False)
    assert Browser(own, "amara-osei").begin().fields["iss"] == own.address


def test_canvas_names_its_storage_frame_region_and_environment(lms_with):
    lms = lms_with("canvas")
    amara = Browser(lms, "amara-osei")
    fields = amara.begin().fields
    assert fields[STORAGE] == "post_message_forwarding"
    assert {"canvas_region", "canvas_environment"} <= set(fields)
    page = amara.client.get("/courses/npqh-autumn/activities/implementation").text
    assert re.search(r'<iframe[^>]* name="post_message_forwarding"', page)
    assert STORAGE not in amara.begin(query="?target=window").fields


def test_canvas_apps_name_a_storage_frame_and_listen_to_nothing(lms_with):
    lms = lms_with("canvas", deaf_to_messages=True)
    amara = Browser(lms, "amara-osei")
    for query in ("", "?target=window"):
        assert amara.begin(query=query).fields[STORAGE] == "post_message_forwarding"
    page = amara.client.get("/courses/npqh-autumn/activities/implementation").text
    assert 'name="post_message_forwarding"' in page
    for shown in (page, amara.client.get(lms.settings.storage_frame_url).text):
        assert "<script" not in shown


def test_an_lms_may_keep_data_in_the_page_around_the_tool(lms_with):
    amara = Browser(lms_with(platform_storage=True), "amara-osei")
    assert amara.begin().fields[STORAGE] == "_parent"
    page = amara.client.get("/courses/npqh-autumn/activities/implementation").text
    assert 'data-keeps="_parent"' in page


def test_moodle_keeps_no_data_and_resizes_nothing(lms_with):
    amara = Browser(lms_with("moodle"), "amara-osei")
    assert STORAGE not in amara.begin().fields
    page = amara.client.get("/courses/npqh-autumn/activities/implementation").text
    assert "data-keeps" not in page
    assert "data-resizes" not in page


def test_canvas_sends_the_course_as_link_of_an_ungraded_activity(lms_with):
    amara = Browser(lms_with("canvas"), "amara-osei")
    assert amara.launch(activity="all-modules")[f"{LTI}resource_link"]["id"] == "npqh-autumn"
    assert amara.launch()[f"{LTI}resource_link"]["id"] == "npqh-autumn.implementation"


@pytest.mark.parametrize(
    ("like", "end"),
    [
        ("moodle", "/mod/lti/services.php/npqh-autumn/lineitems/1/lineitem?type_id=1"),
        ("canvas", "/api/lti/courses/npqh-autumn/line_items/1"),
    ],
)
def test_services_are_at_the_products_own_addresses(lms_with, tool_of, like, end):
    lms = lms_with(like)
    endpoint = Browser(lms, "amara-osei").launch()[AGS_CLAIM]
    assert endpoint["lineitem"] == lms.address + end
    address = endpoint["lineitem"].partition("?")[0]
    answer = tool_of(lms).score(address, "2099-01-01T00:00:00Z")
    assert answer.status == 200
    assert lms.store.grades.latest(1)["amara-osei"].given == 7


@pytest.mark.parametrize("like", ["plain", "moodle"])
def test_moodle_names_no_column_that_the_tool_made_for_a_link(lms_with, tool_of, like):
    lms = lms_with(like)
    helen = Browser(lms, "helen-marsh")
    asked = helen.launch(activity="all-modules")[AGS_CLAIM]
    assert "lineitem" not in asked
    body = {"label": "Own", "scoreMaximum": 8, "resourceLinkId": "npqh-autumn.all-modules"}
    made = tool_of(lms).service("POST", asked["lineitems"], body).json()["id"]
    assert helen.launch(activity="all-modules")[AGS_CLAIM]["lineitem"] == ("" if like == "moodle" else made)
    assert helen.launch()[AGS_CLAIM]["lineitem"]
    page = helen.client.get("/courses/npqh-autumn/grades").text
    first, own = [item.number for item in lms.store.grades.line_items("npqh-autumn")]
    assert f"/grades/{first}/amara-osei/review" in page
    assert (f"/grades/{own}/amara-osei/review" in page) is (like == "plain")


def test_moodle_says_an_unreadable_key_set_is_a_page_that_is_not_there(lms_with, tool_of):
    lms = lms_with("moodle")
    object.__setattr__(lms.store.tools._built_in, "jwks_url", "http://localhost:1/jwks")
    answer = tool_of(lms).ask_token()
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (404, "text/html")


@pytest.mark.parametrize("like", ["moodle", "plain"])
def test_an_lms_may_fetch_keys_from_public_addresses_only(lms_with, tool_of, like):
    tool = tool_of(lms_with(like, public_keys_only=True))
    fetched = tool.keys.fetches
    answer = tool.ask_token()
    assert tool.keys.fetches == fetched
    assert answer.status == (404 if like == "moodle" else 401)


@pytest.mark.parametrize(
    ("url", "blocked"),
    [
        ("https://1.1.1.1/jwks", False),
        ("http://1.1.1.1/jwks", False),
        ("https://1.1.1.1:8443/jwks", True),
        ("https://10.0.0.1/jwks", True),
        ("https://127.0.0.1/jwks", True),
        ("https://[::1]/jwks", True),
    ],
)
def test_what_counts_as_public(url, blocked):
    with pytest.raises(OSError, match="is blocked") if blocked else nullcontext():
        _require_public(url)


@pytest.mark.parametrize("name", ["lti_msg", "lti_errormsg"])
def test_moodle_takes_people_back_with_a_message(lms_with, name):
    amara = Browser(lms_with("moodle"), "amara-osei")
    address = amara.launch()[f"{LTI}launch_presentation"]["return_url"]
    page = amara.client.get(f"{address}&{name}=No+way", follow_redirects=True)
    assert "The tool says: No way" in page.text
