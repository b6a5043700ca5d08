"""Deliveries that meet the unexpected: nothing ends them, and no receiver's trouble is another's."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from couriers import deliver, hand_over, later, take
from fakes import LTI, FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.services import installation
from lti_npq.services.delivery import Doors, overview
from lti_npq.services.delivery.lanes import LEASE
from lti_npq.settings import Settings
from lti_npq.storage.models import LineItem, OwedScore, ToolSession
from lti_npq.workers import delivering
from lti_npq.workers.delivering import DeliveryLoop, deliver_all
from lti_npq.workers.hands import Deliverer
from stored import owed_score, rows, verbs
from visitors import Visitor

Launch = Callable[..., Visitor]


def answer(document: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, headers, json.dumps(document).encode())


@pytest.mark.parametrize(
    "odd",
    [
        answer([{"resourceId": "small-2021/fat-planning", "id": "https://[lms"}]),
        answer([], Link='<https://[lms>; rel="next"'),
        answer([{"resourceId": "small-2021/fat-planning", "id": 7}, None, "x"]),
        answer({}, 429, **{"Retry-After": "Mon, 1 Jan 99999999999999999999 00:00:00 GMT"}),
        answer("no list"),
    ],
    ids=["broken id", "broken link", "id of no kind", "absurd pause", "no list"],
)
def test_an_odd_answer_ends_nothing(
    odd: Answer, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.answers.append(odd)
    deliver(engine, doors, datetime.now(UTC))
    deliver(engine, doors, later(minutes=30))
    assert [score["scoreGiven"] for score in lms.scores] == [2]


def test_a_result_of_no_kind_is_not_taken_for_ours(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    deliver_columns_only(engine, doors)
    lms.result_answers += [answer([{"userId": "user-1", "resultScore": "2", "resultMaximum": 2}])]
    deliver(engine, doors, later(seconds=5))
    assert owed_score(engine).trouble == "the LMS's answer makes no sense: resultScore is no number"
    assert lms.scores == []


def deliver_columns_only(engine: Engine, doors: Doors) -> None:
    """Find or make the column, and send nothing yet."""
    hand_over(engine, doors, take(engine, doors, datetime.now(UTC)), datetime.now(UTC))


def test_a_dead_lms_is_left_alone_with_all_its_scores(
    visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    people = [visit(sub=f"user-{number}") for number in range(4)]
    for person in people:
        person.hands_in()
    facilitator = visit(**Visitor.AS_FACILITATOR)
    for _ in people:
        facilitator.marks()
    deliver_columns_only(engine, doors)
    lms.answers.append(DoorError("no answer"))
    before = len(lms.requests)
    deliver(engine, doors, later(seconds=5))
    assert lms.scores == []
    assert len([url for _, url in lms.requests[before:] if url.endswith("scores?type_id=3")]) == 1
    deliver(engine, doors, later(minutes=30))
    assert len(lms.scores) == 4


def test_a_score_that_cannot_be_looked_up_is_sent_again(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    deliver_columns_only(engine, doors)
    lms.answers.append(answer({}, 503))
    deliver(engine, doors, later(seconds=5))
    lms.result_answers.append(answer({"error": "no such scope"}, 403))
    deliver(engine, doors, later(minutes=30))
    assert [score["scoreGiven"] for score in lms.scores] == [2]
    assert owed_score(engine).delivered


def test_a_worker_that_comes_back_late_leaves_the_lane_to_the_next(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = datetime.now(UTC)
    deliver_columns_only(engine, doors)
    late = take(engine, doors, now)
    lms.answers.append(DoorError("no answer"))
    settle_late = late.send(doors)
    prompt = take(engine, doors, now + LEASE + LEASE)
    with Session(engine) as session, session.begin():
        settle_late(session, now)
    assert owed_score(engine).leased_until is not None
    hand_over(engine, doors, prompt, later(minutes=10))
    assert owed_score(engine).delivered
    assert owed_score(engine).leased_until is None


def test_access_to_the_gradebook_that_comes_later_is_used(
    visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
    visit(**{ags: None}).hands_in()
    visit(**Visitor.AS_FACILITATOR, **{ags: None}).marks()
    deliver_all(engine, doors)
    assert owed_score(engine).final
    visit()
    deliver_all(engine, doors)
    assert [score["scoreGiven"] for score in lms.scores] == [2]


def test_an_lrs_that_the_settings_no_longer_name_is_owed_nothing_more(engine: Engine, participant: Visitor) -> None:
    with Session(engine) as session, session.begin():
        installation.use_destination(session, "https://new.example.org/xapi")
    participant.post("pages/planning-see/read", {})
    with Session(engine) as session:
        [store] = overview(session, datetime.now(UTC)).stores
    assert store.endpoint == "https://new.example.org/xapi"
    assert store.owed > 0


def test_a_module_of_two_courses_has_a_column_in_each(visit: Launch, engine: Engine, doors: Doors) -> None:
    for course in ("course-1", "course-2"):
        place = {LTI + "context": {"id": course, "title": course}}
        visit(**place).hands_in()
        visit(**Visitor.AS_FACILITATOR, **place).marks()
    deliver(engine, doors, datetime.now(UTC))
    assert len(rows(engine, LineItem)) == 2
    assert [score.delivered for score in rows(engine, OwedScore)] == [True, True]


def test_whatever_one_delivery_meets_the_loop_goes_on(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = threading.Semaphore(0)

    def failing(*_: object) -> int:
        calls.release()
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(Deliverer, "turn", failing)
    monkeypatch.setattr(delivering, "_LOOK_EVERY_SECONDS", 0.01)
    loop = DeliveryLoop(engine, settings)
    thread = loop.start()
    assert all(calls.acquire(timeout=10) for _ in range(3))
    loop.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert "something nobody thought of" in caplog.text


@pytest.mark.usefixtures("doors")
def test_the_loop_does_the_periodic_work_beside_the_deliveries(
    participant: Visitor, engine: Engine, settings: Settings
) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(ToolSession).values(last_used_at=datetime.now(UTC) - timedelta(hours=1)))
    loop = DeliveryLoop(engine, settings)
    thread = loop.start()
    until = time.monotonic() + 20
    while "abandoned" not in verbs(engine) and time.monotonic() < until:
        time.sleep(0.05)
    loop.stop()
    thread.join(10)
    assert verbs(engine) == ["launched", "initialized", "abandoned"]
