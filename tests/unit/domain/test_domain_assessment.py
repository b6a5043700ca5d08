"""What may be handed in, and what a mark must say."""

import pytest
from programme_sample import TASK

from lti_npq.domain import assessment
from lti_npq.domain.assessment import Outcome, TaskState

ANSWERS = {"problem": "Too many meetings.", "plan": "Hold one fewer."}
LEVELS = {"clear": 2, "honest": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("one", 1),
        ("one  two\nthree\u00a0four", 4),
        ("well-being isn't two", 3),
        ("naïve café", 2),
        ("a — b", 3),
    ],
)
def test_words_are_what_stands_between_white_space(text: str, words: int) -> None:
    assert assessment.word_count(text) == words


def test_the_words_of_all_parts_count_together() -> None:
    assert assessment.total_words(ANSWERS) == 6


def test_a_full_answer_may_be_handed_in() -> None:
    assert assessment.submission_errors(TASK, ANSWERS) == {}


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_part_is_named(text: str) -> None:
    errors = assessment.submission_errors(TASK, {**ANSWERS, "plan": text})
    assert errors == {"plan": "Write your answer to “The plan”."}


def test_every_missing_part_is_named() -> None:
    assert set(assessment.submission_errors(TASK, {})) == {"problem", "plan"}


def test_exactly_the_limit_may_be_handed_in_and_one_word_more_may_not() -> None:
    assert assessment.submission_errors(TASK, {"problem": "word " * 6, "plan": "word " * 6}) == {}
    errors = assessment.submission_errors(TASK, {"problem": "word " * 6, "plan": "word " * 7})
    assert errors == {"all": "Your answer has 13 words and the limit is 12. Cut 1."}


def test_large_numbers_of_words_are_written_to_be_read() -> None:
    errors = assessment.submission_errors(TASK, {"problem": "word " * 1_500, "plan": "word"})
    assert errors["all"] == "Your answer has 1,501 words and the limit is 12. Cut 1,489."


def test_privacy_is_always_a_warning_and_brevity_below_a_quarter() -> None:
    assert len(assessment.submission_warnings(TASK, {"problem": "one two", "plan": "three"})) == 1
    privacy, brevity = assessment.submission_warnings(TASK, {"problem": "one", "plan": "two"})
    assert "nobody can be recognised" in privacy
    assert "2 of up to 12 words" in brevity


def test_a_complete_mark_has_no_errors() -> None:
    assert assessment.marking_errors(TASK, LEVELS, "Good.", Outcome.MARKED) == {}


def test_the_lowest_level_is_a_choice_too() -> None:
    assert assessment.marking_errors(TASK, {"clear": 0, "honest": 0}, "Not yet.", "marked") == {}


@pytest.mark.parametrize(
    ("levels", "feedback", "outcome", "missing"),
    [
        ({"clear": 2}, "Good.", "marked", {"honest"}),
        ({}, "Good.", "marked", {"clear", "honest"}),
        ({"clear": 3, "honest": 1}, "Good.", "marked", {"clear"}),
        ({"clear": -1, "honest": 1}, "Good.", "marked", {"clear"}),
        (LEVELS, "", "marked", {"feedback"}),
        (LEVELS, " \n", "returned", {"feedback"}),
        (LEVELS, "Good.", "", {"outcome"}),
        (LEVELS, "Good.", "passed", {"outcome"}),
        ({}, "", "", {"clear", "honest", "feedback", "outcome"}),
        ({"clear": 999}, "Once more.", "returned", {"clear"}),
    ],
)
def test_whatever_a_mark_lacks_is_named(levels: dict[str, int], feedback: str, outcome: str, missing: set[str]) -> None:
    assert set(assessment.marking_errors(TASK, levels, feedback, outcome)) == missing


def test_an_answer_that_goes_back_needs_no_levels_but_feedback() -> None:
    assert assessment.marking_errors(TASK, {}, "Say who was there.", Outcome.RETURNED) == {}
    assert assessment.marking_errors(TASK, {"clear": 2}, "Say who was there.", Outcome.RETURNED) == {}


def test_points_add_up_over_the_tasks_own_criteria() -> None:
    assert assessment.points(TASK, LEVELS) == 3
    assert assessment.points(TASK, {"clear": 4, "foreign": 50}) == 4
    assert assessment.points(TASK, {}) == 0


@pytest.mark.parametrize(
    ("state", "may_write"),
    [
        (TaskState.OPEN, True),
        (TaskState.DRAFT, True),
        (TaskState.RETURNED, True),
        (TaskState.SUBMITTED, False),
        (TaskState.MARKED, False),
    ],
)
def test_only_what_is_not_with_the_facilitator_may_be_written_to(state: TaskState, may_write: bool) -> None:
    assert state.may_write is may_write
