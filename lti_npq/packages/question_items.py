"""The lines of a self-check: a prompt, then items that each start a line, with feedback under them.

The marks are those of text2qti, and of GIFT for what text2qti does not have.
"""

import re
from typing import NamedTuple

from lti_npq.packages.documents import Fragment, Passage
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Name, Place
from lti_npq.packages.traces import ITSELF, Traces

FEEDBACK = re.compile(r"(?P<said>\.\.\.)[ \t]+(?=\S)")
REMARK = re.compile(r"(?P<said>\.\.\.|[+-])[ \t]+(?=\S)")
"""Feedback on one item, or on all of a right (+) or wrong (-) answer."""

_ALMOST = re.compile(r"\*?\s?\(?([A-Za-z]|[0-9]{1,2})[.)]\s|\[.{0,2}\]|\.\.|…|\*\s?\[|[=~*+][^\s=~*+]")
"""Lines that were probably meant as an item or as feedback."""


class Line(NamedTuple):
    """An item or a feedback: how it starts, and its text with the lines that go on below it."""

    start: re.Match[str]
    text: Fragment

    @property
    def said(self) -> str:
        """The mark of a feedback; empty for an item."""
        return self.start.groupdict().get("said") or ""


class Draft(NamedTuple):
    """An item with the feedback on it."""

    start: re.Match[str]
    text: Fragment
    feedback: Fragment | None

    def feedback_html(self, reading: Reading) -> str:
        return reading.markdown.block(self.feedback).html if self.feedback else ""


class Cut(NamedTuple):
    """The body of a self-check in its parts."""

    prompt: Fragment
    drafts: list[Draft]
    right: Fragment | None
    wrong: Fragment | None


def cut(passage: Passage, item: re.Pattern[str], remark: re.Pattern[str], reading: Reading, example: str) -> Cut:
    """Cut a self-check at the lines that start an item or a feedback; report those that fit nowhere.

    Args:
        item: How an item starts.
        remark: How a feedback starts, its mark as the group `said`.
        example: Items as they are to be written, for the fix of a problem.
    """
    lines, prompt = _lines(passage.body, item, remark, reading, example)
    parts = Cut(prompt, [], None, None)
    for line in lines:
        if not line.said:
            parts.drafts.append(Draft(line.start, line.text, None))
        elif line.said == "+" and parts.right is None:
            parts = parts._replace(right=line.text)
        elif line.said == "-" and parts.wrong is None:
            parts = parts._replace(wrong=line.text)
        elif line.said == "..." and parts.drafts and parts.drafts[-1].feedback is None:
            parts.drafts[-1] = parts.drafts[-1]._replace(feedback=line.text)
        else:
            message, fix = "this feedback belongs to nothing", "put one feedback directly under each item"
            reading.report.error(line.text.place(), "question-syntax", message, fix)
    if passage.id:
        _note_places(passage.id, parts, reading.traces)
    return parts


def _note_places(question: Name, parts: Cut, traces: Traces) -> None:
    """Remember where the question and every feedback of it stand; feedback on items is numbered from 1."""
    traces.note(question.text, ITSELF, question.place)
    said = {f"feedback {number}": draft.feedback for number, draft in enumerate(parts.drafts, 1)}
    for part, text in (said | {"right": parts.right, "wrong": parts.wrong}).items():
        if text:
            traces.note(question.text, part, text.place())


def place_of(passage: Passage) -> Place:
    """Return where a self-check is opened."""
    return passage.directive.place if passage.directive else passage.body.place()


def _lines(
    body: Fragment, item: re.Pattern[str], remark: re.Pattern[str], reading: Reading, example: str
) -> tuple[list[Line], Fragment]:
    """Cut the body at the lines that start something; what stands above the first item is the prompt."""
    texts = body.text.split("\n")
    first = next((index for index, text in enumerate(texts) if item.match(text)), len(texts))
    starts = [
        (index, found)
        for index, text in enumerate(texts)
        if (found := item.match(text) or (remark if index > first else FEEDBACK).match(text))
    ]
    bounds = [*(index for index, _ in starts), len(texts)]
    lines = []
    for (index, found), end in zip(starts, bounds[1:], strict=True):
        _check_going_on(body, texts, range(index + 1, end), reading, example)
        part = body.part(index, end)
        lines.append(Line(found, part._replace(text=_dedented(part.text[found.end() :]))))
    return lines, body.part(0, bounds[0])


def _check_going_on(body: Fragment, texts: list[str], indices: range, reading: Reading, example: str) -> None:
    """Report lines that can hardly be meant to go on with the item or feedback above them."""
    for index in indices:
        text = texts[index]
        apart = text.strip() and not text[0].isspace() and not texts[index - 1].strip()
        if apart or _ALMOST.match(text):
            fix = f"start items with {example}, feedback with '... ', and indent what goes on"
            message = "this line is neither an item nor feedback"
            reading.report.error(body.place(index), "question-syntax", message, fix)


def _dedented(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))
