"""A sign-on on a host apart from the courses', which Canvas has."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from scripted_tool import Browser, Form

from lti_npq.demo_lms import DemoSettings, Habits, StartError
from lti_npq.demo_lms.presets import PRESETS

SERVICES = ["/services/courses/npqh-autumn/lineitems", "/services/courses/npqh-autumn/members/1"]
OF_THE_COURSES = ["/", "/courses", "/.well-known/openid-configuration", "/xapi/about", "/lti/answer", *SERVICES]


@pytest.fixture(params=["canvas", "plain"])
def lms(request, lms_with):
    return lms_with(request.param, separate_sign_on=True)


@pytest.fixture
def amara(lms):
    return Browser(lms, "amara-osei")


def own_site(settings: DemoSettings, url: str) -> str:
    """Return the same address at the courses' host."""
    return settings.address + urlsplit(url).path


def test_canvas_signs_people_on_at_a_host_of_its_own(lms_with):
    at = lms_with("canvas").settings
    assert at.address == f"http://127.0.0.1:{at.port}"
    assert at.authorize_url == f"http://localhost:{at.port}/api/lti/authorize_redirect"
    assert at.token_url == f"http://localhost:{at.port}/login/oauth2/token"
    assert at.jwks_url == f"http://localhost:{at.port}/api/lti/security/jwks"


def test_the_courses_host_answers_nothing_of_sign_on(lms, tool):
    at = lms.settings
    for url in (at.authorize_url, at.jwks_url, at.storage_frame_url):
        assert tool.http("GET", own_site(at, url)).status == 404
    assert tool.http("POST", own_site(at, at.token_url)).status == 404
    assert tool.http("GET", f"{lms.address}/lti/jwks").data.decode() == (
        f"Not found at this host; it is at http://localhost:{at.port}."
    )


@pytest.mark.parametrize("path", OF_THE_COURSES)
def test_sign_ons_host_answers_nothing_of_the_courses(lms, tool, path):
    answer = tool.http("GET", lms.settings.sign_on_address + path, redirect=False)
    assert answer.status == 404
    assert tool.http("GET", path, redirect=False).status != 404


def test_sign_on_leads_to_the_courses_host_with_all_that_the_tool_sent(lms, amara):
    asked = {"client_id": "demo-lti-npq", "nonce": "a b&c", "state": "ü"}
    for page in (
        amara.client.get(lms.settings.authorize_url, query_string=asked),
        amara.client.post(lms.settings.authorize_url, data=asked),
    ):
        assert page.status_code == 302
        address, _, query = page.location.partition("?")
        assert address == lms.address + lms.settings.addresses.answer
        assert {name: values[0] for name, values in parse_qs(query).items()} == asked


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_launch_goes_through_both_hosts(amara, method):
    answer = amara.answer_to(amara.begin(), method)
    assert "id_token" in answer.fields
    assert amara.launch()["sub"] == "amara-osei"


def test_a_request_without_the_cookie_is_repeated_at_the_courses_host(lms, amara):
    repost = Browser(lms, None).answer_to(amara.begin())
    assert repost.action == lms.settings.addresses.answer
    assert "id_token" in Form(amara.client.post(lms.address + repost.action, data=repost.fields).text).fields


def test_an_access_token_is_for_the_audience_of_sign_on_and_opens_the_services(lms, tool):
    assert tool.service("GET", "/services/courses/npqh-autumn/lineitems").status == 200
    foreign = tool.assertion(aud=own_site(lms.settings, lms.settings.token_url))
    assert tool.ask_token(client_assertion=foreign).status == 401


def test_the_frame_that_keeps_data_is_on_sign_ons_host_inside_the_courses_page(lms_with, tool_of):
    lms = lms_with("canvas")
    amara = Browser(lms, "amara-osei")
    page = amara.client.get("/courses/npqh-autumn/activities/implementation").text
    source = unescape(re.search(r'<iframe[^>]* name="post_message_forwarding"[^>]* src="([^"]+)"', page)[1])
    assert source == lms.settings.storage_frame_url == f"{lms.settings.sign_on_address}/post_message_forwarding"
    frame = amara.client.get(source)
    assert frame.headers["Content-Security-Policy"] == f"frame-ancestors {lms.address}"
    [script] = re.findall(r'src="([^"]+)"', frame.text)
    assert tool_of(lms).http("GET", lms.settings.sign_on_address + script).status == 200


def test_a_canvas_of_ones_own_has_all_on_one_host(lms_with):
    lms = lms_with("canvas", separate_sign_on=False)
    assert lms.settings.authorize_url == f"{lms.address}/api/lti/authorize_redirect"
    assert lms.settings.storage_frame_url == f"{lms.address}/post_message_forwarding"
    assert Browser(lms, "amara-osei").launch()["sub"] == "amara-osei"


def test_it_listens_where_localhost_leads():
    with pytest.raises(StartError, match="listens at 127"):
        DemoSettings(host="127.0.0.2", habits=PRESETS["canvas"])
    assert DemoSettings(host="127.0.0.2", habits=Habits()).sign_on_address == "http://127.0.0.2:8501"
