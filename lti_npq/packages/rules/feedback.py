"""Whether the answers to self-checks teach something."""

from collections.abc import Iterator

from lti_npq.domain.fragments import plain_text
from lti_npq.domain.questions import Choice, Matching, Numeric, Ordering, Question, ShortText
from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject

_FEW_WORDS = 4
"""Fewer are a verdict: "Correct", "Wrong, try again"."""


def thin_feedback(subject: Subject) -> Iterator[Problem]:
    for question in subject.questions:
        for part, text in _said(question):
            if len(text.split()) < _FEW_WORDS:
                message = f"this feedback says no more than “{text}”"
                fix = "say why, or what follows from the answer"
                yield Problem.at(subject.traces.place(question.key, part), "warning", "thin-feedback", message, fix)


def same_feedback(subject: Subject) -> Iterator[Problem]:
    for question in subject.questions:
        seen: set[str] = set()
        for part, text in _said(question):
            if text in seen:
                message, fix = "this feedback was given in this question before", "say what this answer teaches"
                yield Problem.at(subject.traces.place(question.key, part), "warning", "same-feedback", message, fix)
            seen.add(text)


def _said(question: Question) -> Iterator[tuple[str, str]]:
    """Yield every feedback that was written, as plain text, with the part that the traces know it by."""
    for part, html in _feedback(question):
        if html:
            yield part, plain_text(html)


def _feedback(question: Question) -> Iterator[tuple[str, str]]:
    match question:
        case Choice(options=items) | Ordering(items=items) | Matching(items=items):
            said = [item.feedback for item in items]
        case ShortText(expected=items) | Numeric(ranges=items):
            said = [item.feedback for item in items]
    yield from ((f"feedback {number}", html) for number, html in enumerate(said, 1))
    if not isinstance(question, Choice):
        yield from (("right", question.right), ("wrong", question.wrong))
