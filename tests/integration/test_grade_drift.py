"""What stands in the gradebook: seen there, somebody else's, gone; and never written over unasked."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from couriers import deliver, deliver_and_look, hand_over, later, posts, take
from fakes import FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.services.delivery import Doors, overview
from lti_npq.storage.models import LineItem, OwedScore
from stored import owed_score, rows
from visitors import Visitor

Launch = Callable[..., Visitor]


def own_page(engine: Engine) -> str:
    return f"marking/{owed_score(engine).submission_id}"


def correct(facilitator: Visitor, engine: Engine, points: int) -> None:
    facilitator.marks(own_page(engine), points=points)


def insists(facilitator: Visitor, engine: Engine, *, sure: bool = True) -> str:
    """Send the grade all the same, as the page offers it; return the page that follows."""
    page = facilitator.get(own_page(engine)).text
    seen = re.findall(r'name="stands" value="(\d+:[^"]*)"', page)
    assert seen, page
    form = {"stands": seen[0]} | ({"sure": "yes"} if sure else {})
    return facilitator.post(f"{own_page(engine)}/grade", form).text


def on_their_way(engine: Engine) -> tuple[int, int]:
    """Return how many scores are owed by all counts, and how many to the one LMS."""
    with Session(engine) as session:
        found = overview(session, later())
    return found.scores_owed, sum(platform.owed for platform in found.platforms)


@pytest.fixture
def seen_at(marked: Visitor, engine: Engine, doors: Doors) -> datetime:
    """When the participant's two points were seen in the gradebook."""
    return deliver_and_look(engine, doors, later())


def test_a_participant_is_told_once_the_lms_has_the_grade(
    participant: Visitor, marked: Visitor, engine: Engine, doors: Doors
) -> None:
    assert "On its way to your LMS" in participant.get("tasks/fat-planning").text
    now = later()
    deliver(engine, doors, now)
    assert "Sent to your LMS" in participant.get("tasks/fat-planning").text
    deliver(engine, doors, now + timedelta(seconds=15))
    assert "Your LMS has this grade" in participant.get("tasks/fat-planning").text


def test_a_teachers_later_grade_is_shown_and_a_correction_waits_for_a_word(
    participant: Visitor, marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    deliver(engine, doors, seen_at + timedelta(hours=1, seconds=1))
    for page in ("marking", own_page(engine)):
        assert "The LMS has 5 of 8, you gave 2 of 2. Nothing was overwritten." in marked.get(page).text
    assert "Your LMS shows another grade" in participant.get("tasks/fat-planning").text
    correct(marked, engine, points=1)
    deliver(engine, doors, seen_at + timedelta(hours=3))
    assert [score["scoreGiven"] for score in lms.scores] == [2]
    assert "The LMS has 5 of 8, you gave 1 of 2" in marked.get("marking").text


def test_a_grade_that_was_there_before_ours_is_not_written_over(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 1, 2)
    deliver(engine, doors, later())
    assert lms.scores == []
    assert "The LMS has 1 of 2, you gave 2 of 2" in marked.get("marking").text


def test_a_teachers_own_words_are_not_written_over(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 2, 2, "The teacher's own words.")
    deliver(engine, doors, later())
    assert lms.scores == []
    assert "The gradebook differs" in marked.get("marking").text


def test_an_override_just_before_a_correction_is_seen_in_time(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    correct(marked, engine, points=1)
    deliver(engine, doors, seen_at + timedelta(seconds=5))
    assert len(lms.scores) == 1
    assert "The LMS has 5 of 8, you gave 1 of 2" in marked.get("marking").text


def test_the_facilitators_grade_is_sent_all_the_same_once_they_say_so(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    correct(marked, engine, points=1)
    now = seen_at + timedelta(seconds=5)
    deliver(engine, doors, now)
    assert "Tick the box" in insists(marked, engine, sure=False)
    deliver(engine, doors, now + timedelta(seconds=5))
    assert len(lms.scores) == 1
    insists(marked, engine)
    deliver_and_look(engine, doors, now + timedelta(seconds=10))
    assert [score["scoreGiven"] for score in lms.scores] == [2, 1]
    assert "In the gradebook" in marked.get("marking").text


def test_a_correction_that_waits_for_a_word_is_not_on_its_way(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    correct(marked, engine, points=1)
    assert on_their_way(engine) == (1, 1)
    deliver(engine, doors, seen_at + timedelta(seconds=5))
    assert on_their_way(engine) == (0, 0)
    insists(marked, engine)
    assert on_their_way(engine) == (1, 1)


def test_an_lms_that_keeps_its_own_grade_all_the_same_is_seen_to(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    lms.keeps_overrides = True
    deliver(engine, doors, seen_at + timedelta(hours=2))
    insists(marked, engine)
    at = deliver_and_look(engine, doors, seen_at + timedelta(hours=2, seconds=5))
    assert "The LMS has 5 of 8, you gave 2 of 2" in marked.get("marking").text
    deliver(engine, doors, at + timedelta(hours=5))
    assert len(lms.scores) == 2


def test_insisting_on_what_has_changed_since_is_refused(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    deliver(engine, doors, seen_at + timedelta(hours=2))
    answer = marked.post(f"{own_page(engine)}/grade", {"stands": "1:6.0:8.0", "sure": "yes"})
    assert answer.status_code == 409
    assert owed_score(engine).insisted_revision is None


def test_a_participant_sends_no_grade(participant: Visitor, marked: Visitor, engine: Engine, visit: Launch) -> None:
    form = {"stands": "1:5.0:8.0", "sure": "yes"}
    assert participant.post(f"{own_page(engine)}/grade", form).status_code == 403
    elsewhere = visit(
        **Visitor.AS_FACILITATOR, **{"https://purl.imsglobal.org/spec/lti/claim/context": {"id": "course-2"}}
    )
    assert elsewhere.post(f"{own_page(engine)}/grade", form).status_code == 404


def test_a_teacher_who_takes_the_override_back_lets_the_correction_go(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.override("user-1", 5, 8)
    correct(marked, engine, points=1)
    deliver(engine, doors, seen_at + timedelta(seconds=5))
    lms.overrides.clear()
    at = seen_at + timedelta(hours=2)
    deliver(engine, doors, at)
    deliver(engine, doors, at + timedelta(seconds=15))
    assert [score["scoreGiven"] for score in lms.scores] == [2, 1]
    assert owed_score(engine).confirmed_at is not None


def test_our_own_former_grade_is_no_drift(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    correct(marked, engine, points=1)
    deliver_and_look(engine, doors, seen_at + timedelta(seconds=5))
    assert [score["scoreGiven"] for score in lms.scores] == [2, 1]
    assert owed_score(engine).drifted_at is None


def test_a_lost_answer_and_a_correction_are_no_drift(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.loses_answers = True
    now = later()
    deliver(engine, doors, now)
    correct(marked, engine, points=1)
    deliver_and_look(engine, doors, now + timedelta(minutes=15))
    assert [score["scoreGiven"] for score in lms.scores] == [2, 1]
    assert owed_score(engine).confirmed_at is not None


def test_a_grade_that_the_lms_shows_late_is_waited_for_and_one_that_it_never_shows_is_told(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver(engine, doors, now)
    for wait in (timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15)):
        now += wait
        lms.result_answers.append(Answer(200, {}, b"[]"))
        deliver(engine, doors, now)
        assert "Sent to the gradebook" in marked.get("marking").text
    lms.result_answers.append(Answer(200, {}, b"[]"))
    deliver(engine, doors, now + timedelta(hours=2))
    assert "The LMS has no grade, you gave 2 of 2" in marked.get("marking").text


def test_a_column_is_read_at_once_for_all_and_at_most_hourly(
    marked: Visitor, visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    for number in range(2, 6):
        visit(sub=f"user-{number}").hands_in()
        marked.marks(points=1)
    now = deliver_and_look(engine, doors, later())
    assert all(score.confirmed_at for score in rows(engine, OwedScore))
    before = len(lms.requests)
    for minutes in range(0, 59, 7):
        deliver(engine, doors, now + timedelta(minutes=minutes))
    assert len(lms.requests) == before
    deliver(engine, doors, now + timedelta(minutes=61))
    assert [(method, url.rpartition("/")[2]) for method, url in lms.requests[before:]] == [("GET", "results?type_id=3")]
    deliver(engine, doors, now + timedelta(days=13, hours=23))
    before = len(lms.requests)
    deliver(engine, doors, now + timedelta(days=15))
    deliver(engine, doors, now + timedelta(days=16))
    assert len(lms.requests) <= before + 1


def test_what_was_sent_while_the_column_was_read_is_not_judged_by_it(
    marked: Visitor, seen_at: datetime, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    at = seen_at + timedelta(hours=2)
    reading = take(engine, doors, at)
    correct(marked, engine, points=1)
    deliver(engine, doors, at)
    hand_over(engine, doors, reading, at)
    assert owed_score(engine).drifted_at is None
    deliver(engine, doors, at + timedelta(seconds=30))
    assert owed_score(engine).confirmed_at is not None


@pytest.mark.parametrize("trouble", [Answer(503, {}, b""), Answer(200, {}, b"<html>"), Answer(200, {}, b'{"a": 1}')])
def test_a_reading_that_fails_judges_nothing_and_is_tried_again(
    trouble: Answer, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    deliver(engine, doors, now)
    lms.result_answers.append(trouble)
    deliver(engine, doors, now + timedelta(seconds=15))
    assert "Sent to the gradebook" in marked.get("marking").text
    deliver(engine, doors, now + timedelta(minutes=15))
    assert "In the gradebook" in marked.get("marking").text


def test_an_lms_that_shows_no_results_gets_its_grades_and_the_page_says_so(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.refused_scopes.add("result.readonly")
    now = deliver_and_look(engine, doors, later())
    assert len(lms.scores) == 1
    page = marked.get("marking").text
    assert "Sent to the gradebook" in page
    assert "Your LMS does not let this tool look" in page
    assert deliver(engine, doors, now + timedelta(days=1)) == 0


def test_a_deleted_column_is_told_and_made_anew_for_everybody_once_a_grade_is_sent(
    marked: Visitor, visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    visit(sub="user-2").hands_in()
    marked.marks(points=1)
    now = deliver_and_look(engine, doors, later())
    lms.deletes_columns()
    deliver(engine, doors, now + timedelta(hours=2))
    assert marked.get("marking").text.count("The LMS has no grade") == 2
    assert lms.line_items == []
    first = rows(engine, OwedScore)[0]
    marked.marks(f"marking/{first.submission_id}", points=0)
    page = marked.get(f"marking/{first.submission_id}").text
    [seen] = re.findall(r'name="stands" value="(\d+:[^"]*)"', page)
    marked.post(f"marking/{first.submission_id}/grade", {"stands": seen, "sure": "yes"})
    for minutes in (121, 130, 140):
        deliver(engine, doors, now + timedelta(minutes=minutes))
    [column] = rows(engine, LineItem)
    assert {score["userId"] for score in lms.scores[2:]} == {"user-1", "user-2"}
    assert len(lms.line_items) == 1
    assert column.url == lms.line_items[0]["id"]


@pytest.mark.parametrize("ahead", [-90, 90])
def test_a_clock_that_is_off_neither_locks_out_nor_is_refused(
    ahead: int, marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    lms.clock_ahead = timedelta(seconds=ahead)
    now = later()
    deliver(engine, doors, now)
    [score] = lms.scores
    apart = (datetime.fromisoformat(score["timestamp"]) - now).total_seconds()
    assert abs(apart - ahead) < 10


def test_a_grade_given_up_is_sent_again_by_the_facilitator(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    hand_over(engine, doors, take(engine, doors, now), now)
    lms.answers.append(Answer(422, {}, b"User not found in course or is not a student"))
    deliver(engine, doors, now)
    page = marked.get(own_page(engine)).text
    assert "Not in the gradebook yet" in page
    assert "Send it again" in page
    marked.post(f"{own_page(engine)}/grade", {})
    deliver(engine, doors, now + timedelta(seconds=2))
    assert len(lms.scores) == 1


@pytest.mark.parametrize(
    ("trouble", "state", "words"),
    [
        (Answer(401, {}, b""), "failed", "no longer knows this tool"),
        (Answer(403, {}, b"403 Forbidden (Rate Limit Exceeded)"), "waiting", "it asks for fewer requests"),
        (Answer(403, {}, b""), "failed", "it does not allow that"),
        (Answer(404, {}, b""), "waiting", "the column is gone"),
        (Answer(422, {}, b"maximum number of allowed attempts"), "failed", "no attempts left"),
        (Answer(400, {}, b"Incorrect score received{}"), "failed", "not, or no longer, a participant"),
        (Answer(429, {"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"}, b""), "waiting", "fewer requests"),
        (Answer(500, {}, b""), "waiting", "the grade may be locked"),
        (Answer(502, {}, b"<html>"), "waiting", "out of order"),
        (Answer(200, {}, b"<html>Maintenance"), "waiting", "it is a web page"),
        (Answer(302, {}, b""), "failed", "it sends this tool elsewhere"),
        (DoorError("the answer is too large"), "waiting", "the answer is too large"),
        (DoorError("the answer takes too long"), "waiting", "takes too long"),
    ],
)
def test_every_answer_is_told_in_words_and_loses_no_grade(
    trouble: Answer | DoorError,
    state: str,
    words: str,
    marked: Visitor,
    engine: Engine,
    doors: Doors,
    lms: FakePlatform,
) -> None:
    now = later()
    hand_over(engine, doors, take(engine, doors, now), now)
    lms.answers += [trouble] * (2 if isinstance(trouble, Answer) and trouble.status == 401 else 1)
    deliver(engine, doors, now)
    page = marked.get("marking").text
    assert words in page
    assert ("Not in the gradebook yet" in page) == (state == "failed")
    if state == "failed":
        marked.post(f"{own_page(engine)}/grade", {})
    for hours in (2, 4):
        deliver(engine, doors, now + timedelta(hours=hours))
    assert [score["scoreGiven"] for score in posts(lms, "/scores")[-1:]] == [2]
    assert owed_score(engine).confirmed_at is not None


def test_canvas_refuses_an_older_time_with_400_and_the_grade_is_read_back(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    hand_over(engine, doors, take(engine, doors, now), now)
    lms.answers.append(Answer(400, {}, b"Provided timestamp of 1 before last updated timestamp of 2"))
    lms.result_answers += [
        Answer(200, {}, b"[]"),
        Answer(200, {}, b'[{"userId": "user-1", "resultScore": 1, "resultMaximum": 2}]'),
    ]
    deliver(engine, doors, now)
    assert "The LMS has 1 of 2, you gave 2 of 2" in marked.get("marking").text
