"""Two people, or two tabs, at the same thing at the same moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.domain.engaged_time import Beat
from lti_npq.services import assessment, engagement, heartbeats, marking, sittings, visits
from lti_npq.services.browsers import Browser
from lti_npq.services.content import Library
from lti_npq.services.files import ContentStore
from lti_npq.services.page_views import Report
from lti_npq.services.visits import Visit
from lti_npq.settings import Settings
from lti_npq.storage.models import Answer, Marking, PageView, Submission, TaskDraft
from overlapping import Act, at_once
from stored import owed, owed_score, percents, rows
from visitors import Visitor, browser_secret
from xapi import vocabulary

PART = "fat-planning-problem"
Launch = Callable[..., Visitor]


def marks(engine: Engine) -> list[Marking]:
    return sorted(rows(engine, Marking), key=lambda mark: mark.number)


def visit_of(visitor: Visitor, engine: Engine, settings: Settings) -> Visit:
    """Return the visit behind a session's address."""
    browser = Browser([browser_secret(visitor.client)], "iframe")
    token = visitor.base.removeprefix("/s/")
    with Session(engine) as session:
        library = Library(ContentStore(settings.data_dir))
        return visits.resolve(session, settings, library, token, browser, datetime.now(UTC))


def test_the_second_of_two_facilitators_is_told(
    participant: Visitor, facilitator: Visitor, visit: Launch, engine: Engine
) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    colleague = visit(**{**Visitor.AS_FACILITATOR, "sub": "facilitator-2", "name": "Ruth Bell"})
    colleague.marks(path, points=1)
    late = facilitator.marks(path, seen="")
    assert late.status_code == 409
    assert "marked in the meantime" in late.text
    assert len(rows(engine, Marking)) == 1
    assert owed_score(engine).points == 1


def test_a_form_sent_back_still_knows_which_mark_it_was_made_in_view_of(
    participant: Visitor, facilitator: Visitor, visit: Launch
) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    visit(**{**Visitor.AS_FACILITATOR, "sub": "facilitator-2"}).marks(path)
    incomplete = facilitator.marks(path, seen="", feedback="")
    assert incomplete.status_code == 422
    assert 'name="seen" value=""' in incomplete.text


@pytest.mark.parametrize("marked_before", [False, True])
def test_of_two_marks_at_the_same_moment_one_counts(
    marked_before: bool, participant: Visitor, facilitator: Visitor, engine: Engine, settings: Settings
) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    if marked_before:
        facilitator.marks(path, points=0)
    standing = str(marks(engine)[0].id) if marked_before else ""
    library, visit = Library(ContentStore(settings.data_dir)), visit_of(facilitator, engine, settings)

    def mark(points: int) -> Act:
        return lambda session: marking.mark(
            session,
            library,
            visit,
            UUID(path.removeprefix("marking/")),
            outcome="marked",
            levels={"fat-planning-clear": points},
            feedback="Clear. Next, say why.",
            seen=standing,
            now=datetime.now(UTC),
        )

    assert len(at_once(engine, mark(2), mark(1))) == 1
    [latest] = [mark for mark in marks(engine) if mark.latest]
    assert latest.points == owed_score(engine).points == 2


def test_the_last_two_steps_at_the_same_moment_complete_the_module(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    participant.post("pages/planning-see/read", {})
    participant.post("pages/planning-do/read", {})
    visit, now = visit_of(participant, engine, settings), datetime.now(UTC)
    at_once(
        engine,
        lambda session: engagement.record_answer(session, visit, "planning-check", ["b"], now),
        lambda session: engagement.save_writing(session, visit, "planning-reflection", "One year group.", now),
    )
    assert percents(engine)[-1] == 100
    assert len(owed(engine, vocabulary.COMPLETED)) == 1


def test_of_two_answers_at_the_same_moment_one_is_the_last(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    visit, now = visit_of(participant, engine, settings), datetime.now(UTC)
    at_once(
        engine,
        lambda session: engagement.record_answer(session, visit, "planning-check", ["b"], now),
        lambda session: engagement.record_answer(session, visit, "planning-check", ["a"], now),
    )
    assert sorted((answer.chosen, answer.latest) for answer in rows(engine, Answer)) == [(["a"], True), (["b"], False)]


def test_an_autosave_that_meets_the_handing_in_leaves_no_draft_behind(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    participant.post("tasks/fat-planning/draft", {PART: "Lessons start late."})
    visit, now = visit_of(participant, engine, settings), datetime.now(UTC)
    read = assessment.fingerprint(visit.programme.task("fat-planning"), {PART: "Lessons start late."})
    conflicts = at_once(
        engine,
        lambda session: assessment.submit(session, visit, "fat-planning", read, now),
        lambda session: assessment.save_draft(session, visit, "fat-planning", PART, "Lessons st", now),
    )
    assert len(conflicts) == 1
    assert rows(engine, TaskDraft) == []
    assert len(rows(engine, Submission)) == 1


def test_of_two_handings_in_at_the_same_moment_one_counts(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    participant.post("tasks/fat-planning/draft", {PART: "Lessons start late."})
    visit, now = visit_of(participant, engine, settings), datetime.now(UTC)
    read = assessment.fingerprint(visit.programme.task("fat-planning"), {PART: "Lessons start late."})

    def submit(session: Session) -> object:
        return assessment.submit(session, visit, "fat-planning", read, now)

    assert len(at_once(engine, submit, submit)) == 1
    assert len(rows(engine, Submission)) == 1
    assert len(owed(engine, vocabulary.SUBMITTED)) == 1


def test_two_tabs_that_report_at_the_same_moment_count_once(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    visit = visit_of(participant, engine, settings)
    now = visit.opened_at + timedelta(seconds=20)

    def reports(page: str) -> Act:
        report = Report(uuid4(), 15_000, (Beat(1, 15_000, 15_000),))
        return lambda session: heartbeats.hear(session, visit, page, report, heartbeats.HERE, now)

    at_once(engine, reports("planning-see"), reports("planning-do"))
    assert sum(view.engaged_ms for view in rows(engine, PageView)) == 15_000


def test_two_pages_that_come_back_at_the_same_moment_begin_one_sitting(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    now = datetime.now(UTC) + timedelta(minutes=31)
    sittings.close_silent(engine, Library(ContentStore(settings.data_dir)), settings, now)
    visit, begun = visit_of(participant, engine, settings), []

    def comes_back(session: Session) -> None:
        begun.append(sittings.touch(session, visit, now).xapi_session)

    at_once(engine, comes_back, comes_back)
    assert begun[0] == begun[1] != visit.xapi_session
    assert len(owed(engine, vocabulary.RESUMED)) == 1
