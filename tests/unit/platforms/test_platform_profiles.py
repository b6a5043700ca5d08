"""What profiles say, and what the tool tells platforms of itself; judged by a recorded exchange with a real Moodle."""

import json
from pathlib import Path
from typing import Any

import pytest

from lti_npq.platforms.door import Answer
from lti_npq.platforms.dynamic_registration import register_tool
from lti_npq.platforms.openid_configuration import PlatformConfiguration, read_configuration
from lti_npq.platforms.profiles import CANVAS, MOODLE, OTHER, PROFILES, SCOPES_IN_WORDS, profile_of, recognised
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.tool_configuration import registration_payload
from registering_platform import AGS, TOOL, as_json, canvas, faults

RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "moodle-4.5"
MOODLE_SITE = "http://127.0.0.1:8400"
TOOL_SITE = "https://npq.example.org:8443"


class RecordedMoodle:
    """A door behind which a recorded Moodle gives the answers that it gave."""

    def __init__(self) -> None:
        if not RECORDED.is_dir():
            pytest.skip("the recorded exchanges are not beside this checkout")
        self.exchange: dict[str, Any] = json.loads((RECORDED / "registration-exchange.json").read_text())

    def request(self, method: str, url: str, **_: Any) -> Answer:
        if method == "GET":
            return Answer(200, {}, (RECORDED / "openid-configuration.json").read_bytes())
        return Answer(self.exchange["status"], self.exchange["headers"], self.exchange["body"].encode())


@pytest.fixture
def recorded() -> RecordedMoodle:
    return RecordedMoodle()


@pytest.fixture
def moodle(recorded: RecordedMoodle) -> PlatformConfiguration:
    url = f"{MOODLE_SITE}/mod/lti/openid-configuration.php"
    return read_configuration(recorded, url, "token", allows_private=True)  # type: ignore[arg-type]


def test_the_recorded_moodle_is_understood(moodle: PlatformConfiguration) -> None:
    assert (moodle.profile, moodle.issuer) == (MOODLE, MOODLE_SITE)
    assert moodle.registration_url == f"{MOODLE_SITE}/mod/lti/openid-registration.php"
    assert moodle.placements == {"ContentArea"}
    assert moodle.service_hosts == []


def test_the_payload_has_everything_that_the_recorded_moodle_was_given(
    moodle: PlatformConfiguration, recorded: RecordedMoodle
) -> None:
    payload = registration_payload(TOOL_SITE, moodle)
    assert faults(payload) == []
    for name in ("application_type", "response_types", "grant_types", "token_endpoint_auth_method"):
        assert payload[name] == recorded.exchange["request"][name]
    assert set(payload["scope"].split()) == set(recorded.exchange["request"]["scope"].split())
    tool = payload[TOOL]
    assert tool["domain"] == "npq.example.org:8443"
    assert tool["custom_parameters"] == {"context_history": "$Context.id.history"}
    assert [message["type"] for message in tool["messages"]] == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]


def test_the_recorded_answer_is_understood(moodle: PlatformConfiguration, recorded: RecordedMoodle) -> None:
    made = register_tool(recorded, TOOL_SITE, moodle, "token")  # type: ignore[arg-type]
    assert (made.client_id, made.deployment_id) == ("MHqm97UOLZyLpZs", "2")
    assert list(made.refused_scopes) == []


def canvas_configuration(**own: Any) -> PlatformConfiguration:
    lms = canvas(own=own)
    return read_configuration(lms, lms.configuration_url, "one.time.token", allows_private=False)  # type: ignore[arg-type]


def test_canvas_is_asked_for_the_placements_that_it_offers_only() -> None:
    offered = {"type": "LtiDeepLinkingRequest", "placements": ["assignment_selection", "editor_button"]}
    own = {"product_family_code": "canvas", "messages_supported": [offered, {"type": "LtiSubmissionReviewRequest"}]}
    platform = canvas_configuration(**{"https://purl.imsglobal.org/spec/lti-platform-configuration": own})
    messages = registration_payload(TOOL_SITE, platform)[TOOL]["messages"]
    [linking] = [message for message in messages if message["type"] == "LtiDeepLinkingRequest"]
    assert linking["placements"] == ["assignment_selection"]
    assert {"type": "LtiSubmissionReviewRequest"} in messages


def test_only_scopes_that_the_platform_has_are_asked_for() -> None:
    assert registration_payload(TOOL_SITE, canvas_configuration(scopes_supported=[AGS + "score", "x"]))["scope"] == (
        AGS + "score"
    )
    everything = registration_payload(TOOL_SITE, canvas_configuration(scopes_supported=None))["scope"].split()
    assert everything == list(CANVAS.scopes)


def test_the_registration_token_goes_along_both_times() -> None:
    lms = canvas()
    platform = read_configuration(lms, lms.configuration_url, "one.time.token", allows_private=False)  # type: ignore[arg-type]
    register_tool(lms, TOOL_SITE, platform, "one.time.token")  # type: ignore[arg-type]
    assert [headers["Authorization"] for headers, _ in lms.sent] == ["Bearer one.time.token"] * 2


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.key)
def test_every_scope_can_be_put_into_words(profile: Any) -> None:
    assert set(profile.scopes) <= set(SCOPES_IN_WORDS)


def test_a_key_that_nobody_knows_means_any_conforming_platform() -> None:
    assert (profile_of("moodle"), profile_of("canvas"), profile_of("sakai")) == (MOODLE, CANVAS, OTHER)


def test_a_shared_issuer_says_more_than_a_name() -> None:
    assert recognised(issuer="https://canvas.beta.instructure.com", family_code="moodle") is CANVAS
    assert recognised(issuer="https://moodle.example.org", family_code="Moodle") is MOODLE
    assert recognised(issuer="https://lms.example.org") is None


REGISTRATION = Registration(
    1,
    "https://canvas.instructure.com",
    "c",
    "https://sso.canvaslms.com/auth",
    "https://sso.canvaslms.com/token",
    "https://sso.canvaslms.com/jwks",
    "canvas",
    frozenset({"school.instructure.com"}),
)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://school.instructure.com/api/lti/courses/1/line_items", True),
        ("https://SCHOOL.instructure.com/api", True),
        ("https://canvas.instructure.com/api", True),
        ("https://sso.canvaslms.com/x", True),
        ("https://other.instructure.com/api", False),
        ("https://school.instructure.com.evil.example/api", False),
        ("https://school.instructure.com:8443/api", False),
        ("http://school.instructure.com/api", False),
    ],
)
def test_a_token_goes_to_hosts_that_somebody_vouched_for_only(url: str, own: bool) -> None:
    assert REGISTRATION.has_services_at(url) is own


def test_an_answer_without_scopes_is_not_taken_for_a_refusal() -> None:
    lms = canvas(answer=as_json(201, {"client_id": "1"}))
    platform = canvas_configuration()
    assert list(register_tool(lms, TOOL_SITE, platform, "").refused_scopes) == []  # type: ignore[arg-type]
