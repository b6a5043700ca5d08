"""What every source becomes before it is written: pages of Markdown and questions, media, and what was left behind."""

import re
from dataclasses import dataclass, field
from typing import Literal

QuestionKind = Literal["question", "multiple", "matching", "short-text", "numeric"]
"""One right option, several, pairs, a few words, or a number."""

_UNPRINTABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """An option, an answer or one half of a pair, as Markdown; of a numeric question as the format writes numbers."""

    text: str
    is_right: bool = True
    feedback: str = ""
    match: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A self-check; its texts are Markdown."""

    kind: QuestionKind
    title: str
    prompt: str
    items: tuple[Item, ...]
    right: str = ""
    """Said of right answers."""
    wrong: str = ""
    general: str = ""
    """Said of any answer."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Something to answer in words of one's own."""

    role: Literal["reflection", "peer-feedback"]
    title: str
    prompt: str


Part = str | Question | Writing


@dataclass(slots=True)
class DraftPage:
    """A page: its title and what stands on it, in order."""

    title: str
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that could not be carried over."""

    place: str
    reason: str


@dataclass(slots=True)
class Draft:
    """What was found in a source."""

    title: str
    pages: list[DraftPage] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    """By their names under the module's `media/`."""
    losses: list[Loss] = field(default_factory=list)

    def lose(self, place: str, reason: str) -> None:
        self.losses.append(Loss(plain(place), plain(reason)))


def legible(text: str) -> str:
    """Return text with plain line ends and without characters that no file of a package may hold."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str, most: int = 300) -> str:
    """Return text as one short line."""
    line = " ".join(legible(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
