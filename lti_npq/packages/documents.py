"""Markdown files as lines: front matter on top, then prose and passages between `:::` lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lti_npq.packages.codes import Code
from lti_npq.packages.report import Name, Place, Report
from lti_npq.packages.yaml_nodes import Fields, read_yaml

_OPENING = re.compile(r':::+[ \t]*(?P<name>[^\s"]+)(?:[ \t]+(?P<id>[^\s"]+))?(?:[ \t]+"(?P<title>[^"]*)")?[ \t]*')
_CLOSING = re.compile(r":::+[ \t]*")
_INDENTED = re.compile(r" {1,3}:::")
_CODE_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?!.*`)|~{3,})(?P<rest>.*)")
"""After backticks no other backtick: that would be a code span."""


class Fragment(NamedTuple):
    """Some lines of a file, cut out to be rendered; the file's lines stay at hand to find columns."""

    file: str
    lines: tuple[str, ...]
    """Of the whole file."""
    start: int
    """Index of the first line, counted from 0."""
    text: str

    def place(self, offset: int = 0, column: int = 1) -> Place:
        """Return the place of a line, counted from 0 within the fragment."""
        return Place(self.file, self.start + offset + 1, column)

    def part(self, start: int, end: int) -> "Fragment":
        """Return some of the lines, counted from 0 within the fragment."""
        lines = self.text.split("\n")[start:end]
        return self._replace(start=self.start + start, text="\n".join(lines))


class Passage(NamedTuple):
    """Running prose, or what stands between `::: name` and `:::`."""

    directive: Name | None
    """None for running prose."""
    id: Name | None
    title: str | None
    body: Fragment


class Document(NamedTuple):
    """One Markdown file."""

    file: str
    lines: tuple[str, ...]
    body: int
    """Index of the first line after the front matter."""

    def fragment(self, start: int, end: int) -> Fragment:
        return Fragment(self.file, self.lines, start, "\n".join(self.lines[start:end]))


def read_document(file: str, text: str, report: Report) -> tuple[Fields, Document]:
    """Return the front matter, to be read in a `with` block, and the document under it."""
    lines = tuple(text.split("\n"))
    place = Place(file)
    if lines[0].rstrip() != "---":
        report.error(place, "front-matter", "the file does not start with its keys", "put them between two '---' lines")
        return Fields(None, place, report), Document(file, lines, 0)
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        report.error(place, "front-matter", "the keys on top have no end", "add a line '---' under them")
        return Fields(None, place, report), Document(file, lines, len(lines))
    return read_yaml("\n".join(lines[1:end]), Place(file, 2), report), Document(file, lines, end + 1)


def split(document: Document, report: Report) -> list[Passage]:
    """Cut a document into prose and passages; report those that nest, do not end or never began."""
    return list(_Splitter(document, report).passages())


class _Splitter:
    def __init__(self, document: Document, report: Report) -> None:
        self._document = document
        self._report = report
        self._opening: Passage | None = None
        """The line that opened the passage at hand; without a directive if that line was not understood."""
        self._at = document.body
        """Index of the first line of the passage at hand."""
        self._nested = 0
        """How many `:::` lines belong to openings that were reported as nested."""

    def passages(self) -> Iterator[Passage]:
        for index, line in _outside_code(self._document.lines, self._document.body):
            if _CLOSING.fullmatch(line):
                yield from self._close(index)
            elif line.startswith(":::"):
                yield from self._open(index)
            elif _INDENTED.match(line):
                self._error(index, "directive-syntax", "this line is indented, so it is text", "start it in column 1")
        end = len(self._document.lines)
        if self._opening:
            self._error(self._at - 1, "unclosed-directive", "this passage has no end", "add a line ':::' after it")
        yield from self._cut(end, end)

    def _open(self, index: int) -> Iterator[Passage]:
        if self._opening:
            self._nested += 1
            message = f"a passage opens inside the one of line {self._at}"
            self._error(index, "nested-directive", message, "close that one first with a line ':::'")
        yield from self._cut(index, index + 1)
        self._opening = _opening(self._document.fragment(index, index + 1))
        if not self._opening.directive:
            self._error(index, "directive-syntax", "this line is not a directive", 'write ::: name id "Title"')

    def _close(self, index: int) -> Iterator[Passage]:
        if not self._opening and not self._nested:
            self._error(index, "unopened-directive", "this line closes nothing", "remove it or open a passage above")
        if not self._opening:
            self._nested = max(0, self._nested - 1)
        yield from self._cut(index, index + 1)
        self._opening = None

    def _cut(self, end: int, following: int) -> Iterator[Passage]:
        start, self._at = self._at, following
        body = self._document.fragment(start, end)
        if self._opening is None and body.text.strip():
            yield Passage(None, None, None, body)
        if self._opening and self._opening.directive:
            yield self._opening._replace(body=body)

    def _error(self, index: int, code: Code, message: str, fix: str) -> None:
        self._report.error(Place(self._document.file, index + 1), code, message, fix)


def _opening(line: Fragment) -> Passage:
    found = _OPENING.fullmatch(line.text)
    if found is None:
        return Passage(None, None, None, line)
    names = [
        Name(found[group], line.place(column=found.start(group) + 1)) if found[group] else None
        for group in ("name", "id")
    ]
    return Passage(names[0], names[1], found["title"], line)


def _outside_code(lines: tuple[str, ...], start: int) -> Iterator[tuple[int, str]]:
    """Return the lines that are not inside a fenced code block, with their indices."""
    fence = ""
    for index, line in enumerate(lines[start:], start):
        found = _CODE_FENCE.fullmatch(line)
        if fence:
            closes = found and found["fence"].startswith(fence) and not found["rest"].strip()
            fence = "" if closes else fence
        elif found:
            fence = found["fence"]
        else:
            yield index, line
