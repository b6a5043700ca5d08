"""Self-checks of every kind: what an author writes, and what a slip of the pen is called."""

from decimal import Decimal

import pytest
from small_package import SEE, SmallPackage

from every_kind import EVERY_QUESTION
from lti_npq.domain.questions import Expected, Item, Matching, Numeric, Ordering, ShortText
from lti_npq.packages import compile_package, problems

START = 8
"""The line at which the questions begin in the page."""


@pytest.fixture
def every(package: SmallPackage) -> SmallPackage:
    return package.replace(SEE, "Prose with a [link]", EVERY_QUESTION.lstrip() + "\nProse with a [link]")


def found(package: SmallPackage, frameworks, key: str):
    question = compile_package(package.source, frameworks).question(key)
    assert question
    return question[1]


def test_every_kind_is_read_without_a_warning(every, frameworks):
    assert {found.code for found in problems(every.source, frameworks)} <= {"thin-feedback", "same-feedback"}


def test_an_order_is_the_written_one_and_shown_in_another(every, frameworks):
    order = found(every, frameworks, "kind-order")
    assert isinstance(order, Ordering)
    assert order.items[0] == Item("1", "Name the need", "<p>Everything else follows from it.</p>")
    assert order.shown != order.items
    assert sorted(order.shown, key=lambda item: item.key) == list(order.items)
    assert order.wrong == "<p>Ask of each step: what has to be known before it?</p>"


def test_things_may_share_a_match(every, frameworks):
    match = found(every, frameworks, "kind-match")
    assert isinstance(match, Matching)
    assert (match.answers, match.pairs) == (("Use", "Effect"), ("a", "b", "a"))
    assert match.offered == (("b", "Effect"), ("a", "Use"))


def test_words_are_accepted_or_expected_as_mistakes(every, frameworks):
    word = found(every, frameworks, "kind-word")
    assert isinstance(word, ShortText)
    assert word.expected[0] == Expected("pilot", correct=True, feedback="<p>Yes.</p>")
    assert [each.correct for each in word.expected] == [True, True, False]


def test_numbers_have_a_tolerance_or_bounds(every, frameworks):
    number = found(every, frameworks, "kind-number")
    assert isinstance(number, Numeric)
    assert [(each.least, each.most, each.correct) for each in number.ranges] == [
        (Decimal("74.5"), Decimal("75.5"), True),
        (Decimal("0.7"), Decimal("0.8"), False),
    ]


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [("= 5", "5", "5"), ("= 200 +- 5%", "190", "210"), ("= -1.5 +- 0.5", "-2", "-1"), ("= [1, 5]", "1", "5")],
)
def test_a_number_can_be_written_in_several_ways(every, frameworks, written, least, most):
    number = found(every.replace(SEE, "= 75 +- 0.5", written), frameworks, "kind-number")
    assert (number.ranges[0].least, number.ranges[0].most) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize(
    ("pattern", "answer", "meets"),
    [
        ("pilot", "Pilot!", True),
        ("pilot", "a pilot", False),
        ("a pilot*", "a pilot in Year 4", True),
        ("*pilot*", "the pilot year", True),
        ("p*t", "pt", True),
        ("p*p", "p", False),
        ("head’s", "Head's.", True),
        ("ﬁrst", "first", True),
    ],
)
def test_a_text_meets_what_was_expected_whatever_its_dress(pattern, answer, meets):
    assert Expected(pattern, correct=True, feedback="").meets(answer) is meets


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2) Choose", "4) Choose", "question-syntax"),
        ("= Pupils' work -> Effect", "= Pupils' work", "question-syntax"),
        ("= Pupils' work -> Effect", "= Pupils' work -> Use", "few-options"),
        ("= 75 +- 0.5", "= many", "question-syntax"),
        ("= 75 +- 0.5", "= [5, 1]", "question-syntax"),
        ("= 75 +- 0.5", "~ 75", "no-right-answer"),
        ("* pilot\n... Yes.\n* a pilot*\n", "", "no-right-answer"),
        ("* pilot", "* *", "question-syntax"),
        ("* pilot", "* " + "long" * 51, "question-syntax"),
        ("~ launch", "~launch", "question-syntax"),
        ("+ It is.", "+ It is.\n+ It is.", "question-syntax"),
        ("- Use comes before effect.\n", "", "no-feedback"),
        (
            "2) Choose a response\n... It answers the need.\n3) Try it in one place\n... While",
            "... While",
            "few-options",
        ),
        ("1) Name", "\n".join(f"1) {number}" for number in range(12)) + "\n1) Name", "question-syntax"),
    ],
)
def test_a_slip_in_a_question_is_named_where_it_stands(every, frameworks, old, new, problem):
    text = every.files[SEE].decode()
    first = text[: text.index(old)].count("\n")
    opened = text[: text.rindex(":::", 0, text.index(old))].count("\n") + 1
    places = {(each.line, each.code) for each in problems(every.replace(SEE, old, new).source, frameworks)}
    assert {line for line, code in places if code == problem} & {opened, *range(first + 1, first + 3)}
