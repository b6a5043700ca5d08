"""Finding things in a programme by their keys."""

import pytest
from programme_sample import CLEAR, DO, MODULE, OTHER, PROGRAMME, QUESTION, SEE, TASK, WRITING


def test_everything_is_found_by_its_key_with_where_it_stands() -> None:
    assert PROGRAMME.module("planning") is MODULE
    assert PROGRAMME.page("do") == (MODULE, DO)
    assert PROGRAMME.question("check") == (SEE, QUESTION)
    assert PROGRAMME.writing("plan") == (DO, WRITING)
    assert PROGRAMME.task("task") is TASK
    assert PROGRAMME.phase("do").title == "Do it"


@pytest.mark.parametrize("key", ["", "Planning", "planning ", "check/", "nothing"])
def test_what_is_not_there_is_none(key: str) -> None:
    assert PROGRAMME.module(key) is None
    assert PROGRAMME.page(key) is None
    assert PROGRAMME.question(key) is None
    assert PROGRAMME.writing(key) is None
    assert PROGRAMME.task(key) is None


def test_kinds_do_not_answer_for_each_other() -> None:
    assert PROGRAMME.page("planning") is None
    assert PROGRAMME.question("plan") is None
    assert PROGRAMME.writing("check") is None


def test_a_phase_that_no_programme_has_is_an_error() -> None:
    with pytest.raises(LookupError, match="later"):
        PROGRAMME.phase("later")


def test_a_module_takes_as_long_as_its_pages() -> None:
    assert MODULE.minutes == 60
    assert OTHER.minutes == 0


def test_the_points_of_a_task_are_the_best_levels_together() -> None:
    assert CLEAR.maximum == 4
    assert TASK.maximum == 5


def test_a_question_knows_its_right_answers_and_says_its_options_without_markup() -> None:
    assert QUESTION.correct_keys == {"a", "c"}
    assert [option.text for option in QUESTION.options] == ["One", "Fish & chips", "Three"]
