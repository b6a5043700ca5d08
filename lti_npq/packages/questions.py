"""Self-checks with options to choose from: one right answer by letter, several by brackets.

*b) The right answer        [*] A right answer among several
... What choosing it teaches
"""

import re
from string import ascii_lowercase

from lti_npq.domain.questions import Choice, Option
from lti_npq.packages.codes import Code
from lti_npq.packages.documents import Fragment, Passage
from lti_npq.packages.markdown import Rendered
from lti_npq.packages.question_items import FEEDBACK, Draft, cut, place_of
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Place

_OPTION = re.compile(r"(?:(?P<star>\*?)(?P<letter>[a-z])\)|\[(?P<mark>[* ]?)\])[ \t]+(?=\S)")
_EXAMPLE = "'a) ', '*b) ', '[ ] ' or '[*] '"


def read_choice(passage: Passage, key: str, reading: Reading) -> Choice:
    """Return a self-check, reporting what keeps it from being answered."""
    parts = cut(passage, _OPTION, FEEDBACK, reading, _EXAMPLE)
    place = place_of(passage)
    _check(parts.drafts, place, reading)
    prompt = read_prompt(parts.prompt, place, reading)
    options = tuple(_option(draft, index, reading) for index, draft in enumerate(parts.drafts))
    multiple = any(not draft.start["letter"] for draft in parts.drafts)
    return Choice(key, prompt.html, prompt.text, options, multiple)


def read_prompt(prompt: Fragment, place: Place, reading: Reading) -> Rendered:
    """Return what a question asks; report one that asks nothing."""
    shown = reading.markdown.block(prompt)
    if not shown.text:
        fix = "write the question above its items"
        reading.report.error(place, "question-syntax", "the question asks nothing", fix)
    return shown


def warn_of_silence(draft: Draft, reading: Reading) -> None:
    """Warn of an item that teaches nothing."""
    fix = "add a line '... …' under it that says what it teaches"
    reading.report.warning(draft.text.place(), "no-feedback", "this has no feedback", fix)


def _is_right(draft: Draft) -> bool:
    return "*" in {draft.start["star"], draft.start["mark"]}


def _check(drafts: list[Draft], place: Place, reading: Reading) -> None:
    def error(code: Code, message: str, fix: str) -> None:
        reading.report.error(place, code, message, fix)

    letters = [draft.start["letter"] for draft in drafts if draft.start["letter"]]
    right = sum(_is_right(draft) for draft in drafts)
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


def _option(draft: Draft, index: int, reading: Reading) -> Option:
    if draft.feedback is None:
        warn_of_silence(draft, reading)
    key = draft.start["letter"] or ascii_lowercase[index % len(ascii_lowercase)]
    return Option(key, reading.markdown.inline(draft.text).html, _is_right(draft), draft.feedback_html(reading))
