"""Questions and prompts, written as the format's passages; and why some cannot be."""

import re
from collections.abc import Iterable

from lti_npq.domain.questions import LONGEST_ANSWER
from lti_npq.packages.importing.drafts import Item, Question, Writing, plain
from lti_npq.packages.importing.prose import levelled

_MARK = re.compile(
    r"(?m)^(?=:::)|^(?P<head>\*?[a-z]|[0-9]{1,2})(?=\)[ \t])|^(?=`{3}|~{3}|\[[* ]?\][ \t]|[*~=+-][ \t]|\.\.\.[ \t])"
)
"""What would start an item, a feedback or a passage if it stood at the beginning of a prompt's line,
or code that may have no end."""
_NUMBER = r"[-+]?[0-9]{1,12}(?:\.[0-9]{1,9})?"
_NUMERIC = re.compile(rf"{_NUMBER}(?: \+- [0-9]{{1,12}}(?:\.[0-9]{{1,9}})?%?)?|\[{_NUMBER}, {_NUMBER}\]")


def why_not(question: Question) -> str:
    """Return why the format has no way to write a question; empty if it has."""
    if not question.prompt.strip():
        return "it asks nothing"
    if not question.items or not all(_one_line(item.text) for item in question.items):
        return "it has no answers, or an empty one"
    if question.kind == "matching":
        return _why_no_match(question.items)
    if not any(item.is_right for item in question.items):
        return "no answer is marked as right"
    return _why_no_answers(question)


def _why_no_answers(question: Question) -> str:
    kind, items = question.kind, question.items
    if kind == "numeric" and not all(_is_number(item.text) for item in items):
        return "a number is written in a way that is not understood"
    if kind == "short-text" and not all(_can_be_written(item.text) for item in items):
        return f"an answer has more than {LONGEST_ANSWER} characters, or nothing but stars"
    if kind in {"question", "multiple"} and not 2 <= len(items) <= 26:
        return "it has fewer than 2 options or more than 26"
    return ""


def _is_number(text: str) -> bool:
    bounds = re.findall(_NUMBER, text) if text.startswith("[") else []
    return bool(_NUMERIC.fullmatch(text)) and (not bounds or float(bounds[0]) <= float(bounds[1]))


def _why_no_match(items: tuple[Item, ...]) -> str:
    if not 2 <= len(items) <= 12:
        return "it has fewer than 2 pairs or more than 12"
    if len({_one_line(item.match) for item in items}) < 2 or not all(_one_line(item.match) for item in items):
        return "its pairs have one match for all, or none"
    return "an item of a pair holds an arrow" if any("->" in item.text for item in items) else ""


def _can_be_written(text: str) -> bool:
    return len(_one_line(text)) <= LONGEST_ANSWER and bool(text.strip("* \n"))


def unspoken(question: Question) -> list[str]:
    """Return the feedback of a question that has no place in the format, each with what it was."""
    lost = []
    if question.kind == "multiple":
        lost = [f"feedback on all answers: {said}" for said in (question.right, question.wrong) if said]
    if question.general and question.kind in {"question", "multiple"}:
        lost.append(f"general feedback: {question.general}")
    return lost


def question_block(question: Question, key: str) -> str:
    """Return a question as a passage with an id."""
    kind = "question" if question.kind == "multiple" else question.kind
    lines = [f"::: {kind} {key}", safe_prompt(question.prompt), ""]
    for number, item in enumerate(question.items):
        lines.append(f"{_mark(question, item, number)} {_one_line(item.text)}{_match(question, item)}")
        if said := _feedback(question, item):
            lines.append(f"... {_indented(said)}")
    if kind != "question":
        lines += _remarks(question)
    return "\n".join([*lines, ":::"])


def writing_block(writing: Writing, key: str) -> str:
    """Return a prompt for words of one's own as a passage with an id."""
    title = plain(writing.title, 100).replace('"', "”")
    label = f' "{title}"' if title else ""
    return f"::: {writing.role} {key}{label}\n{levelled(writing.prompt)}\n:::"


def safe_prompt(text: str) -> str:
    """Return Markdown in which no line is taken for an item or a passage."""
    return _MARK.sub(lambda found: f"{found['head'] or ''}\\", text.strip())


def _mark(question: Question, item: Item, number: int) -> str:
    if question.kind == "question":
        return f"{'*' if item.is_right else ''}{chr(ord('a') + number)})"
    if question.kind == "multiple":
        return "[*]" if item.is_right else "[ ]"
    if question.kind == "short-text":
        return "*" if item.is_right else "~"
    return "=" if item.is_right else "~"


def _match(question: Question, item: Item) -> str:
    return f" -> {_one_line(item.match)}" if question.kind == "matching" else ""


def _feedback(question: Question, item: Item) -> str:
    """Return what is said of an item; with one right option, what is said of an answer is said of its option."""
    if item.feedback.strip() or question.kind != "question":
        return item.feedback.strip()
    return (question.right if item.is_right else question.wrong).strip()


def _remarks(question: Question) -> Iterable[str]:
    said = {"+": question.right or question.general, "-": question.wrong or question.general}
    written = [f"{mark} {_indented(text)}" for mark, text in said.items() if text.strip()]
    return ["", *written] if written else []


def _indented(text: str) -> str:
    return "\n    ".join(line.strip() for line in text.strip().split("\n"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
