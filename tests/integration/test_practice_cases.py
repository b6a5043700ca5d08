"""Cases to practise on: answered for oneself, compared, answered again; and the final case, which opens later."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from fakes import LTI
from lti_npq.storage.models import LineItem, PracticeAnswer, Submission, TaskDraft
from new_content import Publish, add_cases
from stored import owed, rows
from visitors import Visitor
from xapi import vocabulary
from xapi.validation import violations

CASE = "tasks/practice-corridor"
COMPARISON = f"{CASE}/comparison"
ANSWER = {"practice-problem": "Late pupils are a sign.", "practice-steps": "Ask at the gate first."}
STRONG = "It tells the cause from its"


@pytest.fixture(autouse=True)
def _cases(publish: Publish, engine: Engine) -> None:
    publish(add_cases)


def test_a_case_to_practise_on_shows_the_case_and_not_what_is_strong(participant: Visitor) -> None:
    page = participant.get(CASE).text
    assert "Fernside in its second year" in page
    assert "nobody marks it" in page
    assert "Compare with a strong answer" in page
    assert STRONG not in page


def test_what_is_written_is_saved_as_with_any_task(participant: Visitor, engine: Engine) -> None:
    form = {"part": "practice-problem", "text": "Late pupils."}
    assert participant.post(f"{CASE}/draft", form, script=True).status_code == 200
    assert [part.text for part in rows(engine, TaskDraft)] == ["Late pupils."]
    page = participant.get(CASE).text
    assert "Late pupils." in page
    assert "2 words" in page


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"practice-problem": "Late pupils."}, "Write your answer to “The steps”."),
        ({**ANSWER, "practice-steps": "again " * 20}, "Your answer has 25 words and the limit is 20."),
    ],
)
def test_an_answer_that_is_not_complete_is_kept_and_not_compared(
    answer: dict[str, str], problem: str, participant: Visitor, engine: Engine
) -> None:
    refused = participant.post(COMPARISON, answer)
    assert refused.status_code == 422
    assert problem in refused.text
    assert STRONG not in refused.text
    assert {part.text for part in rows(engine, TaskDraft)} == set(answer.values())
    assert rows(engine, PracticeAnswer) == []


def test_a_complete_answer_stands_beside_what_a_strong_one_attends_to(participant: Visitor) -> None:
    page = participant.post(COMPARISON, ANSWER)
    assert page.request.path.endswith(COMPARISON)
    assert STRONG in page.text
    assert "Late pupils are a sign." in page.text
    assert "5 words" in page.text


def test_before_an_answer_there_is_nothing_to_compare(participant: Visitor) -> None:
    page = participant.get(COMPARISON)
    assert page.request.path.endswith(CASE)
    assert STRONG not in page.text


def test_nothing_of_it_reaches_a_queue_or_a_gradebook(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.post(COMPARISON, ANSWER)
    assert rows(engine, Submission) == []
    assert rows(engine, LineItem) == []
    assert facilitator.waiting() == []


@pytest.mark.parametrize("step", ["check", "submissions"])
def test_it_cannot_be_handed_in(step: str, participant: Visitor, engine: Engine) -> None:
    refused = participant.post(f"{CASE}/{step}", {**ANSWER, "read": "x"})
    assert refused.status_code == 409
    assert "Nobody marks this task" in refused.text
    assert rows(engine, Submission) == []


def test_a_task_that_is_marked_cannot_be_compared(participant: Visitor, engine: Engine) -> None:
    assert participant.post("tasks/fat-planning/comparison", {"fat-planning-problem": "x"}).status_code == 404
    assert participant.get("tasks/fat-planning/comparison").status_code == 404
    assert rows(engine, PracticeAnswer) == []


def test_it_can_be_answered_again_from_what_was_written(participant: Visitor, engine: Engine) -> None:
    participant.post(COMPARISON, ANSWER)
    again = participant.get(CASE).text
    assert "Late pupils are a sign." in again
    assert "You compared an answer on" in again
    participant.post(COMPARISON, {**ANSWER, "practice-problem": "Nobody counts."})
    [kept] = rows(engine, PracticeAnswer)
    assert kept.answers["practice-problem"] == "Nobody counts."
    assert rows(engine, TaskDraft) == []


def test_comparing_is_told_once_and_without_a_word_of_the_answer(participant: Visitor, engine: Engine) -> None:
    participant.post(COMPARISON, ANSWER)
    participant.post(COMPARISON, ANSWER)
    [told] = owed(engine, vocabulary.COMPLETED)
    assert told["object"]["id"].endswith("/tasks/practice-corridor")
    assert "sign" not in str(told)
    assert violations(told) == []


def test_its_minutes_count_as_study(participant: Visitor) -> None:
    assert "45 minutes left" in participant.get("/").text
    participant.post(COMPARISON, ANSWER)
    home = participant.get("/").text
    assert "Compared" in home
    assert "45 minutes left" not in home
    assert "60% done" in home  # of 30 minutes of pages and these 45


def test_a_facilitator_reads_the_case_and_what_is_strong(facilitator: Visitor, engine: Engine) -> None:
    page = facilitator.get(CASE).text
    assert STRONG in page
    assert "<textarea" not in page
    assert facilitator.post(COMPARISON, ANSWER).status_code == 403
    assert rows(engine, PracticeAnswer) == []


def test_nobody_sees_the_answer_of_somebody_else(participant: Visitor, visit: Callable[..., Visitor]) -> None:
    participant.post(COMPARISON, ANSWER)
    other = visit(sub="participant-2")
    assert "Late pupils are a sign." not in other.get(CASE).text
    assert other.get(COMPARISON).request.path.endswith(CASE)


def test_the_final_case_says_what_is_known_and_nothing_else(participant: Visitor, facilitator: Visitor) -> None:
    for visitor in (participant, facilitator):
        page = visitor.get("tasks/final-case")
        assert page.status_code == 200
        assert "Opens later" in page.text
        assert "Up to 1,500 words" in page.text
        assert "4 parts: The problem" in page.text
        assert "An unseen" not in page.text
        assert "Nobody knows this yet." not in page.text
        assert "A school in its second year" in page.text


@pytest.mark.parametrize("step", ["draft", "check", "submissions", "comparison"])
def test_the_final_case_takes_no_answer(step: str, participant: Visitor, engine: Engine) -> None:
    assert participant.post(f"tasks/final-case/{step}", {"final-problem": "x"}).status_code == 404
    assert rows(engine, TaskDraft) == []


def test_a_launch_of_the_final_case_is_no_dead_end(visit: Callable[..., Visitor]) -> None:
    launched = visit(**{LTI + "custom": {"content": "small-2021/final-case"}})
    assert "Opens later" in launched.get().text


def test_a_facilitator_who_opens_a_case_as_an_activity_reads_it(visit: Callable[..., Visitor]) -> None:
    opened = visit(**Visitor.AS_FACILITATOR, **{LTI + "custom": {"content": "small-2021/practice-corridor"}})
    assert opened.landing.endswith(CASE)


def test_the_home_page_is_laid_out_by_stages_and_cycles(participant: Visitor) -> None:
    home = participant.get("/").text
    order = [
        "Preparation and induction",
        "Your provider arranges this stage outside these pages.",
        "Development</h2>",
        "Plan one change.",
        "Cycle 1</h3>",
        "One planned change",
        "Summative assessment</h2>",
        "A school in its second year",
        "The final case",
        "Opens later",
    ]
    assert [home.find(words) for words in order] == sorted(home.find(words) for words in order)
    assert -1 not in [home.find(words) for words in order]


def test_the_home_page_says_what_is_counted_and_what_is_not_here(participant: Visitor) -> None:
    home = participant.get("/").text
    assert "The programme asks for 90% of each. Counted here: Online study and Self-checks." in home
    assert "Attendance is not counted here yet." in home
    assert "what is not written counts as well." in home
    assert "Of 38 hours of planned online study" in home
    assert "1 hour 15 minutes are here so far. More modules are written in the spring." in home


def test_the_home_page_says_which_content_areas_are_still_to_come(participant: Visitor) -> None:
    home = participant.get("/").text
    assert home.index("Not written yet") < home.index("<b>Teaching</b>") < home.index("How lessons become good.")


def test_the_task_says_what_to_bring_and_shows_its_case(participant: Visitor, facilitator: Visitor) -> None:
    page = participant.get("tasks/fat-planning").text
    check = participant.post("tasks/fat-planning/check", {"fat-planning-problem": "Lessons start late."})
    participant.confirms(check)
    marking = facilitator.get(facilitator.waiting()[0]).text
    for shown in (page, check.text, marking):
        assert "A corridor at break" in shown
        assert "The first version and the latest." in shown
        assert "Hand these in through your LMS or bring them to the event" in shown
