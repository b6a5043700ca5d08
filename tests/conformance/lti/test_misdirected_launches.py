"""Launches that come twice, too late, from another browser, without a cookie, or are none at all."""

from datetime import UTC, datetime

import pytest
from attempts import (
    HTTPS,
    assert_calm,
    send,
    words_of,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from fakes import FakePlatform
from lti_npq.storage.models import LoginState, LtiDeployment
from row_counts import rows
from visitors import begin_login

OTHER_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def test_a_launch_sent_twice_is_refused_the_second_time(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    token = lms.sign(lms.claims(asked["nonce"]))
    assert send(client, asked["state"], token).status_code == 303
    before = rows(engine)
    assert_calm(send(client, asked["state"], token), 400, "used already or waited too long")
    assert rows(engine) == before


def test_a_refused_launch_uses_up_its_login(app: Flask, lms: FakePlatform) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    assert send(client, asked["state"], "nonsense").status_code == 400
    assert_calm(send(client, asked["state"], lms.sign(lms.claims(asked["nonce"]))), 400, "used already")


def test_a_token_does_not_fit_another_login_of_the_same_browser(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    first, second = begin_login(client, lms), begin_login(client, lms)
    before = rows(engine)
    answer = send(client, second["state"], lms.sign(lms.claims(first["nonce"])))
    assert_calm(answer, 401, "does not belong to this login (nonce)")
    assert rows(engine) == {**before, "login_state": 1}


@pytest.mark.parametrize("state", ["", "unknown", "\0", "é" * 5_000], ids=["empty", "unknown", "zero", "long"])
def test_a_state_that_nobody_sent_out_is_refused(app: Flask, lms: FakePlatform, engine: Engine, state: str) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, state, lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 400, "")
    assert rows(engine) == before


def test_a_launch_without_a_state_is_refused(app: Flask, lms: FakePlatform) -> None:
    token = lms.sign(lms.claims("nonce"))
    answer = app.test_client().post("/lti/launch", data={"id_token": token}, base_url=HTTPS)
    assert_calm(answer, 400, "used already or waited too long")


def test_a_login_older_than_ten_minutes_is_refused(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    with Session(engine) as session, session.begin():
        session.execute(update(LoginState).values(expires_at=datetime.now(UTC)))
    answer = send(client, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 400, "used already or waited too long")


def test_a_launch_in_another_browser_is_refused_and_leaves_the_login_to_its_owner(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    owner, thief = app.test_client(), app.test_client()
    asked = begin_login(owner, lms)
    begin_login(thief, lms)
    before = rows(engine)
    token = lms.sign(lms.claims(asked["nonce"]))
    assert_calm(send(thief, asked["state"], token), 400, "This launch was started in another browser.")
    assert rows(engine) == before
    assert send(owner, asked["state"], token).status_code == 303


def test_a_token_of_another_registered_lms_does_not_answer_this_ones_login(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    other = FakePlatform(issuer="https://other.example.org", key=OTHER_KEY)
    client = app.test_client()
    asked = begin_login(client, lms)
    answer = send(client, asked["state"], other.sign(other.claims(asked["nonce"])))
    assert_calm(answer, 401, "signature is wrong")


def test_a_deployment_that_waits_for_approval_is_refused(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(LtiDeployment).values(approved_at=None))
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 403, "has not been approved yet")
    assert "approve the deployment" in words_of(answer)
    assert rows(engine) == {**before, "login_state": 0}


def test_what_the_lms_refused_is_said_in_its_words_and_never_as_markup(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine) | {"login_state": 0}
    form = {
        "state": asked["state"],
        "error": "login_required",
        "error_description": "Session over <script>" + "x" * 500,
    }
    answer = client.post("/lti/launch", data=form, base_url=HTTPS)
    assert_calm(answer, 401, "Your LMS refused to open it: Session over <script>xxx")
    assert "<script>xxx" not in answer.text
    assert "x" * 200 not in answer.text
    assert rows(engine) == before


def test_an_error_without_a_description_is_said_by_its_code(app: Flask, lms: FakePlatform) -> None:
    client = app.test_client()
    form = {"state": begin_login(client, lms)["state"], "error": "login_required"}
    answer = client.post("/lti/launch", data=form, base_url=HTTPS)
    assert_calm(answer, 401, "Your LMS refused to open it: login_required.")


def test_words_that_answer_no_login_of_ours_are_not_shown(app: Flask) -> None:
    form = {"error": "x", "error_description": "Send your password to me"}
    answer = app.test_client().post("/lti/launch", data=form, base_url=HTTPS)
    assert_calm(answer, 400, "This launch was used already or waited too long.")
    assert "password" not in answer.text


def test_a_launch_without_the_cookie_of_its_login_is_refused(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    asked = begin_login(app.test_client(), lms)
    before = rows(engine)
    answer = send(app.test_client(use_cookies=False), asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 400, "This launch was started in another browser.")
    assert rows(engine) == before


def test_a_launch_larger_than_any_launch_is_refused_before_it_is_read(app: Flask, engine: Engine) -> None:
    before = rows(engine)
    answer = app.test_client().post("/lti/launch", data={"state": "s", "id_token": "x" * 2_100_000}, base_url=HTTPS)
    assert_calm(answer, 413, "That was too much at once")
    assert rows(engine) == before


def test_opening_the_launch_address_by_hand_is_answered_calmly(app: Flask) -> None:
    assert_calm(app.test_client().get("/lti/launch"), 405, "This address works differently")
