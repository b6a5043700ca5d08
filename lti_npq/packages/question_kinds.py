"""Self-checks without options: things to order or to match, a few words or a number to write.

1) The first step      = Item -> its match      *   accepted text      =   1.5 +- 0.1
2) The second step     = Item -> its match      ~   a likely mistake   ~   15
... Why it is there    ... Why they belong together

+ Said of a right answer
- Said of a wrong one
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from string import ascii_lowercase

from lti_npq.domain.questions import LONGEST_ANSWER, Expected, Item, Matching, Numeric, Ordering, Range, ShortText
from lti_npq.packages.documents import Fragment, Passage
from lti_npq.packages.question_items import REMARK, Cut, Draft, cut, place_of
from lti_npq.packages.questions import read_prompt
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Place

_STEP = re.compile(r"(?P<number>[0-9]{1,2})\)[ \t]+(?=\S)")
_PAIR = re.compile(r"=[ \t]+(?=\S)")
_TEXT = re.compile(r"(?P<mark>[*~])[ \t]+(?=\S)")
_NUMBER = re.compile(r"(?P<mark>[=~])[ \t]+(?=\S)")
_DIGITS = r"[-+]?[0-9]{1,12}(?:\.[0-9]{1,9})?"
_SPREAD = re.compile(rf"(?P<middle>{_DIGITS})(?:\s*\+-\s*(?P<spread>[0-9]{{1,12}}(?:\.[0-9]{{1,9}})?)(?P<percent>%?))?")
_BOUNDS = re.compile(rf"\[\s*(?P<least>{_DIGITS})\s*,\s*(?P<most>{_DIGITS})\s*\]")
_MOST_ITEMS = 12
"""Of things to order or to match: more than anybody keeps in view on a phone."""


def read_ordering(passage: Passage, key: str, reading: Reading) -> Ordering:
    """Return things to put in order; they are written in the right one."""
    parts = cut(passage, _STEP, REMARK, reading, "'1) ', '2) ' and so on")
    place, drafts = place_of(passage), parts.drafts
    _check_items(drafts, place, reading)
    if [int(draft.start["number"]) for draft in drafts] != list(range(1, len(drafts) + 1)):
        fix = "number the items 1), 2), 3) in the right order"
        reading.report.error(place, "question-syntax", "the items are not numbered one by one", fix)
    prompt = read_prompt(parts.prompt, place, reading)
    items = tuple(_item(str(number), draft, draft.text, reading) for number, draft in enumerate(drafts, 1))
    return Ordering(key, prompt.html, prompt.text, items, *_said(parts, place, reading))


def read_matching(passage: Passage, key: str, reading: Reading) -> Matching:
    """Return things to match; an answer may be right for several of them."""
    parts = cut(passage, _PAIR, REMARK, reading, "'= Item -> Match'")
    place = place_of(passage)
    _check_items(parts.drafts, place, reading)
    prompt = read_prompt(parts.prompt, place, reading)
    items, matches = [], []
    for number, draft in enumerate(parts.drafts, 1):
        left, right = _sides(draft, reading)
        items.append(_item(str(number), draft, left, reading))
        matches.append(reading.markdown.inline(right).text)
    answers = tuple(dict.fromkeys(matches))
    if len(answers) == 1:
        reading.report.error(place, "few-options", "everything has the same match", "give at least two matches")
    pairs = tuple(ascii_lowercase[answers.index(match) % 26] for match in matches)
    said = _said(parts, place, reading)
    return Matching(key, prompt.html, prompt.text, tuple(items), answers, pairs, *said)


def read_short_text(passage: Passage, key: str, reading: Reading) -> ShortText:
    """Return a question for a word or a few."""
    parts = cut(passage, _TEXT, REMARK, reading, "'* ' or '~ '")
    place = place_of(passage)
    prompt = read_prompt(parts.prompt, place, reading)
    expected = tuple(_expected(draft, reading) for draft in parts.drafts)
    if not any(each.correct for each in expected):
        fix = "add a line '*   …' with an answer to accept"
        reading.report.error(place, "no-right-answer", "no answer is accepted", fix)
    return ShortText(key, prompt.html, prompt.text, expected, *_said(parts, place, reading))


def read_numeric(passage: Passage, key: str, reading: Reading) -> Numeric:
    """Return a question for a number."""
    parts = cut(passage, _NUMBER, REMARK, reading, "'= ' or '~ '")
    place = place_of(passage)
    prompt = read_prompt(parts.prompt, place, reading)
    ranges = tuple(_ranges(parts.drafts, reading))
    if not any(draft.start["mark"] == "=" for draft in parts.drafts):
        fix = "add a line '=   …' with a number, such as 1.5 +- 0.1 or [1, 5]"
        reading.report.error(place, "no-right-answer", "no number is accepted", fix)
    return Numeric(key, prompt.html, prompt.text, ranges, *_said(parts, place, reading))


def _item(key: str, draft: Draft, shown: Fragment, reading: Reading) -> Item:
    return Item(key, reading.markdown.inline(shown).html, draft.feedback_html(reading))


def _check_items(drafts: list[Draft], place: Place, reading: Reading) -> None:
    if len(drafts) < 2:
        reading.report.error(place, "few-options", "a question needs at least two items", "add items")
    if len(drafts) > _MOST_ITEMS:
        fix = "ask two questions"
        reading.report.error(place, "question-syntax", f"a question has at most {_MOST_ITEMS} items", fix)


def _sides(draft: Draft, reading: Reading) -> tuple[Fragment, Fragment]:
    left, arrow, right = draft.text.text.partition("->")
    if not (arrow and left.strip() and right.strip()):
        fix = "write '= Item -> Match'"
        reading.report.error(draft.text.place(), "question-syntax", "this item has no match", fix)
    return draft.text._replace(text=left.strip()), draft.text._replace(text=right.strip())


def _expected(draft: Draft, reading: Reading) -> Expected:
    text = " ".join(draft.text.text.split())
    if len(text) > LONGEST_ANSWER or not text.strip("*"):
        fix = f"write a few words, at most {LONGEST_ANSWER} characters"
        reading.report.error(draft.text.place(), "question-syntax", "nobody could write this answer", fix)
    return Expected(text, draft.start["mark"] == "*", draft.feedback_html(reading))


def _ranges(drafts: list[Draft], reading: Reading) -> Iterator[Range]:
    for draft in drafts:
        bounds = _bounds(draft.text.text.strip())
        if bounds is None:
            fix = "write 5, 1.5 +- 0.1, 200 +- 5% or [1, 5]"
            reading.report.error(draft.text.place(), "question-syntax", "this is not a number or a range", fix)
        else:
            yield Range(*bounds, correct=draft.start["mark"] == "=", feedback=draft.feedback_html(reading))


def _bounds(text: str) -> tuple[Decimal, Decimal] | None:
    if found := _BOUNDS.fullmatch(text):
        least, most = Decimal(found["least"]), Decimal(found["most"])
        return (least, most) if least <= most else None
    if found := _SPREAD.fullmatch(text):
        middle, spread = Decimal(found["middle"]), Decimal(found["spread"] or 0)
        spread = abs(middle) * spread / 100 if found["percent"] else spread
        return middle - spread, middle + spread
    return None


def _said(parts: Cut, place: Place, reading: Reading) -> tuple[str, str]:
    """Return what is said of right and of wrong answers; warn if neither that nor an item teaches anything."""
    explained = parts.drafts and all(draft.feedback for draft in parts.drafts)
    if parts.wrong is None or not (parts.right or explained):
        fix = "add a line '+ …' for right answers and a line '- …' for wrong ones, under the items"
        reading.report.warning(place, "no-feedback", "some answers have no feedback", fix)
    right, wrong = (reading.markdown.block(text).html if text else "" for text in (parts.right, parts.wrong))
    return right, wrong
