"""How far somebody has come, counted by hand for a module of 10, 20 and 30 minutes."""

import pytest
from programme_sample import DO, MODULE, NAME, OTHER, SEE

from lti_npq.domain import progress
from lti_npq.domain.progress import Done


def done(pages: str = "", questions: str = "", writings: str = "") -> Done:
    return Done(frozenset(pages.split()), frozenset(questions.split()), frozenset(writings.split()))


NOTHING, EVERYTHING = done(), done("see name do", "check", "plan")


@pytest.mark.parametrize(
    ("has", "share"),
    [
        (NOTHING, 0.0),
        (done("name"), 20 / 60),
        (done("see"), 5 / 60),
        (done(questions="check"), 5 / 60),
        (done("see", "check"), 10 / 60),
        (done("see name", "check"), 30 / 60),
        (done("see name do", "check"), 45 / 60),
        (done(writings="plan"), 15 / 60),
        (EVERYTHING, 1.0),
        (done("elsewhere", "elsewhere", "elsewhere"), 0.0),
    ],
)
def test_work_counts_by_its_minutes(has: Done, share: float) -> None:
    assert progress.share(MODULE, has) == pytest.approx(share)


def test_a_module_without_pages_asks_for_nothing() -> None:
    assert progress.share(OTHER, NOTHING) == 1.0
    assert progress.is_complete(OTHER, NOTHING)
    assert progress.needs(OTHER, NOTHING) == []
    assert progress.next_page(OTHER, NOTHING) is None


@pytest.mark.parametrize(
    ("has", "needs"),
    [
        (NOTHING, ["3 pages", "1 self-check", "1 piece of writing"]),
        (done("see name"), ["1 page", "1 self-check", "1 piece of writing"]),
        (done("see name do", "check"), ["1 piece of writing"]),
        (done("see name do", "", "plan"), ["1 self-check"]),
        (EVERYTHING, []),
    ],
)
def test_what_is_missing_is_said_in_words(has: Done, needs: list[str]) -> None:
    assert progress.needs(MODULE, has) == needs


def test_several_of_a_kind_are_named_in_the_plural() -> None:
    twice = type(MODULE)("m", "", "", "", (SEE, SEE, DO, DO))
    assert progress.needs(twice, NOTHING) == ["4 pages", "2 self-checks", "2 pieces of writing"]


def test_a_page_is_complete_when_it_is_read_and_answered() -> None:
    assert not progress.page_is_complete(SEE, done("see"))
    assert not progress.page_is_complete(SEE, done(questions="check"))
    assert progress.page_is_complete(SEE, done("see", "check"))
    assert progress.page_is_complete(NAME, done("name"))
    assert not progress.page_is_complete(DO, done("do"))
    assert progress.page_is_complete(DO, done("do", writings="plan"))


def test_a_module_is_complete_when_every_page_is() -> None:
    assert not progress.is_complete(MODULE, done("see name do", "check"))
    assert not progress.is_complete(MODULE, done("name do", "check", "plan"))
    assert progress.is_complete(MODULE, EVERYTHING)


@pytest.mark.parametrize(
    ("has", "where"),
    [
        (NOTHING, "see"),
        (done("see"), "name"),
        (done("name do", "check", "plan"), "see"),
        (done("see name do"), "see"),
        (done("see name do", "check"), "do"),
    ],
)
def test_the_way_leads_first_over_unread_pages_and_then_back_to_open_ones(has: Done, where: str) -> None:
    page = progress.next_page(MODULE, has)
    assert page is not None
    assert page.key == where


def test_nowhere_is_left_to_go_when_everything_is_done() -> None:
    assert progress.next_page(MODULE, EVERYTHING) is None


def test_minutes_are_left_for_unread_pages_only() -> None:
    assert progress.minutes_left(MODULE, NOTHING) == 60
    assert progress.minutes_left(MODULE, done("name", "check")) == 40
    assert progress.minutes_left(MODULE, done("see name do")) == 0
