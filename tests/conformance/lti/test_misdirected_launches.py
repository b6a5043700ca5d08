"""Launches that come twice, too late, from another browser, without a cookie, or are none at all."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from attempts import Attempt, assert_calm, send, words_of
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fakes import LTI, FakePlatform
from lti_npq.services import browsers
from lti_npq.services.deployments import MOST_PENDING, note_pending
from lti_npq.services.login_states import LoginState, StateSigner
from lti_npq.storage.models import LtiDeployment, LtiRegistration
from lti_npq.storage.queries.launches import use_login
from row_counts import rows
from visitors import begin_login, browser_secret, launch

OTHER_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def test_a_launch_sent_twice_is_refused_the_second_time(attempt: Attempt) -> None:
    token = attempt.token()
    assert send(attempt.client, attempt.asked["state"], token).status_code == 303
    attempt.before = rows(attempt.engine)
    attempt.is_refused(token, 400, "used already or waited too long")


def test_a_launch_answers_one_login_once_whatever_else_is_true_of_it(attempt: Attempt) -> None:
    asked, token = attempt.asked["state"], attempt.token()
    assert send(attempt.client, asked, token).status_code == 303
    attempt.before = rows(attempt.engine)
    assert attempt.before["used_login"] == 1
    attempt.is_refused(attempt.token(sub="user-2"), 400, "used already or waited too long")


def test_nonsense_in_between_does_not_use_up_somebodys_login(attempt: Attempt) -> None:
    attempt.is_refused("nonsense", 400, "The launch is malformed.")
    assert send(attempt.client, attempt.asked["state"], attempt.token()).status_code == 303


def test_of_two_launches_at_once_only_one_answers_a_login(attempt: Attempt) -> None:
    state_digest, later = browsers.digest(attempt.asked["state"]), datetime.now(UTC) + timedelta(minutes=10)
    with Session(attempt.engine) as session, session.begin():
        assert use_login(session, state_digest, later)
    attempt.before = rows(attempt.engine)
    attempt.is_refused(attempt.token(), 400, "used already or waited too long")


def test_a_token_does_not_fit_another_login_of_the_same_browser(attempt: Attempt) -> None:
    second = begin_login(attempt.client, attempt.lms)
    attempt.before = rows(attempt.engine)
    attempt.is_refused(attempt.token(), 401, "does not belong to this login (nonce)", state=second["state"])


@pytest.mark.parametrize("state", ["", "unknown", "é" * 5_000], ids=["empty", "unknown", "long"])
def test_a_state_that_nobody_sent_out_is_refused(attempt: Attempt, state: str) -> None:
    attempt.is_refused(attempt.token(), 400, "used already or waited too long", state=state)


def test_a_state_that_no_database_keeps_is_refused(attempt: Attempt) -> None:
    form = {"state": "\0", "id_token": attempt.token()}
    attempt.form_is_refused(form, 400, "The request could not be understood.", logged="/lti/launch")


def test_a_launch_without_a_state_is_refused(attempt: Attempt) -> None:
    attempt.form_is_refused({"id_token": attempt.token()}, 400, "used already or waited too long")


def test_a_launch_without_a_token_is_refused(attempt: Attempt) -> None:
    attempt.form_is_refused({"state": attempt.asked["state"]}, 400, "The launch is malformed.")


def test_a_login_older_than_ten_minutes_is_refused(attempt: Attempt) -> None:
    login = LoginState(1, int(time.time()) - 1, browsers.digest(browser_secret(attempt.client)), None)
    token = attempt.token(nonce=attempt.signer.nonce(login))
    attempt.is_refused(token, 400, "used already or waited too long", state=attempt.signer.state(login))


@pytest.mark.parametrize("place", [0, 20, 40, 60, 80, 100])
def test_a_state_that_was_changed_is_none_of_ours(attempt: Attempt, place: int) -> None:
    state = attempt.asked["state"]
    changed = state[:place] + ("A" if state[place] != "A" else "B") + state[place + 1 :]
    attempt.is_refused(attempt.token(), 400, "used already or waited too long", state=changed)


@pytest.mark.parametrize("spelt", ["{}=", "{}==", " {}", "{}\n", "{}A"])
def test_a_state_has_one_spelling(attempt: Attempt, spelt: str) -> None:
    state = spelt.format(attempt.asked["state"])
    attempt.is_refused(attempt.token(), 400, "used already or waited too long", state=state)


def test_a_state_signed_with_another_secret_is_none_of_ours(attempt: Attempt) -> None:
    login = LoginState(1, int(time.time()) + 60, browsers.digest(browser_secret(attempt.client)), None)
    signer = StateSigner("another secret, just as long as the first one")
    token = attempt.token(nonce=signer.nonce(login))
    attempt.is_refused(token, 400, "used already or waited too long", state=signer.state(login))


def test_a_login_of_an_lms_removed_since_is_refused(attempt: Attempt) -> None:
    with Session(attempt.engine) as session, session.begin():
        session.execute(update(LtiRegistration).values(removed_at=datetime.now(UTC)))
    attempt.is_refused(attempt.token(), 400, "used already or waited too long")


def test_a_launch_in_another_browser_is_refused_and_leaves_the_login_to_its_owner(app: Flask, attempt: Attempt) -> None:
    thief = app.test_client()
    begin_login(thief, attempt.lms)
    attempt.before = rows(attempt.engine)
    words = "This launch was started in another browser."
    attempt.is_refused(attempt.token(), 400, words, client=thief)
    assert send(attempt.client, attempt.asked["state"], attempt.token()).status_code == 303


def test_a_launch_without_the_cookie_of_its_login_is_refused(app: Flask, attempt: Attempt) -> None:
    bare = app.test_client(use_cookies=False)
    words = "This launch was started in another browser."
    attempt.is_refused(attempt.token(), 400, words, client=bare)


def test_a_token_of_another_registered_lms_does_not_answer_this_ones_login(attempt: Attempt) -> None:
    other = FakePlatform(issuer="https://other.example.org", key=OTHER_KEY)
    attempt.is_refused(other.sign(other.claims(attempt.asked["nonce"])), 401, "signature is wrong")


def test_a_deployment_that_waits_for_approval_is_refused(attempt: Attempt) -> None:
    with Session(attempt.engine) as session, session.begin():
        session.execute(update(LtiDeployment).values(approved_at=None))
    attempt.is_refused(attempt.token(), 403, "has not been approved yet")


def test_an_unknown_deployment_waits_from_then_on_until_it_is_approved(app: Flask, attempt: Attempt) -> None:
    unknown = {LTI + "deployment_id": "deployment-2"}
    attempt.is_refused(attempt.token(**unknown), 403, "has not been approved yet", leaves={"lti_deployment": 1})
    assert "An administrator of lti-npq must approve it." in words_of(launch(app.test_client(), attempt.lms, **unknown))
    with Session(attempt.engine) as session, session.begin():
        waiting = session.scalars(select(LtiDeployment).filter_by(approved_at=None)).one()
        assert (waiting.deployment_id, waiting.first_seen_at <= datetime.now(UTC)) == ("deployment-2", True)
        waiting.approved_at = datetime.now(UTC)
    assert launch(app.test_client(), attempt.lms, **unknown).status_code == 303


def test_no_more_deployments_wait_than_anybody_reads(attempt: Attempt) -> None:
    with Session(attempt.engine) as session, session.begin():
        [registration] = session.scalars(select(LtiRegistration.id))
        for number in range(MOST_PENDING):
            note_pending(session, registration, f"waiting-{number}", datetime.now(UTC))
    attempt.before = rows(attempt.engine)
    assert attempt.before["lti_deployment"] == MOST_PENDING + 1
    attempt.is_refused(attempt.token(**{LTI + "deployment_id": "one more"}), 403, "has not been approved yet")
    assert launch(attempt.client, attempt.lms).status_code == 303


def test_what_the_lms_refused_is_said_in_its_words_and_never_as_markup(attempt: Attempt) -> None:
    form = {
        "state": attempt.asked["state"],
        "error": "login_required",
        "error_description": "Session over <script>" + "x" * 500,
    }
    answer = attempt.form_is_refused(form, 401, "Your LMS refused to open it: Session over <script>xxx")
    assert "<script>xxx" not in answer.text
    assert "x" * 200 not in answer.text
    assert "x" * 200 not in attempt.log.text


def test_an_error_of_several_lines_is_one_line_of_the_log(attempt: Attempt) -> None:
    form = {"state": attempt.asked["state"], "error": "x", "error_description": "Gone\r\n2026-01-01 INFO all is well"}
    attempt.form_is_refused(form, 401, "Your LMS refused to open it: Gone 2026-01-01 INFO all is well.")


def test_an_error_without_a_description_is_said_by_its_code(attempt: Attempt) -> None:
    form = {"state": attempt.asked["state"], "error": "login_required"}
    attempt.form_is_refused(form, 401, "Your LMS refused to open it: login_required.")


def test_an_error_beside_a_good_token_opens_nothing(attempt: Attempt) -> None:
    form = {"state": attempt.asked["state"], "id_token": attempt.token(), "error": "login_required"}
    attempt.form_is_refused(form, 401, "Your LMS refused to open it: login_required.")


def test_words_that_answer_no_login_of_ours_are_not_shown(attempt: Attempt) -> None:
    form = {"error": "x", "error_description": "Send your password to me"}
    answer = attempt.form_is_refused(form, 400, "This launch was used already or waited too long.")
    assert "password" not in answer.text + attempt.log.text


def test_a_launch_larger_than_any_launch_is_refused_before_it_is_read(attempt: Attempt) -> None:
    form = {"state": attempt.asked["state"], "id_token": "x" * 2_100_000}
    attempt.form_is_refused(form, 413, "That was too much at once", logged="/lti/launch")


def test_opening_the_launch_address_by_hand_is_answered_calmly(app: Flask) -> None:
    assert_calm(app.test_client().get("/lti/launch"), 405, "This address works differently")
