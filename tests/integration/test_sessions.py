"""Sessions by token: who may open their pages, for how long, and what a browser is told about them."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from fakes import LTI, FakePlatform
from lti_npq.services import registry
from lti_npq.services.browsers import NO_COOKIE
from lti_npq.settings import Settings
from lti_npq.storage.models import Submission, ToolSession
from lti_npq.web.context import COOKIE
from row_counts import rows
from visitors import Visitor, begin_login, browser_secret

Visit = Callable[..., Visitor]
DOCUMENT, FRAME = {"Sec-Fetch-Dest": "document"}, {"Sec-Fetch-Dest": "iframe"}
PAGE = "pages/planning-see"
ANSWER = {"fat-planning-problem": "Too many meetings, and none of them about teaching."}
ELSEWHERE = {LTI + "context": {"id": "course-2", "title": "Another course"}}


def set_session(engine: Engine, **values: Any) -> None:
    """Change what is stored of every session."""
    with Session(engine) as session, session.begin():
        session.execute(update(ToolSession).values(values))


def assert_refused(answer: TestResponse, says: str, title: str = "Your session has ended") -> None:
    assert answer.status_code == 403
    assert title in answer.text
    assert says in answer.text
    assert "What to do now" in answer.text


def submitted(participant: Visitor, engine: Engine) -> str:
    """Hand the task in; return the submission's id."""
    page = participant.post("tasks/fat-planning/check", ANSWER)
    read = page.text.partition('name="read" value="')[2].partition('"')[0]
    assert participant.post("tasks/fat-planning/submissions", {"read": read}).status_code == 200
    with Session(engine) as session:
        return str(session.scalars(select(Submission.id).order_by(Submission.submitted_at.desc())).first())


def test_an_unknown_token_opens_nothing(participant: Visitor) -> None:
    for token in ("unknown", "x" * 43, "é", "%00", "..", "' OR 1=1", participant.base.rpartition("/")[2][:-1]):
        answer = participant.client.get(f"/s/{token}/{PAGE}")
        assert_refused(answer, "opened too long ago, or its address is incomplete")


def test_the_token_is_not_stored_as_it_is_sent(participant: Visitor, engine: Engine) -> None:
    token = participant.base.rpartition("/")[2]
    assert len(token) >= 43
    with engine.connect() as connection:
        [stored] = connection.exec_driver_sql("SELECT * FROM tool_session").all()
    assert token not in repr(stored)


def test_an_idle_session_ends(participant: Visitor, engine: Engine, settings: Settings) -> None:
    almost = datetime.now(UTC) - timedelta(minutes=settings.session_idle_minutes)
    set_session(engine, last_used_at=almost + timedelta(seconds=30))
    assert participant.get(PAGE).status_code == 200
    set_session(engine, last_used_at=almost - timedelta(seconds=1))
    assert_refused(participant.get(PAGE), "opened too long ago")
    assert_refused(participant.client.post(f"{participant.base}/{PAGE}/read"), "opened too long ago")


def test_use_keeps_a_session_alive(participant: Visitor, engine: Engine) -> None:
    before = datetime.now(UTC) - timedelta(minutes=30)
    set_session(engine, last_used_at=before)
    participant.get(PAGE)
    with Session(engine) as session:
        assert session.scalars(select(ToolSession.last_used_at)).one() > before + timedelta(minutes=29)


def test_reading_on_within_a_minute_writes_nothing(participant: Visitor, engine: Engine) -> None:
    before = datetime.now(UTC) - timedelta(seconds=50)
    set_session(engine, last_used_at=before)
    participant.get(PAGE)
    with Session(engine) as session:
        assert session.scalars(select(ToolSession.last_used_at)).one() == before


def test_a_session_ends_in_any_case_after_its_hours(participant: Visitor, engine: Engine, settings: Settings) -> None:
    with Session(engine) as session:
        stored = session.scalars(select(ToolSession)).one()
        assert stored.expires_at - stored.opened_at == timedelta(hours=settings.session_hours)
    set_session(engine, expires_at=datetime.now(UTC))
    assert_refused(participant.get(PAGE), "opened too long ago")


def test_an_address_copied_into_another_browser_opens_nothing(app: Flask, participant: Visitor, visit: Visit) -> None:
    address = f"{participant.base}/{PAGE}"
    assert_refused(app.test_client().get(address), "opened in another browser")
    other = visit(sub="user-2")
    assert_refused(other.client.get(address), "opened in another browser")
    assert participant.get(PAGE).status_code == 200


def test_a_stolen_address_cannot_be_posted_to(app: Flask, participant: Visitor, visit: Visit, engine: Engine) -> None:
    csrf, thief = participant.csrf, visit(sub="user-2")
    before = rows(engine)
    answer = thief.client.post(f"{participant.base}/{PAGE}/read", data={"csrf": csrf})
    assert_refused(answer, "opened in another browser")
    assert rows(engine) == before


def test_a_page_of_a_frame_opens_in_a_tab_only_with_its_browsers_cookie(app: Flask, participant: Visitor) -> None:
    assert participant.get(PAGE, headers=FRAME).status_code == 200
    assert participant.get(PAGE, headers=DOCUMENT).status_code == 200
    answer = app.test_client().get(f"{participant.base}/{PAGE}", headers=DOCUMENT)
    assert_refused(answer, "only works inside your course")


def test_a_launch_into_a_tab_of_its_own_opens_pages_there(app: Flask, lms: FakePlatform) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    form = {"state": asked["state"], "id_token": lms.sign(lms.claims(asked["nonce"]))}
    answer = client.post("/lti/launch", data=form, base_url="https://localhost", headers=DOCUMENT)
    assert answer.status_code == 303
    assert client.get(answer.location, headers=DOCUMENT, follow_redirects=True).status_code == 200


def test_two_people_in_one_browser_never_mix(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()

    def launched(**changes: Any) -> Visitor:
        asked = begin_login(client, lms)
        form = {"state": asked["state"], "id_token": lms.sign(lms.claims(asked["nonce"], **changes))}
        return Visitor(client, client.post("/lti/launch", data=form, base_url="https://localhost").location)

    amara = launched()
    helen = launched(**Visitor.AS_FACILITATOR)
    chidi = launched(sub="user-2", name="Chidi Balogun")
    assert len({amara.csrf, helen.csrf, chidi.csrf}) == 3
    chidi.post("writing/planning-reflection", {"text": "Only Chidi wrote this."})
    for visitor, name in ((amara, "Amara Osei"), (chidi, "Chidi Balogun"), (amara, "Amara Osei")):
        page = visitor.get("pages/planning-do")
        assert name in page.text
        assert ("Only Chidi wrote this." in page.text) is (visitor is chidi)
    assert amara.get("marking").status_code == 403
    assert helen.get("marking").status_code == 200
    stolen = client.post(f"{amara.base}/{PAGE}/read", data={"csrf": chidi.csrf})
    assert_refused(stolen, "does not belong to your session")


@pytest.mark.parametrize("changes", [{"sub": "user-1"}, {"sub": "user-1", **ELSEWHERE}], ids=["same", "another course"])
def test_one_person_in_two_courses_keeps_two_sets_of_work(
    participant: Visitor, visit: Visit, changes: dict[str, Any]
) -> None:
    participant.post("writing/planning-reflection", {"text": "About the autumn."})
    again = visit(**changes)
    assert ("About the autumn." in again.get("pages/planning-do").text) is (LTI + "context" not in changes)


def test_of_two_launches_with_one_login_only_one_comes_through(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    secret = browser_secret(client)
    form = {"state": asked["state"], "id_token": lms.sign(lms.claims(asked["nonce"]))}
    statuses: list[int] = []
    together = threading.Barrier(4)

    def post() -> None:
        own = app.test_client()
        own.set_cookie(COOKIE, secret)
        together.wait(5)
        statuses.append(own.post("/lti/launch", data=form, base_url="https://localhost").status_code)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(statuses) == [303, 400, 400, 400]
    assert rows(engine)["tool_session"] == 1


def test_a_withdrawn_deployment_ends_what_is_open_until_it_is_approved_again(
    participant: Visitor, engine: Engine
) -> None:
    assert participant.get(PAGE).status_code == 200
    with Session(engine) as session, session.begin():
        registry.withdraw(session, 1, "deployment-1", datetime.now(UTC), who="a test")
    assert_refused(participant.get(PAGE), "opened too long ago")
    with Session(engine) as session, session.begin():
        registry.approve(session, 1, "deployment-1", datetime.now(UTC), who="a test")
    assert participant.get(PAGE).status_code == 200


def test_without_a_cookie_a_browser_must_say_that_it_shows_a_frame(participant: Visitor, engine: Engine) -> None:
    set_session(engine, browser_digest=NO_COOKIE, top_level=False)
    participant.client.delete_cookie(participant_cookie(participant))
    assert participant.get(PAGE, headers=FRAME).status_code == 200
    for headers in ({}, DOCUMENT):
        assert_refused(participant.get(PAGE, headers=headers), "This page only works inside your course.")


def participant_cookie(visitor: Visitor) -> str:
    [name] = [name for (_, _, name) in visitor.client._cookies if name.startswith(COOKIE)]  # type: ignore[union-attr]
    return str(name)


def test_a_form_without_the_sessions_own_token_does_nothing(participant: Visitor, engine: Engine) -> None:
    paths = (
        f"{PAGE}/read",
        "questions/planning-check/answers",
        "writing/planning-reflection",
        "tasks/fat-planning/draft",
        "tasks/fat-planning/check",
        "tasks/fat-planning/submissions",
        "marking/00000000-0000-0000-0000-000000000000",
    )
    forms: tuple[dict[str, str], ...] = ({}, {"csrf": ""}, {"csrf": "wrong"}, {"csrf": "é"})
    before = rows(engine)
    for path, form in product(paths, forms):
        data = {**form, "option": "b", "text": "x", **ANSWER}
        answer = participant.client.post(f"{participant.base}/{path}", data=data)
        assert_refused(answer, "This form does not belong to your session.")
        assert "Reload the page" in answer.text
        assert rows(engine) == before, path


def test_a_script_may_send_the_token_in_a_header(participant: Visitor) -> None:
    headers = {"X-CSRF-Token": participant.csrf, "X-Requested-With": "fetch"}
    address = f"{participant.base}/writing/planning-reflection"
    assert participant.client.post(address, data={"text": "x"}, headers=headers).status_code == 200
    headers["X-CSRF-Token"] = "wrong"
    assert participant.client.post(address, data={"text": "x"}, headers=headers).status_code == 403


def test_a_zero_character_in_a_form_is_refused_calmly(participant: Visitor, engine: Engine) -> None:
    before = rows(engine)
    answer = participant.post("writing/planning-reflection", {"text": "a\0b"})
    assert answer.status_code == 400
    assert rows(engine) == before


def test_a_participant_cannot_open_a_facilitators_pages(participant: Visitor, engine: Engine) -> None:
    submission = submitted(participant, engine)
    before = rows(engine)
    mark = {"outcome": "marked", "level-fat-planning-clear": "2", "feedback": "Mine.", "seen": ""}
    for answer in (
        participant.get("marking"),
        participant.get(f"marking/{submission}"),
        participant.post(f"marking/{submission}", mark),
    ):
        assert_refused(answer, "It is for facilitators.", "This page is not for your role")
    assert rows(engine) == before


def test_an_author_sees_the_content_and_no_ones_work(participant: Visitor, visit: Visit, engine: Engine) -> None:
    submission = submitted(participant, engine)
    author = visit(sub="author-1", **{LTI + "roles": ["ContentDeveloper"]})
    assert author.get(PAGE).status_code == 200
    assert author.get("marking").status_code == 403
    assert author.get(f"marking/{submission}").status_code == 403


def test_a_facilitator_of_another_course_neither_sees_nor_marks_a_submission(
    participant: Visitor, visit: Visit, engine: Engine
) -> None:
    submission = submitted(participant, engine)
    stranger = visit(**Visitor.AS_FACILITATOR, **ELSEWHERE)
    before = rows(engine)
    assert "Amara Osei" not in stranger.get("marking").text
    mark = {"outcome": "marked", "level-fat-planning-clear": "2", "feedback": "No.", "seen": ""}
    for answer in (stranger.get(f"marking/{submission}"), stranger.post(f"marking/{submission}", mark)):
        assert answer.status_code == 404
        assert "There is no such submission in this course." in answer.text
        assert "meetings" not in answer.text
    assert rows(engine) == before


def test_a_facilitator_of_the_same_course_sees_the_submission(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    page = facilitator.get(f"marking/{submitted(participant, engine)}")
    assert page.status_code == 200
    assert "Too many meetings" in page.text


def test_another_participant_does_not_see_a_receipt(participant: Visitor, visit: Visit, engine: Engine) -> None:
    submitted(participant, engine)
    assert participant.get("tasks/fat-planning/submissions/1").status_code == 200
    assert visit(sub="user-2").get("tasks/fat-planning/submissions/1").status_code == 404


def test_what_a_facilitator_or_author_tries_out_stores_nothing(visit: Visit, engine: Engine) -> None:
    for role in ("Instructor", "ContentDeveloper"):
        looking = visit(sub=role, **{LTI + "roles": [role]})
        before = rows(engine)
        assert before["statement"] == 0
        assert looking.get(PAGE).status_code == 200
        assert looking.post(f"{PAGE}/read", {}).status_code == 200
        assert looking.post("questions/planning-check/answers", {"option": "b"}).status_code == 200
        assert looking.post("writing/planning-reflection", {"text": "Trying."}).status_code == 403
        assert looking.post("tasks/fat-planning/draft", ANSWER).status_code == 403
        assert looking.post("tasks/fat-planning/submissions", {}).status_code == 403
        assert rows(engine) == before
