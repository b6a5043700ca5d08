import time

import jwt
import pytest
from scripted_tool import Browser, Form

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


def test_a_launch_begins_with_a_form_for_the_tools_login_address(lms, amara):
    login = amara.begin()
    assert login.action == f"{lms.settings.tool}/lti/login"
    assert login.fields.pop("lti_message_hint")
    assert login.fields == {
        "iss": lms.address,
        "target_link_uri": f"{lms.settings.tool}/lti/launch",
        "login_hint": "amara-osei",
        "client_id": "demo-lti-npq",
        "lti_deployment_id": "demo-1",
    }


def test_the_id_token_says_who_where_and_what(lms, amara):
    claims = amara.launch()
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (lms.address, "demo-lti-npq", "n-1")
    assert "azp" not in claims
    assert claims["exp"] - claims["iat"] == 60
    assert (claims["sub"], claims["name"]) == ("amara-osei", "Amara Osei")
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{LTI}deployment_id"] == "demo-1"
    assert claims[f"{LTI}roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]
    assert claims[f"{LTI}context"]["id"] == "npqh-autumn"
    assert claims[f"{LTI}resource_link"]["id"] == "npqh-autumn.implementation"
    assert claims[f"{LTI}custom"]["content"] == "npqh-2021/implementation"
    assert claims[f"{LTI}launch_presentation"]["document_target"] == "iframe"
    assert claims[f"{LTI}target_link_uri"] == f"{lms.settings.tool}/lti/launch"


def test_only_a_link_with_one_grade_column_names_its_line_item(amara):
    assert "lineitem" in amara.launch()[AGS]
    assert "lineitem" not in amara.launch(activity="all-modules")[AGS]


def test_a_launch_in_a_new_tab_says_window(amara):
    claims = amara.launch(query="?target=window")
    assert claims[f"{LTI}launch_presentation"]["document_target"] == "window"


@pytest.mark.parametrize(
    ("person", "course", "role"),
    [
        ("helen-marsh", "npqh-autumn", "membership#Instructor"),
        ("joseph-adeyemi", "npqh-autumn", "Instructor#TeachingAssistant"),
        ("joseph-adeyemi", "npqh-spring", "membership#Instructor"),
        ("robin-vale", "npqh-autumn", "institution/person#Guest"),
    ],
)
def test_roles_belong_to_the_course(browser_of, person, course, role):
    assert browser_of(person).launch(course=course)[f"{LTI}roles"][-1].endswith(role)


def test_state_comes_back_beside_the_token(lms, amara):
    answer = amara.answer_to(amara.begin(), state="x" * 40)
    assert answer.action == f"{lms.settings.tool}/lti/launch"
    assert answer.fields["state"] == "x" * 40


def test_a_message_hint_works_once(amara):
    login = amara.begin()
    assert "id_token" in amara.answer_to(login).fields
    assert amara.answer_to(login).fields["error"] == "invalid_request"


def test_a_message_hint_of_somebody_else_is_refused(amara, browser_of):
    stolen = amara.begin()
    answer = browser_of("tom-ridley").answer_to(stolen, login_hint="tom-ridley")
    assert answer.fields["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("response_type", "code", "unsupported_response_type"),
        ("response_mode", "query", "invalid_request"),
        ("prompt", "login", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
        ("nonce", None, "invalid_request"),
        ("state", None, "invalid_request"),
        ("login_hint", "helen-marsh", "login_required"),
        ("lti_message_hint", "made-up", "invalid_request"),
    ],
)
def test_a_wrong_request_is_answered_with_an_error_for_the_tool(amara, field, value, error):
    answer = amara.answer_to(amara.begin(), **{field: value})
    assert answer.fields["error"] == error
    assert "id_token" not in answer.fields


@pytest.mark.parametrize(
    ("field", "value"), [("client_id", "other"), ("redirect_uri", "http://localhost:1/lti/launch"), ("client_id", None)]
)
def test_an_unknown_tool_or_address_is_never_answered(amara, field, value):
    page = amara.authorize(amara.begin(), **{field: value})
    assert page.status_code == 400
    assert "id_token" not in page.text


def test_a_redirect_address_must_match_to_the_letter(lms, amara):
    assert amara.authorize(amara.begin(), redirect_uri=f"{lms.settings.tool}/lti/launch/").status_code == 400


def test_nobody_signed_in_gets_login_required(lms, amara):
    stranger = Browser(lms, None)
    repost = stranger.answer_to(amara.begin())
    answer = Form(stranger.client.post(repost.action, data=repost.fields).text)
    assert answer.fields["error"] == "login_required"


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_comes_without_the_cookie_is_posted_again_from_the_lms_itself(lms, amara, method):
    login = amara.begin()
    repost = Browser(lms, None).answer_to(login, method)
    assert repost.action == "/lti/authorize"
    answer = Form(amara.client.post(repost.action, data=repost.fields).text)
    assert "id_token" in answer.fields


def test_a_participant_cannot_launch_from_a_course_they_are_not_in(amara):
    page = amara.client.get("/courses/npqh-spring/activities/implementation/launch")
    assert page.status_code == 403
    assert "Amara Osei is not in this course" in page.text


def test_the_key_set_keeps_its_private_half(amara):
    [key] = amara.client.get("/lti/jwks").json["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}


def test_a_habit_begins_the_launch_with_a_get(lms_with):
    page = Browser(lms_with(login_by_get=True), "amara-osei").client.get(
        "/courses/npqh-autumn/activities/implementation/launch"
    )
    assert page.status_code == 302
    assert "/lti/login?iss=http" in page.location


def test_a_habit_sends_the_audience_as_a_list(lms_with):
    claims = Browser(lms_with(aud_as_list=True), "amara-osei").launch()
    assert (claims["aud"], claims["azp"]) == (["demo-lti-npq"], "demo-lti-npq")


def test_a_habit_keeps_names_back(lms_with):
    claims = Browser(lms_with(names_shared=False), "amara-osei").launch()
    assert claims["sub"] == "amara-osei"
    assert not {"name", "given_name", "family_name"} & set(claims)


def test_a_habit_launches_anonymously(lms_with):
    claims = Browser(lms_with(anonymous_launches=True), "amara-osei").launch()
    assert not {"sub", "name"} & set(claims)


def test_a_habit_sends_custom_keys_twice(lms_with, amara):
    twice = Browser(lms_with(custom_keys_twice=True), "amara-osei").launch()[f"{LTI}custom"]
    assert twice["cohortlabel"] == twice["cohortLabel"] == "NPQH-AUTUMN"
    assert "cohortlabel" not in amara.launch()[f"{LTI}custom"]


def test_a_habit_never_frames_the_tool(lms_with, amara):
    page = "/courses/npqh-autumn/activities/implementation"
    assert "<iframe" in amara.client.get(page).text
    assert "<iframe" not in Browser(lms_with(opens_in_window=True), "amara-osei").client.get(page).text


def test_a_habit_changes_how_long_the_id_token_lives(lms_with):
    answer = Browser(lms_with(id_token_lifetime=2), "amara-osei")
    claims = jwt.decode(answer.answer_to(answer.begin()).fields["id_token"], options={"verify_signature": False})
    assert claims["exp"] <= time.time() + 2
