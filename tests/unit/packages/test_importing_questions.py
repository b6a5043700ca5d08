"""GIFT and text2qti files become draft packages."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lti_npq.domain.framework import Frameworks
from lti_npq.domain.questions import Choice, Numeric, ShortText
from lti_npq.packages import Source, check
from lti_npq.packages.importing import Draft, package_files
from lti_npq.packages.importing.drafts import legible
from lti_npq.packages.importing.gift import read_gift
from lti_npq.packages.importing.text2qti import read_text2qti

GIFT = r"""
// a comment
$CATEGORY: $course$/Leading change

::Pilot:: What does a pilot give? {
=Evidence#Yes: before all depend on it.
~A delay#A pilot has an agreed end.
####Remember pilots.
}

The staff are 40 \{all\}.{TRUE#They are.#Right.}

Which two? {~%50%Uses ~%50%Minutes ~%-100%Colours}

A trial in one place is a {=pilot =a pilot#Nearly.} of a change.

Match.{=Lessons -> Use =Work -> Effect}

Share in percent?{#75:0.5}

Range?{#=1..5#In it. =%50%7:1#Near.}

Say why. {}

A description stands alone.
"""

TEXT2QTI = """Quiz title: Change
% not for anybody
Title: Pilots
Points: 2
1.  What does a pilot give?
... Said to all.
+   Well seen.
-   Think of what it costs to be wrong.
*a) Evidence
b)  A delay
... A pilot has an end.

2. Which two?
[*] Uses
[*] Minutes
[ ] Colours

3.  A trial in one place?
*   pilot
*   a pilot

4.  What share?
=   75 +- 0.5

5.  Say why.
____

6.  Hand in.
^^^^
"""


def _programme_and_errors(draft: Draft, frameworks: Frameworks):
    framework = frameworks.get("2021", "NPQH")
    checked = check(Source(package_files(draft, framework, frameworks)), frameworks)
    return checked.programme, {problem.message for problem in checked.problems if problem.severity == "error"}


def _blocks(draft: Draft, frameworks: Frameworks):
    programme, _ = _programme_and_errors(draft, frameworks)
    return [block for page in programme.modules[0].pages for block in page.blocks]


def test_each_gift_question_becomes_one_of_its_kind(frameworks: Frameworks) -> None:
    draft = read_gift(GIFT, "Quiz")
    kinds = [type(block).__name__ for block in _blocks(draft, frameworks)]
    assert kinds == ["Choice", "Choice", "Choice", "ShortText", "Matching", "Numeric", "Numeric", "Writing", "Prose"]
    assert draft.pages[0].title == "Leading change"


def test_gift_keeps_titles_feedback_and_escapes(frameworks: Frameworks) -> None:
    pilot, truth, two, word, *_ = _blocks(read_gift(GIFT, "Quiz"), frameworks)
    assert isinstance(pilot, Choice)
    assert pilot.key == "leading-change-pilot"
    assert [(option.correct, "agreed end" in option.feedback) for option in pilot.options] == [
        (True, False),
        (False, True),
    ]
    assert isinstance(truth, Choice)
    assert "{all}" in truth.text
    assert [("They are." in o.feedback, "Right." in o.feedback) for o in truth.options] == [
        (False, True),
        (True, False),
    ]
    assert isinstance(two, Choice)
    assert [option.correct for option in two.options] == [True, True, False]
    assert isinstance(word, ShortText)
    assert "_____ of a change" in word.text


def test_gift_numbers_keep_tolerance_and_range(frameworks: Frameworks) -> None:
    draft = read_gift(GIFT, "Quiz")
    *_, share, bounds, _, _ = _blocks(draft, frameworks)
    assert isinstance(share, Numeric)
    assert [(float(r.least), float(r.most)) for r in share.ranges] == [(74.5, 75.5)]
    assert isinstance(bounds, Numeric)
    assert [(float(r.least), float(r.most)) for r in bounds.ranges] == [(1, 5), (6, 8)]


def test_what_gift_says_and_the_format_cannot_is_listed(frameworks: Frameworks) -> None:
    draft = read_gift(GIFT, "Quiz")
    readme = package_files(draft, None, frameworks)["README.md"].decode()
    assert "general feedback: Remember pilots." in readme
    assert "parts of points are not kept" in readme


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[html]<p>Which? <img src\\="@@PLUGINFILE@@/a.png"></p>{=x ~y}', "not carried over: @@PLUGINFILE@@/a.png"),
        ("Which? {=x =y ~z}", "one of several right answers was enough"),
        ("Match. {=a -> b =c -> d = -> e}", "a match without an item of its own is left out: e"),
        ("What is $x^2$ if x is 3? {#9}", "a formula is shown as it is typed: $x^2$"),
    ],
)
def test_what_changes_on_the_way_is_listed_and_the_question_kept(text: str, told: str, frameworks: Frameworks) -> None:
    draft = read_gift(text, "Quiz")
    assert len(_blocks(draft, frameworks)) == 1
    assert told in "; ".join(loss.reason for loss in draft.losses)


def test_a_sum_of_money_is_no_formula(frameworks: Frameworks) -> None:
    draft = read_gift("Is $5 more than $4, or less? {T}", "Quiz")
    assert len(_blocks(draft, frameworks)) == 1
    assert draft.losses == []


def test_what_an_author_must_settle_is_all_that_is_wrong(frameworks: Frameworks) -> None:
    for draft in (read_gift(GIFT, "Quiz"), read_text2qti(TEXT2QTI, "Quiz")):
        _, errors = _programme_and_errors(draft, frameworks)
        assert errors == {"'licence' is missing", "'area' is missing", "'summary' is missing"}, errors


def test_no_feedback_is_invented(frameworks: Frameworks) -> None:
    [block] = _blocks(read_gift("Q? {=yes ~no}", "Quiz"), frameworks)
    assert isinstance(block, Choice)
    assert [option.feedback for option in block.options] == ["", ""]


def test_text2qti_keeps_titles_and_every_feedback_that_has_a_place(frameworks: Frameworks) -> None:
    draft = read_text2qti(TEXT2QTI, "Quiz")
    pilot, two, word, share, _ = _blocks(draft, frameworks)
    assert draft.title == "Change"
    assert isinstance(pilot, Choice)
    assert "Well seen." in pilot.options[0].feedback
    assert "an end" in pilot.options[1].feedback
    assert isinstance(two, Choice)
    assert two.multiple
    assert isinstance(word, ShortText)
    assert isinstance(share, Numeric)
    losses = " ".join(loss.reason for loss in draft.losses)
    assert "points" in losses
    assert "files are not handed in" in losses
    assert "Said to all." in losses


def test_the_same_titles_give_the_same_ids(frameworks: Frameworks) -> None:
    first, second = (package_files(read_gift(GIFT, "Quiz"), None, frameworks) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "text",
    [
        "Q {=a ~b",
        "Q {=a}{~b} }",
        "{",
        "::",
        "Q{#x}",
        "Q{=a->}",
        "$CATEGORY:",
        "[html]http://x {T}",
        "<T>",
        "<b>a</b> <![x {T}",
    ],
)
def test_broken_gift_is_listed_and_not_raised(text: str, frameworks: Frameworks) -> None:
    _programme_and_errors(read_gift(text, "Quiz"), frameworks)


_MARKED = st.text(st.sampled_from("ab 1.)*[]=~#{}%:\\\n-+>_`<|0T"), max_size=80) | st.text(max_size=80)


@settings(max_examples=120, deadline=None)
@given(_MARKED)
def test_any_text_as_gift_becomes_a_package_that_can_be_checked(text: str) -> None:
    frameworks = Frameworks(())
    draft = read_gift(legible(text), "Quiz")
    assume(draft.pages)
    codes = {
        p.code
        for p in check(Source(package_files(draft, None, frameworks)), frameworks).problems
        if p.severity == "error"
    }
    assert codes <= {"missing-key", "unknown-reference", "question-syntax"}


@settings(max_examples=120, deadline=None)
@given(_MARKED)
def test_any_text_as_text2qti_becomes_a_package_with_its_faults_listed(text: str) -> None:
    frameworks = Frameworks(())
    draft = read_text2qti(legible(f"1. Why?\n{text}"), "Quiz")
    files = package_files(draft, None, frameworks)
    readme = files["README.md"].decode()
    for problem in check(Source(files), frameworks).problems:
        assert problem.severity == "information" or problem.message in readme
