"""What a new version changes for people in mid-course."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from programme_sample import CLEAR, DO, MODULE, NAME, OTHER, PROGRAMME, QUESTION, SEE, TASK, WRITING

from lti_npq.domain.changes import Aspect, Change, compare
from lti_npq.domain.plan import Engagement
from lti_npq.domain.programme import Page, Programme
from lti_npq.domain.questions import Option, Question, ShortText


def with_pages(*pages: Page) -> Programme:
    return replace(PROGRAMME, modules=(replace(MODULE, pages=pages), OTHER))


def with_question(question: Question) -> Programme:
    return with_pages(replace(SEE, blocks=(SEE.blocks[0], question)), NAME, DO)


def with_task(**values: object) -> Programme:
    return replace(PROGRAMME, tasks=(replace(TASK, **values),))


EXTRA = Page("extra", "One more", "see", 15, (), ())
OTHER_OPTIONS = (*QUESTION.options, Option("d", "<p>Four</p>", correct=False, feedback=""))
TURNED = tuple(
    replace(option, key=other.key) for option, other in zip(QUESTION.options, reversed(QUESTION.options), strict=True)
)
ONE_IS_GONE = (QUESTION.options[0], replace(QUESTION.options[2], key="b"))
NOW_RIGHT = tuple(replace(option, correct=True) for option in QUESTION.options)
WRITTEN = ShortText("check", QUESTION.html, QUESTION.text, (), "", "")

ONE_CHANGE: list[tuple[Programme, str, str, str, list[Aspect]]] = [
    (with_pages(SEE, NAME, DO, EXTRA), "added", "page", "extra", []),
    (with_pages(SEE, DO), "removed", "page", "name", []),
    (with_pages(NAME, DO, SEE), "moved", "page", "see", [Aspect("order", None, None)]),
    (with_pages(SEE, replace(NAME, minutes=25), DO), "changed", "page", "name", [Aspect("minutes", 20, 25)]),
    (with_pages(SEE, replace(NAME, blocks=()), DO), "changed", "page", "name", [Aspect("text", None, None)]),
    (with_pages(replace(SEE, blocks=SEE.blocks[:1]), NAME, DO), "removed", "question", "check", []),
    (with_pages(SEE, NAME, replace(DO, blocks=DO.blocks[1:])), "removed", "writing", "plan", []),
    (
        with_question(replace(QUESTION, html="<p>Which?</p>")),
        "changed",
        "question",
        "check",
        [Aspect("text", None, None)],
    ),
    (
        with_question(replace(QUESTION, options=NOW_RIGHT)),
        "changed",
        "question",
        "check",
        [Aspect("right answer", None, None)],
    ),
    (replace(PROGRAMME, tasks=()), "removed", "task", "task", []),
    (with_task(words=20), "changed", "task", "task", [Aspect("word limit", 12, 20)]),
    (
        with_task(criteria=(CLEAR,)),
        "changed",
        "task",
        "task",
        [Aspect("criteria", None, None), Aspect("maximum", 5, 4)],
    ),
    (with_task(module="sharing"), "moved", "task", "task", [Aspect("place", "planning", "sharing")]),
    (replace(PROGRAMME, modules=(MODULE,)), "removed", "module", "sharing", []),
    (
        replace(PROGRAMME, engagement=Engagement(0.5)),
        "changed",
        "programme",
        "small",
        [Aspect("engagement", None, None)],
    ),
]


@pytest.mark.parametrize(("new", "how", "what", "key", "aspects"), ONE_CHANGE)
def test_one_change_is_found_and_no_other(new: Programme, how: str, what: str, key: str, aspects: list[Aspect]) -> None:
    (change,) = compare(PROGRAMME, new).changes
    assert (change.how, change.what, change.key, list(change.aspects)) == (how, what, key, aspects)


def test_a_page_in_another_module_takes_what_is_on_it_along() -> None:
    new = replace(PROGRAMME, modules=(replace(MODULE, pages=(SEE, NAME)), replace(OTHER, pages=(DO,))))
    assert compare(PROGRAMME, new).changes == (
        Change("moved", "page", "do", "Do it", "sharing", (Aspect("place", "planning", "sharing"),)),
    )


def test_what_stands_on_a_new_page_is_new_too() -> None:
    names = [(change.what, change.key) for change in compare(with_pages(NAME, DO), PROGRAMME).changes]
    assert names == [("page", "see"), ("question", "check")]


def test_an_added_page_opens_a_finished_module_again() -> None:
    assert compare(PROGRAMME, with_pages(SEE, NAME, DO, EXTRA)).reopened == ("planning",)


def test_an_added_question_opens_a_finished_module_again() -> None:
    assert compare(with_pages(replace(SEE, blocks=()), NAME, DO), PROGRAMME).reopened == ("planning",)


def test_a_page_from_elsewhere_opens_the_module_for_those_who_never_read_it() -> None:
    new = replace(PROGRAMME, modules=(replace(MODULE, pages=(SEE, NAME)), replace(OTHER, pages=(DO,))))
    assert compare(PROGRAMME, new).reopened == ("sharing",)


@pytest.mark.parametrize("new", [with_pages(SEE, DO), with_pages(DO, NAME, SEE), with_task(words=20)])
def test_what_takes_away_or_moves_within_opens_nothing(new: Programme) -> None:
    assert compare(PROGRAMME, new).reopened == ()


@pytest.mark.parametrize(
    ("new", "hidden"),
    [
        (with_pages(NAME, DO), ("check",)),
        (with_pages(SEE, NAME), ("plan",)),
        (with_question(WRITTEN), ("check",)),
        (with_question(replace(QUESTION, options=QUESTION.options[:2])), ("check",)),
        (with_question(replace(QUESTION, options=OTHER_OPTIONS)), ()),
        (with_question(replace(QUESTION, options=TURNED)), ()),
        (with_question(replace(QUESTION, options=ONE_IS_GONE)), ("check",)),
        (with_question(replace(QUESTION, options=NOW_RIGHT)), ()),
    ],
)
def test_answers_that_may_no_longer_be_shown_are_named(new: Programme, hidden: tuple[str, ...]) -> None:
    assert compare(PROGRAMME, new).hidden == hidden


def test_the_minutes_are_those_of_all_pages_before_and_after() -> None:
    found = compare(PROGRAMME, with_pages(SEE, NAME, DO, EXTRA))
    assert (found.minutes_before, found.minutes_after) == (60, 75)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """A programme with some of a few pages, in any order, in two modules, and a task or none."""
    pages = draw(
        st.permutations([SEE, NAME, DO, EXTRA, replace(EXTRA, key="last", blocks=(replace(WRITING, key="w"),))])
    )
    split, end = sorted(draw(st.tuples(st.integers(0, 5), st.integers(0, 5))))

    def timed(page: Page) -> Page:
        return replace(page, minutes=draw(st.integers(1, 3)))

    modules = (replace(MODULE, pages=tuple(map(timed, pages[:split]))), replace(OTHER, pages=tuple(pages[split:end])))
    return replace(PROGRAMME, modules=modules, tasks=draw(st.sampled_from([(), (TASK,)])))


def keys(programme: Programme, other: Programme, how: str) -> set[tuple[str, str]]:
    return {(change.what, change.key) for change in compare(programme, other).changes if change.how == how}


@given(programmes())
def test_nothing_differs_from_itself(programme: Programme) -> None:
    found = compare(programme, programme)
    assert (found.changes, found.reopened, found.hidden) == ((), (), ())


@given(programmes(), programmes())
def test_what_is_added_one_way_is_removed_the_other(one: Programme, other: Programme) -> None:
    assert keys(one, other, "added") == keys(other, one, "removed")
    assert keys(one, other, "changed") == keys(other, one, "changed")


@given(programmes(), programmes())
def test_without_changes_everything_is_equal(one: Programme, other: Programme) -> None:
    assert bool(compare(one, other).changes) == (one != other)
