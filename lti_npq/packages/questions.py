"""Self-checks in the syntax of text2qti: a prompt, options that start a line, feedback after three dots.

*b) The right answer        [*] A right answer among several
... What choosing it teaches
"""

import re
from string import ascii_lowercase
from typing import NamedTuple

from lti_npq.domain.questions import Option, Question
from lti_npq.packages.documents import Fragment, Passage
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Code, Place

_OPTION = re.compile(r"(?:(?P<star>\*?)(?P<letter>[a-z])\)|\[(?P<mark>[* ]?)\])[ \t]+(?=\S)")
_FEEDBACK = re.compile(r"\.\.\.[ \t]+(?=\S)")
_ALMOST = re.compile(r"\*?\s?\(?([A-Za-z]|[0-9]{1,2})[.)]\s|\[.{0,2}\]|\.\.|…|\*\s?\[")
"""Lines that were probably meant as an option or as feedback."""


class _Draft(NamedTuple):
    letter: str
    """Empty where the option starts with brackets."""
    correct: bool
    text: Fragment
    feedback: Fragment | None


class _Item(NamedTuple):
    """An option or a feedback: its first line and the lines that go on below it."""

    start: re.Match[str]
    text: Fragment


def read_question(passage: Passage, key: str, reading: Reading) -> Question:
    """Return a self-check, reporting what keeps it from being answered."""
    items, prompt = _items(passage.body, reading)
    drafts = _drafts(items, reading)
    place = passage.directive.place if passage.directive else passage.body.place()
    _check(drafts, place, reading)
    shown = reading.markdown.block(prompt)
    if not shown.text:
        reading.report.error(
            place, "question-syntax", "the question asks nothing", "write the question above its options"
        )
    options = tuple(_option(draft, index, reading) for index, draft in enumerate(drafts))
    multiple = any(not draft.letter for draft in drafts)
    return Question(key, shown.html, shown.text, options, multiple)


def _items(body: Fragment, reading: Reading) -> tuple[list[_Item], Fragment]:
    """Cut the body into items at the lines that start one; what stands above the first is the prompt."""
    lines = body.text.split("\n")
    starts = [
        (index, found) for index, line in enumerate(lines) if (found := _OPTION.match(line) or _FEEDBACK.match(line))
    ]
    bounds = [*(index for index, _ in starts), len(lines)]
    items = []
    for (index, found), end in zip(starts, bounds[1:], strict=True):
        _check_going_on(body, lines, range(index + 1, end), reading)
        part = body.part(index, end)
        items.append(_Item(found, part._replace(text=_dedented(part.text[found.end() :]))))
    return items, body.part(0, bounds[0])


def _check_going_on(body: Fragment, lines: list[str], indices: range, reading: Reading) -> None:
    """Report lines that can hardly be meant to go on with the option or feedback above them."""
    for index in indices:
        line = lines[index]
        apart = line.strip() and not line[0].isspace() and not lines[index - 1].strip()
        if apart or _ALMOST.match(line):
            fix = "start options with 'a) ', '*b) ', '[ ] ' or '[*] ', feedback with '... ', and indent what goes on"
            reading.report.error(body.place(index), "question-syntax", "this line is neither option nor feedback", fix)


def _dedented(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


def _drafts(items: list[_Item], reading: Reading) -> list[_Draft]:
    drafts: list[_Draft] = []
    for item in items:
        if item.start.re is _OPTION:
            correct = "*" in {item.start["star"], item.start["mark"]}
            drafts.append(_Draft(item.start["letter"] or "", correct, item.text, None))
        elif drafts and drafts[-1].feedback is None:
            drafts[-1] = drafts[-1]._replace(feedback=item.text)
        else:
            message, fix = "this feedback belongs to no option", "put one feedback directly under each option"
            reading.report.error(item.text.place(), "question-syntax", message, fix)
    return drafts


def _check(drafts: list[_Draft], place: Place, reading: Reading) -> None:
    def error(code: Code, message: str, fix: str) -> None:
        reading.report.error(place, code, message, fix)

    letters = [draft.letter for draft in drafts if draft.letter]
    right = sum(draft.correct for draft in drafts)
    if len(drafts) < 2:
        error("few-options", "a question needs at least two options", "add options, such as 'a) …' and '*b) …'")
    if len(drafts) > len(ascii_lowercase):
        error("question-syntax", "a question has at most 26 options", "ask two questions")
    if drafts and not right:
        error("no-right-answer", "no option is marked as right", "put a star before it: '*b) …' or '[*] …'")
    if letters and right > 1:
        error("many-right-answers", "several options are marked as right", "write '[*]' and '[ ]' instead of letters")
    if len(set(letters)) < len(letters) or 0 < len(letters) < len(drafts):
        error("question-syntax", "the options are marked unevenly", "give each its own letter, or all of them brackets")


def _option(draft: _Draft, index: int, reading: Reading) -> Option:
    if draft.feedback is None:
        fix = "add a line '... …' that says what choosing it teaches"
        reading.report.warning(draft.text.place(), "no-feedback", "this option has no feedback", fix)
    feedback = reading.markdown.block(draft.feedback).html if draft.feedback else ""
    key = draft.letter or ascii_lowercase[index % len(ascii_lowercase)]
    return Option(key, reading.markdown.inline(draft.text).html, draft.correct, feedback)
