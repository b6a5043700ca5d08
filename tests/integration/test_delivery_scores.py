"""Scores on their way to the gradebook: exact, once, and never over somebody else's grade."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from couriers import deliver, hand_over, later, lease, posts, take
from fakes import LTI, FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.services import delivery, registry
from lti_npq.services.delivery import Doors
from lti_npq.services.delivery.lanes import LEASE
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import PlatformPace
from lti_npq.workers.delivering import deliver_all, deliver_next
from stored import owed_score, rows
from visitors import Visitor

Launch = Callable[..., Visitor]


def test_a_score_is_told_exactly(marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform) -> None:
    before = datetime.now(UTC)
    deliver_all(engine, doors)
    [score] = posts(lms, "/scores")
    sent_at = datetime.fromisoformat(score.pop("timestamp"))
    handed_in_at = datetime.fromisoformat(score["submission"].pop("submittedAt"))
    assert before - timedelta(milliseconds=1) <= sent_at <= datetime.now(UTC)
    assert handed_in_at == owed_score(engine).submitted_at.replace(
        microsecond=owed_score(engine).submitted_at.microsecond // 1000 * 1000
    )
    assert score == {
        "userId": "user-1",
        "scoreGiven": 2,
        "scoreMaximum": 2,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "comment": "Clear. Next, say why.",
        "submission": {},
    }
    headers, _ = next(sent for request, sent in zip(lms.requests, lms.sent, strict=True) if "/scores" in request[1])
    assert headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert re.fullmatch(r"Bearer [0-9a-f]{32}", headers["Authorization"])


def test_a_canvas_entered_by_hand_is_told_to_protect_what_it_has(
    visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    canvas = {LTI + "tool_platform": {"guid": "x", "product_family_code": "canvas"}}
    visit(**canvas).hands_in()
    visit(**Visitor.AS_FACILITATOR, **canvas).marks()
    deliver_all(engine, doors)
    [score] = posts(lms, "/scores")
    extension = score["https://canvas.instructure.com/lti/submission"]
    assert (extension["preserve_score"], extension["prioritize_non_tool_grade"]) == (True, True)


def test_a_delivered_score_is_sent_and_once_it_was_seen_there_in_the_gradebook(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver(engine, doors, now)
    assert "Sent to the gradebook" in marked.get("marking").text
    assert deliver(engine, doors, now) == 0
    deliver(engine, doors, now + timedelta(seconds=3))
    assert "In the gradebook" in marked.get("marking").text
    assert len(posts(lms, "/scores")) == 1


def test_nothing_is_sent_to_an_lms_that_was_removed(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    with Session(engine) as session, session.begin():
        registry.remove(session, 1, datetime.now(UTC), who="Ada")
    assert deliver(engine, doors, later()) == 0
    assert posts(lms, "/scores") == []
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", NewRegistration(name="LMS", **lms.registration), datetime.now(UTC))
    deliver(engine, doors, later())
    assert len(posts(lms, "/scores")) == 1


def test_nought_points_arrive_as_nought(
    participant: Visitor, facilitator: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    participant.hands_in()
    facilitator.marks(points=0)
    deliver_all(engine, doors)
    assert lms.scores[-1]["scoreGiven"] == 0


def test_a_correction_before_delivery_is_all_that_is_sent(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    marked.marks(f"marking/{owed_score(engine).submission_id}", points=1)
    deliver(engine, doors, later(seconds=5))
    assert [score["scoreGiven"] for score in lms.scores] == [1]


def test_a_correction_after_delivery_is_a_second_later_and_keeps_the_time_of_handing_in(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    first = later()
    deliver(engine, doors, first)
    marked.marks(f"marking/{owed_score(engine).submission_id}", points=1)
    assert deliver(engine, doors, first + timedelta(milliseconds=999)) == 0
    assert deliver(engine, doors, first + timedelta(seconds=1)) == 1
    one, two = lms.scores
    apart = datetime.fromisoformat(two["timestamp"]) - datetime.fromisoformat(one["timestamp"])
    assert apart >= timedelta(seconds=1)
    assert one["submission"] == two["submission"]
    assert [score["scoreGiven"] for score in lms.scores] == [2, 1]


def test_a_correction_while_the_first_mark_is_on_its_way_is_still_owed(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver_next(engine, doors, lambda: now)
    parcel = take(engine, doors, now)
    marked.marks(f"marking/{owed_score(engine).submission_id}", points=1)
    hand_over(engine, doors, parcel, now)
    assert not owed_score(engine).delivered
    deliver(engine, doors, now + timedelta(seconds=2))
    assert [score["scoreGiven"] for score in lms.scores] == [2, 1]


def test_a_mark_taken_back_on_its_way_stays_taken_back(marked: Visitor, engine: Engine, doors: Doors) -> None:
    now = later()
    deliver_next(engine, doors, lambda: now)
    parcel = take(engine, doors, now)
    marked.marks(f"marking/{owed_score(engine).submission_id}", outcome="returned")
    hand_over(engine, doors, parcel, now)
    assert owed_score(engine).leased_until is None
    assert deliver(engine, doors, later(hours=1)) == 0


def test_a_token_that_ran_out_early_is_renewed_once(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    deliver_next(engine, doors)
    lms.answers.append(Answer(401, {}, b""))
    deliver_all(engine, doors)
    tokens = [url for _, url in lms.requests if url.endswith("/token")]
    assert len(tokens) == 4  # for the column, for looking, for the score, and for the score again
    assert len(lms.scores) == 1
    assert owed_score(engine).delivered


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "it does not allow that"), (400, "HTTP 400"), (422, "not, or no longer, a participant")],
)
def test_what_only_a_person_can_mend_is_not_repeated_and_says_so(
    status: int, words: str, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    deliver_next(engine, doors)
    lms.answers.append(Answer(status, {}, b""))
    deliver_all(engine, doors)
    assert owed_score(engine).final
    page = marked.get("marking").text
    assert "Not in the gradebook yet" in page
    assert words in page
    assert deliver(engine, doors, later(days=2)) == 0


@pytest.mark.parametrize("status", [403, 429, 503])
def test_the_time_that_the_lms_asks_for_is_given(
    status: int, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver_next(engine, doors, lambda: now)
    lms.answers.append(Answer(status, {"Retry-After": "900"}, b""))
    deliver(engine, doors, now)
    assert not owed_score(engine).final
    assert deliver(engine, doors, now + timedelta(seconds=899)) == 0
    assert deliver(engine, doors, now + timedelta(seconds=901)) == 1
    assert len(lms.scores) == 1
    assert "Sent to the gradebook" in marked.get("marking").text


@pytest.mark.parametrize("trouble", [Answer(500, {}, b""), Answer(503, {}, b""), DoorError("no answer (Timeout)")])
def test_an_lms_that_fails_is_tried_again_at_growing_distances(
    trouble: Answer | DoorError, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now, waits = later(), []
    for _ in range(6):
        lms.answers.append(trouble)
        assert deliver(engine, doors, now) == 1
        [pace] = rows(engine, PlatformPace)
        moments = [moment for moment in (owed_score(engine).retry_at, pace.retry_at) if moment]
        assert len(moments) == 2
        waits.append((max(moments) - now).total_seconds())
        now = max(moments)
    assert waits[0] < 5
    assert waits[-1] > 4 * waits[0]
    assert max(waits) <= 600
    deliver(engine, doors, now)
    assert owed_score(engine).delivered
    assert len(lms.line_items) == len(lms.scores) == 1


def had_a_newer_write(lms: FakePlatform, points: float, maximum: float, comment: str) -> None:
    """Have the LMS hold a grade, and refuse ours as older than it."""
    lms.override("user-1", points, maximum, comment)
    lms.answers.append(Answer(409, {}, b""))


@pytest.mark.parametrize(
    ("points", "maximum", "comment"),
    [
        (2, 2, "Clear. Next, say why."),
        (100, 100, "Clear. Next, say why.\n"),
        (2, 2, "Clear.\r\nNext,  say why."),
        (2, 2, "<p>Clear. Next, say why.</p>"),
        (2, 2, ""),
    ],
)
def test_a_conflict_with_the_same_grade_is_delivered(
    points: float, maximum: float, comment: str, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    deliver_next(engine, doors)
    had_a_newer_write(lms, points, maximum, comment)
    deliver_all(engine, doors)
    assert owed_score(engine).delivered
    assert owed_score(engine).confirmed_at is not None
    assert lms.scores == []


@pytest.mark.parametrize("arrived", [True, False])
def test_a_worker_that_dies_in_mid_delivery_repeats_nothing(
    arrived: bool, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver_next(engine, doors, lambda: now)
    parcel = take(engine, doors, now)
    if arrived:
        parcel.send(doors)
    assert deliver(engine, doors, now + LEASE - timedelta(seconds=1)) == 0
    assert deliver(engine, doors, now + LEASE) == 1
    assert len(posts(lms, "/scores")) == 1
    assert owed_score(engine).delivered


def test_an_answer_lost_on_the_way_is_looked_for_before_it_is_sent_again(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver_next(engine, doors, lambda: now)
    parcel = take(engine, doors, now)
    parcel.send(doors)
    with Session(engine) as session, session.begin():
        delivery.release_leases(session)
    deliver(engine, doors, now + timedelta(seconds=1))
    assert [method for method, url in lms.requests if "/scores" in url or "/results" in url] == ["GET", "POST", "GET"]
    assert owed_score(engine).delivered


def test_two_workers_take_different_scores(
    marked: Visitor, visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    visit(sub="user-2").hands_in()
    marked.marks(points=1)
    now = later()
    deliver_next(engine, doors, lambda: now)
    parcels = [lease(engine, doors, now) for _ in range(3)]
    assert parcels[2] is None
    for parcel in parcels[:2]:
        assert parcel is not None
        parcel.send(doors)
    assert sorted(score["userId"] for score in lms.scores) == ["user-1", "user-2"]


def test_one_refused_score_holds_up_no_other(
    marked: Visitor, visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    visit(sub="user-2").hands_in()
    marked.marks(points=1)
    deliver_next(engine, doors)
    lms.answers.append(Answer(400, {}, b""))
    deliver_all(engine, doors)
    assert [score["userId"] for score in lms.scores] == ["user-2"]


def test_a_clock_that_jumped_ahead_holds_back_no_score(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver_next(engine, doors, lambda: now)
    lms.answers.append(Answer(503, {}, b""))
    deliver(engine, doors, now + timedelta(days=365))
    take_of_a_worker_that_died = lease(engine, doors, now + timedelta(days=366))
    assert take_of_a_worker_that_died is not None
    assert lms.scores == []
    deliver(engine, doors, now + timedelta(seconds=2))
    assert [score["scoreGiven"] for score in lms.scores] == [2]
    assert owed_score(engine).delivered
