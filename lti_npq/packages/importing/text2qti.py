"""text2qti's plain text: numbered questions, lettered or bracketed options, three dots for feedback.

Format: https://github.com/gpoore/text2qti
"""

import re
from dataclasses import dataclass, field

from lti_npq.packages.importing.drafts import Draft, DraftPage, Item, Part, Question, QuestionKind, Writing, plain

_KEY = re.compile(
    r"(?P<key>Quiz title|Quiz description|Title|Points|Text title|Text):[ \t]*(?P<text>.*)", re.IGNORECASE
)
_START = re.compile(r"(?P<number>\d+)\.(?:[ \t]+(?P<text>.*)|$)")
_OPTION = re.compile(r"(?:(?P<star>\*?)[a-zA-Z]\)|\[(?P<mark>[* ]?)\])[ \t]+(?P<text>.*)")
_SHORT = re.compile(r"\*[ \t]+(?P<text>.*)")
_NUMERIC = re.compile(r"=[ \t]+(?P<text>.*)")
_SAID = re.compile(r"(?P<mark>\.\.\.|[+-])[ \t]+(?P<text>.*)")
_ESSAY = re.compile(r"_{3,}\s*")
_UPLOAD = re.compile(r"\^{3,}\s*")
_GROUP = re.compile(r"(GROUP|END_GROUP|pick:.*|points per question:.*)\s*", re.IGNORECASE)
_COMMENT = re.compile(r"^COMMENT\s*$.*?(?:^END_COMMENT\s*$|\Z)|^%[^\n]*$", re.MULTILINE | re.DOTALL)
_SETTING = re.compile(
    r"(shuffle answers|show correct answers|one question at a time|can't go back|feedback is solution|"
    r"solutions sample groups|solutions randomize groups|solutions shuffle answers)\s*:.*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Open:
    """A question whose lines are still coming."""

    title: str
    texts: dict[str, list[str]]
    kind: str = ""
    items: list[tuple[bool, list[str], list[str]]] = field(default_factory=list)
    """Whether it is right, its text, the feedback on it."""

    def said(self, of: str) -> str:
        return "\n".join(self.texts.get(of, ())).strip()


def read_text2qti(text: str, title: str) -> Draft:
    """Return the questions of a text2qti file, all on one page; code in it is never run."""
    return _Reader(title).read(_COMMENT.sub("", text))


class _Reader:
    def __init__(self, title: str) -> None:
        self._draft = Draft(title)
        self._parts: list[Part] = []
        self._open: _Open | None = None
        self._next_title = ""
        self._going_on: list[str] = []
        """Where an indented line belongs."""

    def read(self, text: str) -> Draft:
        for number, line in enumerate(text.split("\n"), 1):
            if not (self._goes_on(line) or self._head(line) or self._answer(line)):
                self._draft.lose(f"line {number}", f"this line is not understood: {line}")
        self._close()
        if self._parts:
            self._draft.pages.append(DraftPage(self._draft.title, self._parts))
        return self._draft

    def _goes_on(self, line: str) -> bool:
        if line.strip() and not line[0].isspace():
            return False
        if line.strip():
            self._going_on.append(line.strip())
        elif self._going_on:
            self._going_on.append("")
        return True

    def _head(self, line: str) -> bool:
        if found := _KEY.match(line):
            self._key(found["key"].lower(), found["text"])
        elif found := _START.match(line):
            self._close()
            self._going_on = [found["text"] or ""]
            self._open = _Open(self._next_title, {"prompt": self._going_on})
            self._next_title = ""
        elif _GROUP.fullmatch(line) or _SETTING.fullmatch(line):
            self._close()
            self._draft.lose(plain(line), "drawing at random and settings of a quiz are not kept; all questions are")
        else:
            return False
        return True

    def _key(self, key: str, text: str) -> None:
        self._close()
        self._going_on = [text]
        if key == "quiz title":
            self._draft.title = plain(text) or self._draft.title
        elif key == "title":
            self._next_title = plain(text)
        elif key == "points":
            self._draft.lose(f"Points: {plain(text)}", "self-checks have no points")
        elif text.strip():
            self._parts.append(text)

    def _answer(self, line: str) -> bool:
        if self._open is None:
            return False
        if _ESSAY.fullmatch(line) or _UPLOAD.fullmatch(line):
            self._open.kind = "essay" if _ESSAY.fullmatch(line) else "upload"
        elif found := _SAID.match(line):
            self._note(found["mark"], found["text"])
        elif found := _OPTION.match(line):
            self._item(
                "multiple" if found["mark"] is not None else "question", found, "*" in {found["star"], found["mark"]}
            )
        elif found := _SHORT.match(line):
            self._item("short-text", found, is_right=True)
        elif found := _NUMERIC.match(line):
            self._item("numeric", found, is_right=True)
        else:
            return False
        return True

    def _item(self, kind: str, found: re.Match[str], is_right: bool) -> None:
        if self._open:
            self._going_on = [found["text"]]
            self._open.kind = self._open.kind or kind
            self._open.items.append((is_right, self._going_on, []))

    def _note(self, mark: str, text: str) -> None:
        """Keep a feedback: on the item above it, or on the whole question."""
        if self._open:
            own = self._open.items[-1][2] if mark == "..." and self._open.items else None
            self._going_on = own if own is not None else self._open.texts.setdefault(mark, [])
            self._going_on.append(text)

    def _close(self) -> None:
        done, self._open, self._going_on = self._open, None, []
        if done is None:
            return
        prompt = done.said("prompt")
        if done.kind == "upload":
            self._draft.lose(done.title or plain(prompt, 60), f"files are not handed in with a page: {prompt}")
        elif done.kind == "essay":
            self._parts.append(Writing("reflection", done.title, prompt))
            for mark in ("...", "+", "-"):
                if said := done.said(mark):
                    self._draft.lose(done.title or plain(prompt, 60), f"a reflection has no place for feedback: {said}")
        else:
            self._parts.append(_question(done, prompt))


def _question(done: _Open, prompt: str) -> Question:
    kinds: dict[str, QuestionKind] = {"multiple": "multiple", "short-text": "short-text", "numeric": "numeric"}
    kind = kinds.get(done.kind, "question")
    items = tuple(Item(_item_text(kind, text), right, "\n".join(said).strip()) for right, text, said in done.items)
    if kind == "question" and sum(item.is_right for item in items) > 1:
        kind = "multiple"
    return Question(kind, done.title, prompt, items, done.said("+"), done.said("-"), done.said("..."))


def _item_text(kind: QuestionKind, text: list[str]) -> str:
    """Return an item; `[1, 5]` and `1.5 +- 0.1` are written as the format has them."""
    whole = "\n".join(text).strip()
    if kind != "numeric":
        return whole
    return re.sub(r"\s*,\s*", ", ", re.sub(r"\s*\+-\s*", " +- ", whole))
