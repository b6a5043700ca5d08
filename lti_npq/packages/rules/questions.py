"""Whether a module asks enough, and whether its answers can be guessed."""

from collections.abc import Iterator

from lti_npq.domain.programme import Module
from lti_npq.domain.questions import Choice
from lti_npq.packages.codes import Code
from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject, questions_of

_ENOUGH = 5
"""Questions in a module."""
_PATTERN = 4
"""Questions with one right answer from which a habit can be told from chance."""


def few_questions(subject: Subject) -> Iterator[Problem]:
    for module in subject.programme.modules:
        count = len(questions_of(module))
        if count < _ENOUGH:
            message = f"this module asks {count} {'question' if count == 1 else 'questions'}"
            place = subject.traces.place(module.key)
            fix = f"ask at least {_ENOUGH}, spread over its pages"
            yield Problem.at(place, "information", "few-questions", message, fix)


def telling_position(subject: Subject) -> Iterator[Problem]:
    fix = "move options; their letters move with them"
    for module in subject.programme.modules:
        asked = _single(module)
        if len({_position(question) for question in asked}) == 1:
            number = _position(asked[0]) + 1
            message = f"the right answer is number {number} in all {len(asked)} questions of this module"
            yield _told(subject, asked[0], "telling-position", message, fix)


def telling_length(subject: Subject) -> Iterator[Problem]:
    fix = "shorten right options, or give wrong ones as much substance"
    for module in subject.programme.modules:
        asked = _single(module)
        if asked and all(map(_is_longest, asked)):
            message = f"the right answer is the longest in all {len(asked)} questions of this module"
            yield _told(subject, asked[0], "telling-length", message, fix)


def _told(subject: Subject, question: Choice, code: Code, message: str, fix: str) -> Problem:
    return Problem.at(subject.traces.place(question.key), "information", code, message, fix)


def _single(module: Module) -> list[Choice]:
    """Return the questions with one right option, if there are enough of them to show a habit."""
    asked = [each for each in questions_of(module) if isinstance(each, Choice) and len(each.correct_keys) == 1]
    return asked if len(asked) >= _PATTERN else []


def _position(question: Choice) -> int:
    return [option.correct for option in question.options].index(True)


def _is_longest(question: Choice) -> bool:
    lengths = {option.key: len(option.text) for option in question.options}
    [right] = question.correct_keys
    return all(lengths[right] > length for key, length in lengths.items() if key != right)
