"""Self-checks: answered in place, as often as wished, never graded.

Every kind has a key, the question as HTML and as plain text, and one interface: `accept` makes of what arrived a
response that can be kept, `judge` says what it is worth. A response is a tuple of short texts; what they are, each
kind says.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property
from hashlib import sha256
from typing import ClassVar

from msgspec import Struct

from lti_npq.domain.fragments import plain_text

Response = tuple[str, ...]

LONGEST_ANSWER = 200
"""Characters of a short text."""

_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans("‘’“”‐‑–—", "''\"\"----")
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?%?")


class Remark(Struct, frozen=True):
    """What is said of one part of a response."""

    right: bool
    html: str


class Judgement(Struct, frozen=True):
    """What a response is worth and what is said of it."""

    correct: bool
    partial: bool
    """Whether all that was given is right and something is missing."""
    remarks: Mapping[str, Remark]
    """By the key of the option, item or pair that they are about."""
    general: str = ""
    """HTML; about the response as a whole."""


class Option(Struct, frozen=True):
    """One answer on offer and what choosing it teaches."""

    key: str
    html: str
    correct: bool
    feedback: str
    """HTML."""

    @property
    def text(self) -> str:
        """The option without markup, for statements and exports."""
        return plain_text(self.html)


class Choice(Struct, frozen=True, tag="choice"):
    """Options to choose from. A response holds the keys of those chosen."""

    kind: ClassVar[str] = "choice"

    key: str
    html: str
    text: str
    options: tuple[Option, ...]
    multiple: bool
    """Whether several options are to be chosen together."""

    @property
    def correct_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.correct)

    def accept(self, given: Response) -> Response:
        """Return what was chosen of what is on offer, in the order of the options."""
        return tuple(option.key for option in self.options if option.key in given)

    def judge(self, response: Response) -> Judgement:
        chosen = frozenset(response)
        # Only what was chosen is explained: an answer given away would leave nothing to find on the next try.
        remarks = {each.key: Remark(each.correct, each.feedback) for each in self.options if each.key in chosen}
        correct = chosen == self.correct_keys
        return Judgement(correct, not correct and chosen <= self.correct_keys, remarks)


class Item(Struct, frozen=True):
    """One thing to put in order, or to find the match of, and why it belongs where it does."""

    key: str
    html: str
    feedback: str
    """HTML."""

    @property
    def text(self) -> str:
        return plain_text(self.html)


class Ordering(Struct, frozen=True, tag="ordering", dict=True):
    """Items to put in order. A response holds the keys of all items as somebody ordered them."""

    kind: ClassVar[str] = "ordering"

    key: str
    html: str
    text: str
    items: tuple[Item, ...]
    """In the right order."""
    right: str
    wrong: str
    """HTML; what is said of the order as a whole."""

    @property
    def correct_keys(self) -> Response:
        return tuple(item.key for item in self.items)

    @cached_property
    def shown(self) -> tuple[Item, ...]:
        """The items as they are first seen: always in the same wrong order."""
        mixed = tuple(sorted(self.items, key=lambda item: sha256(f"{self.key}/{item.key}".encode()).digest()))
        return mixed if mixed != self.items else mixed[1:] + mixed[:1]

    def accept(self, given: Response) -> Response:
        """Return an order of all items; nothing if it is none."""
        return given if sorted(given) == sorted(self.correct_keys) else ()

    def judge(self, response: Response) -> Judgement:
        remarks = {
            item.key: Remark(given == item.key, item.feedback if given == item.key else "")
            for item, given in zip(self.items, response, strict=True)
        }
        correct = response == self.correct_keys
        return Judgement(correct, False, remarks, self.right if correct else self.wrong)

    def arranged(self, response: Response) -> tuple[Item, ...]:
        """Return the items in the order of a response, or as first seen if there is none."""
        by_key = {item.key: item for item in self.items}
        return tuple(by_key[key] for key in response) or self.shown


class Matching(Struct, frozen=True, tag="matching", dict=True):
    """Items to match with one of several answers. A response holds texts such as `1.b`: item 1, answer b."""

    kind: ClassVar[str] = "matching"

    key: str
    html: str
    text: str
    items: tuple[Item, ...]
    answers: tuple[str, ...]
    """Plain texts, each once; their keys are a, b, c and so on."""
    pairs: tuple[str, ...]
    """The key of the right answer to each item."""
    right: str
    wrong: str

    @property
    def correct_keys(self) -> Response:
        return tuple(f"{item.key}.{answer}" for item, answer in zip(self.items, self.pairs, strict=True))

    @cached_property
    def offered(self) -> tuple[tuple[str, str], ...]:
        """Key and text of every answer, by alphabet: the order gives nothing away."""
        return tuple(sorted(zip(_letters(), self.answers, strict=False), key=lambda answer: answer[1].casefold()))

    def accept(self, given: Response) -> Response:
        """Return the matches that can be made, one for an item."""
        keys = [key for key, _ in self.offered]
        known = {f"{item.key}.{key}": item.key for item in self.items for key in keys}
        matches = {known[match]: match for match in given if match in known}
        return tuple(matches[item.key] for item in self.items if item.key in matches)

    def judge(self, response: Response) -> Judgement:
        remarks = {}
        for item, right in zip(self.items, self.correct_keys, strict=True):
            if any(match.startswith(f"{item.key}.") for match in response):
                remarks[item.key] = Remark(right in response, item.feedback if right in response else "")
        correct = response == self.correct_keys
        partial = not correct and set(response) <= set(self.correct_keys)
        return Judgement(correct, partial, remarks, self.right if correct else self.wrong)


class Expected(Struct, frozen=True):
    """An answer that an author thought of, and what it teaches; `*` stands for any text."""

    text: str
    correct: bool
    feedback: str
    """HTML."""

    @property
    def is_pattern(self) -> bool:
        return "*" in self.text

    def meets(self, answer: str) -> bool:
        """Tell whether an answer is this one, whatever its capitals, spaces and last full stop."""
        given, pieces = plainly(answer), plainly(self.text).split("*")
        if len(pieces) == 1:
            return given == pieces[0]
        first, *between, last = pieces
        if not given.startswith(first):
            return False
        at = len(first)
        for piece in between:
            found = given.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return given.endswith(last) and len(given) - len(last) >= at


class ShortText(Struct, frozen=True, tag="text"):
    """A word or a few to write. A response holds the one text written."""

    kind: ClassVar[str] = "text"

    key: str
    html: str
    text: str
    expected: tuple[Expected, ...]
    right: str
    wrong: str

    def accept(self, given: Response) -> Response:
        written = _SPACE.sub(" ", " ".join(given)).strip()[:LONGEST_ANSWER]
        return (written,) if written else ()

    def judge(self, response: Response) -> Judgement:
        return _judged(next((each for each in self.expected if each.meets(response[0])), None), self.right, self.wrong)


class Range(Struct, frozen=True):
    """Numbers that an author thought of, from `least` to `most`, and what they teach."""

    least: Decimal
    most: Decimal
    correct: bool
    feedback: str
    """HTML."""


class Numeric(Struct, frozen=True, tag="numeric"):
    """A number to find. A response holds the one number, as plain digits."""

    kind: ClassVar[str] = "numeric"

    key: str
    html: str
    text: str
    ranges: tuple[Range, ...]
    right: str
    wrong: str

    def accept(self, given: Response) -> Response:
        """Return a number without its commas and percent sign; nothing if it is none."""
        written = "".join("".join(given).split()).replace("−", "-")
        if not _NUMBER.fullmatch(written) or len(written) > LONGEST_ANSWER:
            return ()
        try:
            return (str(Decimal(written.replace(",", "").rstrip("%"))),)
        except InvalidOperation:
            return ()

    def judge(self, response: Response) -> Judgement:
        number = Decimal(response[0])
        found = next((each for each in self.ranges if each.least <= number <= each.most), None)
        return _judged(found, self.right, self.wrong)


Question = Choice | Ordering | Matching | ShortText | Numeric


def plainly(answer: str) -> str:
    """Return a text as it is compared: the runtime of the exports (`questions.js`) does the same."""
    text = unicodedata.normalize("NFKC", answer).translate(_QUOTES).lower()
    return _SPACE.sub(" ", text).strip().rstrip(".!?").rstrip()


def _judged(found: Expected | Range | None, right: str, wrong: str) -> Judgement:
    """Say what an author said of this answer, else of right or wrong ones in general."""
    correct = found is not None and found.correct
    return Judgement(correct, False, {}, (found and found.feedback) or (right if correct else wrong))


def _letters() -> Iterator[str]:
    return iter("abcdefghijklmnopqrstuvwxyz")
