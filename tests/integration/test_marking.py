"""The facilitator's side of a task: the queue, the mark, and what the mark owes."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from factories import small_package
from fakes import LTI
from lti_npq.services import installation
from lti_npq.settings import Settings
from lti_npq.storage.models import Marking, OwedScore
from new_content import Publish, ask_for_an_account
from stored import owed, owed_score, rows
from visitors import Visitor
from xapi import vocabulary

LEVEL = "level-fat-planning-clear"
FEEDBACK = "Clear. Next, say why."
UNKNOWN = "7b3f4c8e-1d52-4a6b-9e0f-6c2d8a91b5e7"
COURSE_2 = {LTI + "context": {"id": "course-2", "title": "Spring cohort"}}

Launch = Callable[..., Visitor]


def marks(engine: Engine) -> list[Marking]:
    return sorted(rows(engine, Marking), key=lambda mark: mark.number)


def test_a_facilitator_lands_on_the_queue(facilitator: Visitor) -> None:
    page = facilitator.get()
    assert page.request.path.endswith("/marking")
    assert "Nothing is waiting for you" in page.text


def test_the_queue_holds_who_handed_in_what_oldest_first(participant: Visitor, visit: Launch) -> None:
    participant.hands_in("Lessons start late.")
    visit(sub="user-2", name="Ben Ito").hands_in("Books go missing.")
    page = visit(**Visitor.AS_FACILITATOR).get().text
    assert "2 tasks are waiting for you" in page
    assert page.index("Amara Osei") < page.index("Ben Ito")


def test_the_queue_is_of_the_own_course_alone(participant: Visitor, facilitator: Visitor, visit: Launch) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    elsewhere = visit(**Visitor.AS_FACILITATOR, **COURSE_2)
    assert elsewhere.waiting() == []
    assert elsewhere.get(path).status_code == 404
    form = {LEVEL: "2", "feedback": FEEDBACK, "outcome": "marked", "seen": ""}
    assert elsewhere.post(path, form).status_code == 404


def test_the_queue_is_of_the_own_programme_alone(
    participant: Visitor, facilitator: Visitor, visit: Launch, engine: Engine, settings: Settings
) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    other = small_package(settings.data_dir.parent / "other-2021", id="other-2021")
    with Session(engine) as session, session.begin():
        installation.publish_folder(session, settings, other, datetime.now(UTC))
    elsewhere = visit(**Visitor.AS_FACILITATOR, **{LTI + "custom": {"content": "other-2021"}})
    assert elsewhere.waiting() == []
    assert elsewhere.get(path).status_code == 404


@pytest.mark.parametrize("path", ["marking", f"marking/{UNKNOWN}"])
def test_marking_is_for_facilitators(path: str, participant: Visitor) -> None:
    refused = participant.get(path)
    assert refused.status_code == 403
    assert "not for your role" in refused.text


def test_nobody_marks_their_own_answer(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    form = {LEVEL: "2", "feedback": FEEDBACK, "outcome": "marked", "seen": ""}
    assert participant.post(path, form).status_code == 403
    assert rows(engine, Marking) == []


@pytest.mark.parametrize("unknown", [UNKNOWN, "nonsense"])
def test_a_mark_for_an_unknown_submission_is_not_found(unknown: str, facilitator: Visitor, engine: Engine) -> None:
    form = {LEVEL: "2", "feedback": FEEDBACK, "outcome": "marked", "seen": ""}
    assert facilitator.post(f"marking/{unknown}", form).status_code == 404
    assert rows(engine, Marking) == []


def test_a_name_that_the_lms_keeps_private_is_called_so(visit: Launch, facilitator: Visitor) -> None:
    visit(name=None).hands_in()
    [path] = facilitator.waiting()
    assert "Participant (name not shared)" in facilitator.get("marking").text
    assert "Feedback to Participant (name not shared)" in facilitator.get(path).text


def test_a_submission_shows_the_answer_beside_the_criteria(participant: Visitor, facilitator: Visitor) -> None:
    participant.hands_in("Lessons <i>start</i> late.")
    page = facilitator.get(facilitator.waiting()[0]).text
    assert "Lessons &lt;i&gt;start&lt;/i&gt; late." in page
    assert "Named and explained." in page
    assert "checked" not in page.split("data-keys")[0]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({LEVEL: ""}, "Choose a level for “A clear problem”."),
        ({LEVEL: "7"}, "Choose a level for “A clear problem”."),
        ({LEVEL: "-1"}, "Choose a level for “A clear problem”."),
        ({LEVEL: "9" * 5_000}, "Choose a level for “A clear problem”."),
        ({"feedback": "  \n"}, "Write a sentence or two of feedback"),
        ({"outcome": ""}, "Choose whether the answer is marked or goes back"),
        ({"outcome": "passed"}, "Choose whether the answer is marked or goes back"),
        ({"outcome": "returned", LEVEL: "7"}, "Choose a level for “A clear problem”."),
    ],
)
def test_an_incomplete_mark_says_what_is_missing(
    changed: dict[str, str], problem: str, participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in()
    refused = facilitator.marks(**changed)
    assert refused.status_code == 422
    assert problem in refused.text
    assert rows(engine, Marking) == rows(engine, OwedScore) == []


def test_an_incomplete_mark_keeps_what_was_chosen(participant: Visitor, facilitator: Visitor) -> None:
    participant.hands_in()
    without_words = facilitator.marks(points=1, feedback="").text
    assert 'value="1" id="level-fat-planning-clear-1" aria-describedby="level-fat-planning-clear-1-is" checked' in (
        " ".join(without_words.split())
    )
    without_level = facilitator.marks(**{LEVEL: ""}, feedback="Half a thought").text
    assert "Half a thought</textarea>" in without_level


def test_a_mark_is_stored_with_points_and_feedback(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    participant.hands_in()
    page = facilitator.marks(points=1, feedback=f"  {FEEDBACK}\n").text
    assert "1 of 2 points" in page
    assert "On its way to the gradebook" in page
    [mark] = rows(engine, Marking)
    assert (mark.points, mark.maximum, mark.feedback, mark.outcome) == (1, 2, FEEDBACK, "marked")
    assert mark.levels == {"fat-planning-clear": 1}
    assert facilitator.waiting() == [f"marking/{mark.submission_id}"]
    assert "Nothing is waiting for you" in facilitator.get("marking").text


def test_a_mark_owes_exactly_one_score(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    participant.hands_in()
    facilitator.marks(points=1)
    score = owed_score(engine)
    assert (score.points, score.maximum, score.comment, score.revision) == (1, 2, FEEDBACK, 1)
    assert not score.delivered


def test_a_final_account_is_handed_in_and_marked_like_any_task(
    publish: Publish, participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    publish(ask_for_an_account)
    home = participant.get("/").text
    assert "Final account · " in home
    assert "at the desk" in home
    assert "in school and at the desk" not in home
    participant.hands_in()
    facilitator.marks(points=1)
    assert (owed_score(engine).points, owed_score(engine).maximum) == (1, 2)


def test_a_mark_owes_a_statement_of_the_participant_by_the_facilitator(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in()
    facilitator.marks(points=1)
    [statement] = owed(engine, vocabulary.SCORED)
    assert statement["actor"]["account"]["name"] == "user-1"
    assert statement["context"]["instructor"]["account"]["name"] == "facilitator-1"
    assert statement["result"]["score"] == {"raw": 1, "min": 0, "max": 2, "scaled": 0.5}
    [handed_in] = owed(engine, vocabulary.SUBMITTED)
    assert statement["context"]["registration"] == handed_in["context"]["registration"]


def test_nought_points_are_a_score_too(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    participant.hands_in()
    facilitator.marks(points=0)
    assert owed_score(engine).points == 0


@pytest.mark.parametrize("level", ["", "1"])
def test_an_answer_that_goes_back_owes_no_score(
    level: str, participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in()
    assert facilitator.marks(outcome="returned", **{LEVEL: level}).status_code == 200
    assert rows(engine, OwedScore) == []
    assert owed(engine, vocabulary.SCORED) == []
    [mark] = rows(engine, Marking)
    assert mark.outcome == "returned"


def test_a_correction_is_a_mark_of_its_own_and_the_newest_is_owed(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    facilitator.marks(path, points=1, feedback="First thought.")
    facilitator.marks(path, points=2, feedback="Second thought.")
    assert [(mark.number, mark.latest, mark.points) for mark in marks(engine)] == [(1, False, 1), (2, True, 2)]
    score = owed_score(engine)
    assert (score.revision, score.points, score.comment) == (2, 2, "Second thought.")
    assert "Second thought." in participant.get("tasks/fat-planning").text
    assert "First thought." not in participant.get("tasks/fat-planning").text


def test_a_correction_starts_from_the_mark_that_stands(participant: Visitor, facilitator: Visitor) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    facilitator.marks(path, points=1, feedback="First thought.")
    page = facilitator.get(path).text
    assert "First thought.</textarea>" in page
    assert 'value="1" id="level-fat-planning-clear-1" aria-describedby="level-fat-planning-clear-1-is" checked' in page


def test_a_mark_taken_back_before_it_was_sent_is_not_sent(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in()
    [path] = facilitator.waiting()
    facilitator.marks(path)
    facilitator.marks(path, outcome="returned")
    assert [score for score in rows(engine, OwedScore) if not score.delivered] == []


def test_a_second_attempt_is_marked_on_its_own(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    participant.hands_in()
    facilitator.marks(outcome="returned")
    participant.hands_in("Now with a reason.")
    page = facilitator.get("marking").text
    assert "1 task is waiting for you" in page
    assert "Attempt 2" in page
    facilitator.marks(points=2)
    with Session(engine) as session:
        assert session.scalars(select(Marking.outcome).order_by(Marking.marked_at)).all() == ["returned", "marked"]
    assert owed_score(engine).points == 2
