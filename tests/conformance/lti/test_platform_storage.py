"""Launches in a frame that keeps no cookie, whose LMS keeps a secret for us instead.

What the browser does with the pages is tested in a browser; here, what the tool believes.

Source: LTI OIDC Login with LTI Client Side postMessages 0.1.
"""

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attempts import HTTPS, assert_calm
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from fakes import TARGET, FakePlatform
from row_counts import rows

ORIGIN = "http://localhost:8500"
FRAME = {"Sec-Fetch-Dest": "iframe"}
DOCUMENT = {"Sec-Fetch-Dest": "document"}


@dataclass
class Framed:
    """A frame without cookies, in the middle of a launch."""

    client: FlaskClient
    page: TestResponse
    """What the login led to."""

    @classmethod
    def after_login(cls, app: Flask, target: str | None = "_parent") -> "Framed":
        client = app.test_client(use_cookies=False)
        form = {"iss": "https://lms.example.org", "client_id": "client-1", "login_hint": "h", "target_link_uri": TARGET}
        if target is not None:
            form["lti_storage_target"] = target
        hop = client.post("/lti/login", data=form, base_url=HTTPS, headers=FRAME).location
        return cls(client, client.get(hop, base_url=HTTPS, headers=FRAME))

    def data(self, name: str) -> str:
        """Return what the page hands its script under this name."""
        found = re.search(rf'data-{name}="([^"]*)"', self.page.text)
        assert found is not None, self.page.text
        return html.unescape(found[1])

    @property
    def asked(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.data("next")).query).items()}

    def launches(
        self, lms: FakePlatform, *, origin: str | None = None, headers: dict[str, str] = FRAME, **form: str
    ) -> TestResponse:
        """Post the launch as the LMS does, or as a page of `origin` with further fields."""
        token = lms.sign(lms.claims(self.asked["nonce"]))
        headers = {**headers, "Origin": origin or lms.issuer}
        form = {"state": self.asked["state"], "id_token": token, **form}
        return self.client.post("/lti/launch", data=form, base_url=HTTPS, headers=headers)

    def launches_with(self, lms: FakePlatform, secret: str, **options: Any) -> TestResponse:
        return self.launches(lms, origin=ORIGIN, stored_secret=secret, **options)


@pytest.fixture
def framed(app: Flask) -> Framed:
    return Framed.after_login(app)


def test_a_frame_without_cookies_is_asked_to_leave_a_secret_with_the_lms(framed: Framed) -> None:
    assert framed.page.status_code == 200
    assert framed.page.headers["Cache-Control"] == "no-store"
    assert (framed.data("asks"), framed.data("target")) == ("lti.put_data", "_parent")
    assert framed.data("origin") == "https://lms.example.org"
    assert framed.data("next").startswith("https://lms.example.org/auth?")
    assert len(framed.data("secret")) >= 43
    assert framed.data("secret") not in framed.data("next")


def test_without_a_script_the_same_page_offers_a_tab_of_its_own(framed: Framed) -> None:
    without_script = framed.page.text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert 'target="_blank"' in without_script
    assert "lti_storage_target" not in without_script


def test_a_frame_whose_lms_keeps_nothing_is_offered_a_tab(app: Flask) -> None:
    page = Framed.after_login(app, None).page.text
    assert "platform_storage.js" not in page
    assert 'target="_blank"' in page


def test_the_name_of_the_frame_is_never_markup(app: Flask) -> None:
    framed = Framed.after_login(app, 'x"><script>alert(1)</script>')
    assert "<script>alert" not in framed.page.text
    assert framed.data("target") == 'x"><script>alert(1)</script>'


def test_the_launch_is_sent_back_to_fetch_the_secret_and_nothing_is_used_up(
    framed: Framed, lms: FakePlatform, engine: Engine
) -> None:
    before = rows(engine)
    answer = framed.launches(lms)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    page = Framed(framed.client, answer)
    assert (page.data("asks"), page.data("key")) == ("lti.get_data", framed.data("key"))
    assert framed.data("secret") not in answer.text
    assert rows(engine) == before


def test_with_the_secret_the_launch_opens_a_session_that_needs_no_cookie(framed: Framed, lms: FakePlatform) -> None:
    answer = framed.launches_with(lms, framed.data("secret"))
    assert answer.status_code == 303
    page = framed.client.get(answer.location, base_url=HTTPS, headers=FRAME)
    assert page.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_the_address_of_such_a_session_opens_in_no_tab_of_its_own(framed: Framed, lms: FakePlatform) -> None:
    location = framed.launches_with(lms, framed.data("secret")).location
    answer = framed.client.get(location, base_url=HTTPS, headers=DOCUMENT)
    assert answer.status_code == 403
    assert "only works inside your course" in answer.text


def test_a_launch_that_claims_to_be_a_tab_opens_none_that_anybody_could_use(
    app: Flask, framed: Framed, lms: FakePlatform
) -> None:
    """Nothing else ties such a session to a browser: whoever were sent its address would work in somebody's name."""
    location = framed.launches_with(lms, framed.data("secret"), headers=DOCUMENT).location
    for headers in (DOCUMENT, {}):
        answer = app.test_client().get(location, base_url=HTTPS, headers=headers)
        assert answer.status_code == 403
        assert "only works inside your course" in answer.text


def test_state_and_nonce_are_good_for_one_launch_all_the_same(
    framed: Framed, lms: FakePlatform, engine: Engine
) -> None:
    assert framed.launches_with(lms, framed.data("secret")).status_code == 303
    before = rows(engine)
    assert_calm(framed.launches_with(lms, framed.data("secret")), 400, "used already or waited too long")
    assert framed.launches(lms).status_code == 200
    assert rows(engine) == before


@pytest.mark.parametrize("secret", ["", "another", "é" * 5_000], ids=["empty", "another", "long"])
def test_a_secret_that_is_not_this_logins_is_refused(
    framed: Framed, lms: FakePlatform, engine: Engine, secret: str
) -> None:
    before = rows(engine)
    assert_calm(framed.launches_with(lms, secret), 400, "This launch was started in another browser.")
    assert rows(engine) == before


def test_the_secret_of_another_login_does_not_do(app: Flask, framed: Framed, lms: FakePlatform) -> None:
    other = Framed.after_login(app)
    assert_calm(framed.launches_with(lms, other.data("secret")), 400, "started in another browser")


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "http://localhost:8500.evil.example.org"])
def test_a_secret_that_another_site_brings_counts_for_nothing(
    framed: Framed, lms: FakePlatform, engine: Engine, origin: str
) -> None:
    before = rows(engine)
    answer = framed.launches(lms, origin=origin, stored_secret=framed.data("secret"))
    assert answer.status_code == 200
    assert 'data-asks="lti.get_data"' in answer.text
    assert rows(engine) == before


def test_a_login_by_cookie_takes_no_secret_instead(app: Flask, lms: FakePlatform) -> None:
    client = app.test_client()
    form = {"iss": lms.issuer, "login_hint": "h", "target_link_uri": TARGET, "lti_storage_target": "_parent"}
    hop = client.post("/lti/login", data=form, base_url=HTTPS).location
    answer = client.get(hop, base_url=HTTPS)
    assert answer.status_code == 302
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}
    launch = {"state": asked["state"], "id_token": lms.sign(lms.claims(asked["nonce"])), "stored_secret": "x"}
    refused = app.test_client(use_cookies=False).post(
        "/lti/launch", data=launch, base_url=HTTPS, headers={"Origin": ORIGIN}
    )
    assert_calm(refused, 400, "started in another browser")


def test_an_error_of_the_lms_is_said_once_the_secret_is_shown(framed: Framed, lms: FakePlatform) -> None:
    form = {"state": framed.asked["state"], "error": "login_required"}
    page = framed.client.post("/lti/launch", data=form, base_url=HTTPS)
    assert 'name="error" value="login_required"' in page.text
    form["stored_secret"] = framed.data("secret")
    answer = framed.client.post("/lti/launch", data=form, base_url=HTTPS, headers={"Origin": ORIGIN})
    assert_calm(answer, 401, "Your LMS refused to open it: login_required.")
