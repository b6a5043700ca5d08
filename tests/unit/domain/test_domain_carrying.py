"""Answers stay with the words that were chosen, whatever becomes of the letters."""

from decimal import Decimal

import pytest

from lti_npq.domain.carrying import carried, offer_of
from lti_npq.domain.questions import Choice, Item, Matching, Numeric, Option, Ordering, Question, Range, Response


def choice(*options: str, multiple: bool = False) -> Choice:
    """Return a question with options such as `a: One`."""
    pairs = (option.split(": ") for option in options)
    return Choice("q", "", "", tuple(Option(key, f"<p>{text}</p>", False, "") for key, text in pairs), multiple)


def ordering(*items: str) -> Ordering:
    return Ordering("q", "", "", tuple(Item(str(n), f"<p>{text}</p>", "") for n, text in enumerate(items, 1)), "", "")


def matching(items: tuple[str, ...], answers: tuple[str, ...]) -> Matching:
    entries = tuple(Item(str(n), f"<p>{text}</p>", "") for n, text in enumerate(items, 1))
    return Matching("q", "", "", entries, answers, tuple("a" for _ in items), "", "")


OLD = choice("a: One", "b: Two", "c: Three")


@pytest.mark.parametrize(
    ("new", "chosen", "expected"),
    [
        (OLD, ("b",), ("b",)),
        (choice("a: One", "b: New", "c: Two", "d: Three"), ("b",), ("c",)),
        (choice("a: Three", "b: Two", "c: One"), ("a",), ("c",)),
        (choice("a: One", "b: Three"), ("b",), ()),
        (choice("a: One", "b: Three"), ("c",), ("b",)),
        (choice("a: One", "b: Put otherwise", "c: Three"), ("b",), ("b",)),
        (choice("a: one", "b:  TWO.", "c: Three"), ("b",), ("b",)),
        (choice("a: Two", "b: Two", "c: Three"), ("b",), ("b",)),
        (choice("a: One", "b: New", "c: Two", multiple=True), ("a", "b"), ("a", "c")),
        (choice("a: One", "b: Two, with care", "c: Three", multiple=True), ("a", "b"), ("a", "b")),
        (choice("a: One", "b: Two", multiple=True), ("a", "c"), ()),
    ],
    ids=[
        "the same",
        "one came between",
        "turned round",
        "the chosen one is gone",
        "another one is gone",
        "put otherwise",
        "capitals and full stops",
        "words twice",
        "several",
        "several with one put otherwise",
        "several of which one is gone",
    ],
)
def test_a_choice_goes_with_its_words(new: Choice, chosen: Response, expected: Response) -> None:
    assert carried(new, chosen, offer_of(OLD)) == expected


def test_an_order_goes_with_the_items() -> None:
    old, new = ordering("First", "Then", "Last"), ordering("Then", "First", "Last")
    assert carried(new, ("1", "2", "3"), offer_of(old)) == ("2", "1", "3")


def test_an_order_of_other_items_is_not_shown() -> None:
    assert carried(ordering("First", "Last"), ("1", "2", "3"), offer_of(ordering("First", "Then", "Last"))) == ()


def test_matches_go_with_both_their_sides() -> None:
    old = matching(("Lessons", "Minutes"), ("Use", "Effect"))
    new = matching(("Minutes", "Lessons"), ("Cost", "Use", "Effect"))
    assert carried(new, ("1.a", "2.b"), offer_of(old)) == ("1.c", "2.b")


@pytest.mark.parametrize("new", [ordering("One", "Two", "Three"), matching(("One", "Two"), ("Three", "Four"))])
def test_an_answer_to_another_kind_is_not_shown(new: Question) -> None:
    assert carried(new, ("b",), offer_of(OLD)) == ()


def test_what_people_wrote_stays_as_it_is() -> None:
    new = Numeric("q", "", "", (Range(Decimal(1), Decimal(2), True, ""),), "", "")
    assert offer_of(new) == {}
    assert carried(new, ("75",), {}) == ("75",)


def test_an_answer_from_before_this_was_kept_goes_by_its_letter() -> None:
    assert carried(choice("a: New", "b: One"), ("b",), {}) == ("b",)
