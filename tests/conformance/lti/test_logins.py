"""The first half of a launch: what an LMS must send, and exactly what goes back to it.

Source: LTI Security 1.0, 5.1.1.1 and 5.1.1.2.
"""

import html
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from attempts import HTTPS, assert_calm, send
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from fakes import LTI, TARGET, FakePlatform
from lti_npq.services import registry
from lti_npq.services.registry import NewRegistration
from lti_npq.web.context import COOKIE, EXTENSION
from row_counts import rows
from visitors import browser_secret

FORM = {"iss": "https://lms.example.org", "client_id": "client-1", "login_hint": "hint 1", "target_link_uri": TARGET}


def log_in(app: Flask, method: str = "POST", *, known: bool = True, **changes: str | None) -> TestResponse:
    """Ask for a login, by default from a browser that was here before; a change to None leaves a parameter out."""
    form = {name: value for name, value in {**FORM, **changes}.items() if value is not None}
    place = {"query_string": form} if method == "GET" else {"data": form}
    client = app.test_client()
    if known:
        client.set_cookie(COOKIE, "a secret of this browser", secure=True)
    return client.open("/lti/login", method=method, base_url=HTTPS, **place)


def asked_for(answer: TestResponse) -> dict[str, str]:
    """Return the parameters that the browser takes to the LMS; none may come twice."""
    pairs = parse_qsl(urlsplit(answer.location).query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


@pytest.fixture
def second_registration(engine: Engine, lms: FakePlatform) -> None:
    """Another tool configuration of the same LMS, with addresses of its own."""
    other = FakePlatform(client_id="client-2")
    addresses = {**other.registration, "auth_url": "https://lms.example.org/auth2?tenant=b"}
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", NewRegistration(name="Second", **addresses), datetime.now(UTC))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_login_sends_the_browser_to_the_lms_with_exactly_these_parameters(app: Flask, method: str) -> None:
    answer = log_in(app, method, lti_message_hint='{"cmid": 2, "a": "b&c"}')
    assert answer.status_code == 302
    assert answer.location.startswith("https://lms.example.org/auth?")
    asked = asked_for(answer)
    state, nonce = asked.pop("state"), asked.pop("nonce")
    assert asked == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "client-1",
        "redirect_uri": TARGET,
        "login_hint": "hint 1",
        "lti_message_hint": '{"cmid": 2, "a": "b&c"}',
    }
    assert state != nonce
    assert min(len(state), len(nonce)) >= 43


def test_a_login_without_a_message_hint_sends_none_back(app: Flask) -> None:
    assert "lti_message_hint" not in asked_for(log_in(app))


def test_the_redirect_address_is_ours_without_the_query_of_the_target(app: Flask) -> None:
    answer = log_in(app, target_link_uri=TARGET + "?content=small-2021")
    assert asked_for(answer)["redirect_uri"] == TARGET


def test_every_login_has_a_state_and_nonce_of_its_own(app: Flask) -> None:
    asked = [asked_for(log_in(app)) for _ in range(3)]
    assert len({one["state"] for one in asked} | {one["nonce"] for one in asked}) == 6


def test_logins_without_end_fill_nothing(app: Flask, engine: Engine) -> None:
    before = rows(engine)
    for _ in range(20):
        assert log_in(app).status_code == 302
    assert rows(engine) == before


def test_a_state_gives_nothing_away(app: Flask) -> None:
    asked = asked_for(log_in(app))
    content = urlsafe_b64decode(asked["state"] + "==")
    assert b"a secret of this browser" not in content
    assert urlsafe_b64decode(asked["nonce"] + "==") not in content
    assert len(asked["state"]) < 255


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", ["iss", "login_hint", "target_link_uri"])
def test_a_login_without_something_required_is_refused(
    app: Flask, engine: Engine, name: str, value: str | None
) -> None:
    assert_calm(log_in(app, **{name: value}), 400, f"The LMS's login request has no {name}.")
    assert rows(engine)["used_login"] == 0


def test_an_empty_login_is_refused(app: Flask) -> None:
    assert_calm(app.test_client().get("/lti/login", base_url=HTTPS), 400, "has no iss")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example.org"},
        {"iss": "https://lms.example.org/"},
        {"iss": "https://LMS.example.org"},
        {"iss": "%"},
        {"client_id": "client-9"},
    ],
    ids=str,
)
def test_a_login_from_an_unknown_lms_is_refused(app: Flask, engine: Engine, changes: dict[str, str]) -> None:
    answer = log_in(app, **changes)
    assert_calm(answer, 401, "This LMS is not registered here.")
    assert "register lti-npq again" in answer.text
    assert rows(engine)["used_login"] == 0


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example.org/lti/launch",
        TARGET + "/",
        TARGET + ".evil.example.org",
        TARGET + "#x",
        TARGET.replace("http:", "https:"),
        TARGET.replace("launch", "jwks"),
        "javascript:alert(1)",
    ],
)
def test_a_login_for_an_address_that_is_not_ours_is_refused(app: Flask, engine: Engine, target: str) -> None:
    answer = log_in(app, target_link_uri=target)
    assert_calm(answer, 400, "an address that is not ours (target_link_uri)")
    assert rows(engine)["used_login"] == 0


@pytest.mark.parametrize("name", ["iss", "client_id", "login_hint", "lti_message_hint", "target_link_uri", "other"])
def test_a_zero_character_is_refused_calmly_wherever_it_stands(app: Flask, engine: Engine, name: str) -> None:
    assert_calm(log_in(app, **{name: f"{FORM.get(name, '')}\0"}), 400, "The request could not be understood.")
    assert rows(engine)["used_login"] == 0


@pytest.mark.usefixtures("second_registration")
def test_of_two_registrations_the_client_id_says_which(app: Flask) -> None:
    assert asked_for(log_in(app))["client_id"] == "client-1"
    answer = log_in(app, client_id="client-2")
    assert asked_for(answer)["client_id"] == "client-2"
    assert answer.location.startswith("https://lms.example.org/auth2?tenant=b&")


@pytest.mark.parametrize(("path", "spelt"), [("ysgol/tŷ", "ysgol/t%C5%B7"), ("a b|c", "a%20b%7Cc"), ("\1", "%01")])
def test_an_address_of_the_lms_is_spelt_so_that_a_header_can_hold_it(
    app: Flask, engine: Engine, path: str, spelt: str
) -> None:
    lms = FakePlatform(client_id="client-2")
    addresses = {**lms.registration, "auth_url": f"https://lms.example.org/{path}"}
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", NewRegistration(name="Second", **addresses), datetime.now(UTC))
    answer = log_in(app, client_id="client-2")
    assert answer.location.startswith(f"https://lms.example.org/{spelt}?")
    assert asked_for(answer)["client_id"] == "client-2"


@pytest.mark.usefixtures("second_registration")
@pytest.mark.parametrize("client_id", [None, ""])
def test_of_two_registrations_none_is_guessed(app: Flask, client_id: str | None) -> None:
    assert_calm(log_in(app, client_id=client_id), 401, "The LMS does not say which of its tools it means.")


def test_a_lone_registration_needs_no_client_id(app: Flask) -> None:
    assert asked_for(log_in(app, client_id=None))["client_id"] == "client-1"


@pytest.mark.usefixtures("second_registration")
def test_a_launch_for_one_registration_does_not_answer_a_login_for_another(app: Flask, lms: FakePlatform) -> None:
    client = app.test_client()
    client.set_cookie(COOKIE, "a secret of this browser", secure=True)
    login = client.post("/lti/login", data={**FORM, "client_id": "client-2"}, base_url=HTTPS)
    asked = asked_for(login)
    answer = send(client, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 401, "The launch is meant for another tool (aud).")


def test_the_cookie_works_in_a_frame_and_nowhere_else(app: Flask) -> None:
    header = log_in(app, known=False).headers["Set-Cookie"]
    first, *attributes = header.split("; ")
    name, _, secret = first.partition("=")
    assert name.startswith(COOKIE)
    assert len(secret) >= 43
    present = {attribute.partition("=")[0]: attribute.partition("=")[2] for attribute in attributes}
    assert present["SameSite"] == "None"
    assert present["Path"] == "/"
    assert {"Secure", "HttpOnly", "Partitioned"} <= set(present)
    assert "Domain" not in present


def test_two_browsers_get_different_cookies_and_one_keeps_its_own(app: Flask) -> None:
    clients = [app.test_client(), app.test_client()]
    for client in (*clients, *clients):
        client.post("/lti/login", data=FORM, base_url=HTTPS)
    assert browser_secret(clients[0]) != browser_secret(clients[1])


def test_two_activities_at_once_on_a_first_visit_both_open(app: Flask, lms: FakePlatform) -> None:
    browser = app.test_client()
    hops = []
    for _ in range(2):
        first = app.test_client(use_cookies=False).post("/lti/login", data=FORM, base_url=HTTPS)
        hops.append((first.headers["Set-Cookie"], first.location))
    asked = []
    for set_cookie, hop in hops:
        name, _, value = set_cookie.partition(";")[0].partition("=")
        browser.set_cookie(name, value, secure=True)
        asked.append(asked_for(browser.get(hop, base_url=HTTPS)))
    for each in asked:
        answer = send(browser, each["state"], lms.sign(lms.claims(each["nonce"])))
        assert answer.status_code == 303
        assert browser.get(answer.location, base_url=HTTPS, follow_redirects=True).status_code == 200


def test_a_new_browser_is_left_a_cookie_and_asked_again_before_the_lms_is(app: Flask) -> None:
    client = app.test_client()
    first = client.post("/lti/login", data=FORM, base_url=HTTPS)
    assert (first.status_code, urlsplit(first.location).path) == (303, "/lti/login")
    again = client.get(first.location, base_url=HTTPS)
    assert again.location.startswith("https://lms.example.org/auth?")
    assert asked_for(again)["login_hint"] == "hint 1"


def test_a_frame_without_cookies_is_offered_a_tab_of_its_own_that_works(app: Flask, engine: Engine) -> None:
    before = rows(engine)
    framed = app.test_client(use_cookies=False)
    frame = {"Sec-Fetch-Dest": "iframe"}
    hop = framed.post("/lti/login", data=FORM, base_url=HTTPS, headers=frame).location
    page = framed.get(hop, base_url=HTTPS, headers=frame)
    assert page.status_code == 200
    assert 'target="_blank"' in page.text
    assert rows(engine) == before
    link = html.unescape(page.text.partition('class="button" href="')[2].partition('"')[0])
    tab = app.test_client()
    assert tab.get(tab.get(link, base_url=HTTPS).location, base_url=HTTPS).status_code == 302


def test_a_browser_that_does_not_say_where_it_shows_a_page_is_offered_a_tab_once(app: Flask) -> None:
    silent = app.test_client(use_cookies=False)
    hop = silent.post("/lti/login", data={**FORM, "lti_storage_target": "_parent"}, base_url=HTTPS).location
    page = silent.get(hop, base_url=HTTPS)
    link = html.unescape(page.text.partition('class="button" href="')[2].partition('"')[0])
    again = silent.get(silent.get(link, base_url=HTTPS).location, base_url=HTTPS)
    assert_calm(again, 400, "Your browser keeps no cookies for this site")


def test_before_a_session_only_the_lms_may_frame(app: Flask) -> None:
    framed = app.test_client(use_cookies=False)
    frame = {"Sec-Fetch-Dest": "iframe"}
    hop = framed.post("/lti/login", data=FORM, base_url=HTTPS, headers=frame).location
    for answer in (framed.get(hop, base_url=HTTPS, headers=frame), log_in(app)):
        assert "frame-ancestors 'self' https://lms.example.org" in answer.headers["Content-Security-Policy"]


def test_a_shared_issuer_says_nothing_of_where_a_customers_pages_are(app: Flask, engine: Engine) -> None:
    new = NewRegistration(
        "Canvas",
        "https://canvas.instructure.com",
        "1000",
        "https://sso.canvaslms.com/api/lti/authorize_redirect",
        "https://sso.canvaslms.com/login/oauth2/token",
        "https://sso.canvaslms.com/api/lti/security/jwks",
    )
    policies = []
    for hosts in ([], ["school.instructure.com"]):
        with Session(engine) as session, session.begin():
            registry.register(session, "Provider", replace(new, service_hosts=hosts), datetime.now(UTC))
        answer = log_in(app, iss=new.issuer, client_id="1000")
        policies.append(answer.headers["Content-Security-Policy"].partition("frame-ancestors ")[2])
    assert policies == ["*", "'self' https://canvas.instructure.com https://school.instructure.com"]


@pytest.mark.parametrize(
    ("base_url", "prefix"), [("https://npq.example.org", "__Host-lti_npq_browser_"), (None, "lti_npq_browser_")]
)
def test_over_https_no_other_host_can_set_the_cookie(
    app: Flask, lms: FakePlatform, base_url: str | None, prefix: str
) -> None:
    tool = app.extensions[EXTENSION]
    tool.settings = replace(tool.settings, base_url=base_url or tool.settings.base_url)
    target = f"{tool.settings.base_url}/lti/launch"
    client = app.test_client()
    form = {**FORM, "target_link_uri": target}
    first = client.post("/lti/login", data=form, base_url=HTTPS)
    assert first.headers["Set-Cookie"].startswith(prefix)
    asked = asked_for(client.get(first.location, base_url=HTTPS))
    token = lms.sign(lms.claims(asked["nonce"], **{LTI + "target_link_uri": target}))
    assert send(client, asked["state"], token).status_code == 303


def test_a_tab_without_cookies_is_told_so_instead_of_offered_another(app: Flask) -> None:
    tab = app.test_client(use_cookies=False)
    document = {"Sec-Fetch-Dest": "document"}
    hop = tab.get("/lti/login", query_string=FORM, base_url=HTTPS, headers=document).location
    answer = tab.get(hop, base_url=HTTPS, headers=document)
    assert_calm(answer, 400, "Your browser keeps no cookies for this site")


@pytest.mark.parametrize("field", ["login_hint", "lti_message_hint", "iss", "target_link_uri"])
def test_what_no_lms_sends_is_refused_for_its_length(app: Flask, field: str) -> None:
    long = TARGET + "?" + "x" * 5_000 if field == "target_link_uri" else "x" * 5_000
    assert log_in(app, **{field: long}).status_code == 400


def test_the_published_keys_are_public(app: Flask) -> None:
    answer = app.test_client().get("/lti/jwks")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    [key] = answer.json["keys"]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert "max-age" in answer.headers["Cache-Control"]
