"""The LMS's clock may be wrong: whatever it says and judges goes by its own."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import jwt
import pytest
from scripted_tool import AGS, LTI, Browser

from lti_npq.platforms.door import Door
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_tokens import ServiceTokens

ITEMS = "/services/courses/npqh-autumn/lineitems"


def seconds_from_now(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime.now(UTC)).total_seconds()


def later(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


@pytest.mark.parametrize("ahead", [0, 300, -300])
def test_tokens_and_answers_are_dated_by_the_lms_clock(lms_with, tool_of, ahead):
    lms = lms_with(clock_ahead=ahead)
    amara = Browser(lms, "amara-osei")
    token = amara.answer_to(amara.begin()).fields["id_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["iat"] - time.time() == pytest.approx(ahead, abs=20)
    assert claims["exp"] - claims["iat"] == 60
    dated = parsedate_to_datetime(tool_of(lms).http("GET", "/lti/jwks").headers["Date"])
    assert (dated - datetime.now(UTC)).total_seconds() == pytest.approx(ahead, abs=20)


@pytest.mark.parametrize(
    ("like", "ahead", "status"),
    [
        ("plain", 0, 200),
        ("plain", 120, 401),
        ("plain", -120, 401),
        ("moodle", 0, 200),
        ("moodle", 120, 400),
        ("moodle", -120, 400),
    ],
)
def test_an_assertion_is_over_or_too_early_by_the_lms_clock(lms_with, tool_of, like, ahead, status):
    assert tool_of(lms_with(like, clock_ahead=ahead)).ask_token().status == status


@pytest.mark.parametrize("times", [{"exp": "soon"}, {"exp": float("inf")}, {"nbf": time.time() + 3600}])
def test_a_time_that_is_none_or_not_yet_is_refused(tool, times):
    assert tool.ask_token(client_assertion=tool.assertion(**times)).status == 401


@pytest.mark.parametrize(("ahead", "status"), [(0, 200), (600, 400), (-600, 400)])
def test_a_choice_of_content_is_judged_by_the_lms_clock(lms_with, tool_of, ahead, status):
    lms = lms_with(clock_ahead=ahead)
    tool, helen = tool_of(lms), Browser(lms, "helen-marsh")
    begun = helen.begin_at("/courses/npqh-autumn/add/1/launch")
    token = helen.answer_to(begun).fields["id_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    data = claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"]
    answer = helen.client.post(data["deep_link_return_url"], data={"JWT": tool.choice([], data["data"])})
    assert answer.status_code == status


def test_moodle_counts_a_score_against_its_own_clock(lms_with, tool_of):
    # Its clock is close enough for the token to be granted, and far enough for the next score to come too early.
    lms = lms_with("moodle", clock_ahead=30)
    tool = tool_of(lms)
    [column] = tool.service("GET", ITEMS, accepts="application/vnd.ims.lis.v2.lineitemcontainer+json").json()
    address = column["id"].partition("?")[0]
    assert tool.score(address, later(0)).status == 200
    assert seconds_from_now(lms.store.grades.history(1)[0].received) == pytest.approx(30, abs=20)
    assert tool.score(address, later(1), scoreGiven=8).status == 409
    assert tool.score(address, later(60), scoreGiven=9).status == 200


@pytest.mark.parametrize("ahead", [7200, -7200])
def test_a_registration_token_is_good_for_its_hour_by_any_clock(lms_with, ahead):
    lms = lms_with("canvas", clock_ahead=ahead)
    sam = Browser(lms, "sam-whitlock")
    page = sam.client.get("/admin/tools/add?address=http://localhost:1/register").text
    token = page.partition("registration_token=")[2].partition('"')[0]
    answer = sam.client.get(lms.settings.configuration_url, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_a_notice_says_when_by_the_lms_clock(lms_with, tool_of):
    # Not so far off that the tool gets no token.
    lms = lms_with(clock_ahead=40)
    tool = tool_of(lms)
    body = {"notice_type": "LtiContextCopyNotice", "handler": f"{lms.settings.tool}/lti/notices"}
    tool.service(
        "PUT",
        "/services/notice-handlers/demo-1",
        body,
        sends="application/json",
        scopes=("https://purl.imsglobal.org/spec/lti/scope/noticehandlers",),
    )
    tool.keys.notices.clear()
    Browser(lms, "helen-marsh").client.post("/courses/npqh-autumn/copy")
    [sent] = tool.keys.notices.pop()["notices"]
    claims = jwt.decode(sent["jwt"], options={"verify_signature": False})
    assert seconds_from_now(claims[f"{LTI}notice"]["timestamp"]) == pytest.approx(40, abs=20)


@pytest.mark.parametrize("like", ["plain", "moodle"])
@pytest.mark.parametrize("ahead", [-45, 0, 45])
def test_our_own_tool_gets_a_token_whatever_the_clock_shows(lms_with, tool_of, like, ahead):
    lms = lms_with(like, clock_ahead=ahead)
    at, tool = lms.settings, tool_of(lms)
    registration = Registration(1, at.issuer, "demo-lti-npq", at.authorize_url, at.token_url, at.jwks_url)
    tokens = ServiceTokens(Door(allows_private=True), lambda claims: tool.assertion(**claims))
    assert tokens.get(registration, [f"{AGS}score"])
