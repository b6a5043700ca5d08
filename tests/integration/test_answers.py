"""What every answer tells the browser, and what people and scripts are told when something goes wrong."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from fakes import LTI, FakePlatform
from lti_npq.services import registry
from lti_npq.services.registry import NewRegistration
from row_counts import rows
from visitors import Visitor

Visit = Callable[..., Visitor]
DOCUMENT, FRAME = {"Sec-Fetch-Dest": "document"}, {"Sec-Fetch-Dest": "iframe"}
PAGE = "pages/planning-see"
ADDRESSES = {name: url for name, url in FakePlatform().registration.items() if name.endswith("_url")}


def directives(answer: TestResponse) -> dict[str, str]:
    """Return the content security policy, directive by directive; none may come twice."""
    pairs = [part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";")]
    assert len({name for name, _, _ in pairs}) == len(pairs)
    return {name: value for name, _, value in pairs}


def test_a_page_may_be_framed_by_its_lms_and_kept_by_no_one(participant: Visitor, lms: FakePlatform) -> None:
    for path in ("", PAGE, "pages/planning-do", "tasks/fat-planning"):
        answer = participant.client.get(f"{participant.base}/{path}")
        policy = directives(answer)
        assert policy["frame-ancestors"] == f"'self' {lms.issuer}"
        assert policy["default-src"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == policy["script-src"] == policy["style-src"] == "'self'"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Frame-Options" not in answer.headers


def test_where_the_course_lies_on_another_host_that_host_may_frame_too(visit: Visit, lms: FakePlatform) -> None:
    page = visit(**{LTI + "launch_presentation": {"return_url": "https://school.example.org:8443/c/1"}}).get(PAGE)
    assert directives(page)["frame-ancestors"] == f"'self' {lms.issuer} https://school.example.org:8443"


def test_a_customers_own_host_may_frame_although_the_issuer_is_shared(
    visit: Visit, engine: Engine, lms: FakePlatform
) -> None:
    known = NewRegistration(name="LMS", service_hosts=["school.instructure.com"], **lms.registration)
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", known, datetime.now(UTC))
    page = visit(**{LTI + "launch_presentation": None}).get(PAGE)
    assert directives(page)["frame-ancestors"] == f"'self' {lms.issuer} https://school.instructure.com"


def test_an_issuer_that_is_no_address_gets_no_say_in_the_policy(lms: FakePlatform, engine: Engine, app: Flask) -> None:
    lms.issuer = "https://lms.example.org; sandbox"
    with Session(engine) as session, session.begin():
        known = NewRegistration(
            name="LMS", deployments=["deployment-1"], **ADDRESSES, issuer=lms.issuer, client_id="client-1"
        )
        registry.register(session, "Provider", known, datetime.now(UTC))
    policy = directives(Visitor.launched(app, lms, **{LTI + "launch_presentation": None}).get(PAGE))
    assert policy["frame-ancestors"] == "'self'"
    assert "sandbox" not in policy


def test_no_page_asks_another_host_for_anything(participant: Visitor) -> None:
    text = participant.get(PAGE).text
    assert 'src="http' not in text
    assert "<script>" not in text
    assert " style=" not in text
    assert " onclick=" not in text


def test_an_answer_to_a_form_is_kept_by_no_one_either(participant: Visitor) -> None:
    answer = participant.post(f"{PAGE}/read", {}, follow=False)
    assert answer.status_code == 303
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def assert_not_there(answer: TestResponse) -> None:
    assert answer.status_code == 404, answer.request.path
    assert "There is no such page" in answer.text
    assert "What to do now" in answer.text
    assert 'class="reference"' in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_an_address_that_is_not_there_is_answered_calmly_with_a_reference(app: Flask) -> None:
    client = app.test_client()
    for address in ("/", "/nowhere", "/s", "/s/", "/lti", "/lti/nowhere", "/admin/x", "/static/nowhere.css", "/%00"):
        assert_not_there(client.get(address))


def test_a_page_of_a_session_that_is_not_there_is_answered_calmly(participant: Visitor) -> None:
    for path in (
        "nowhere",
        "pages/nowhere",
        "modules/nowhere",
        "tasks/nowhere",
        "tasks/fat-planning/submissions/1",
        "tasks/fat-planning/submissions/99999999999999999999999",
        f"media/{'0' * 64}/x.svg",
        "media/../x.svg",
        "marking/not-an-id",
    ):
        assert_not_there(participant.get(path))


def test_writing_to_what_is_not_there_stores_nothing(participant: Visitor, engine: Engine) -> None:
    before = rows(engine)
    for path in ("pages/nowhere/read", "questions/nowhere/answers", "writing/nowhere", "tasks/nowhere/draft"):
        assert_not_there(participant.post(path, {"option": "b", "text": "x"}))
    assert rows(engine) == before


def test_a_script_gets_its_refusals_as_json(app: Flask, participant: Visitor) -> None:
    refusals = [
        participant.post("writing/nowhere", {"text": "x"}, script=True),
        app.test_client().get("/nowhere", headers={"X-Requested-With": "fetch"}),
        app.test_client().get("/s/unknown/", headers={"X-Requested-With": "fetch"}),
    ]
    assert [answer.status_code for answer in refusals] == [404, 404, 403]
    for answer in refusals:
        assert answer.mimetype == "application/json"
        assert set(json.loads(answer.text)) == {"title", "message", "advice", "reference"}
        assert all(json.loads(answer.text).values())


def test_a_way_of_asking_that_is_not_offered_is_answered_calmly(participant: Visitor) -> None:
    answer = participant.client.delete(f"{participant.base}/{PAGE}")
    assert answer.status_code == 405
    assert "This address works differently" in answer.text


def test_a_fault_of_ours_shows_a_reference_and_no_traceback(
    app: Flask, participant: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("an inner secret")

    monkeypatch.setattr("lti_npq.services.study.page_view", breaks)
    answer = participant.get(PAGE)
    assert answer.status_code == 500
    assert "This is a fault of ours, not of yours." in answer.text
    assert "Traceback" not in answer.text
    assert "an inner secret" not in answer.text
    reference = answer.text.partition('class="reference">')[2].partition("<")[0]
    assert len(reference) == 8
    assert reference in caplog.text
    assert "an inner secret" in caplog.text


def test_no_log_line_of_ours_holds_a_token(participant: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    token = participant.base.rpartition("/")[2]
    for path in (PAGE, "nowhere", "pages/nowhere", "marking"):
        participant.get(path)
    assert caplog.records
    assert token not in caplog.text


def test_health_is_answered_without_a_session(app: Flask) -> None:
    client = app.test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)
