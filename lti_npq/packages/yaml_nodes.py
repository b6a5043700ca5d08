"""YAML with positions: a document becomes fields that are asked for by name and kind.

Whatever is asked for and not there, or there and not asked for, is reported where it stands. No value is built from
a tag, and anchors and aliases are refused, so a small file cannot grow large in memory.
"""

import re
from collections.abc import Sequence
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lti_npq.packages.report import Name, Place, Report, did_you_mean, listed

_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, ten times as fast, where PyYAML was built with it."""

_DEEPEST = 12
_LONGEST = 256 * 1024
_TEXT = "tag:yaml.org,2002:str"
_NOTHING = "tag:yaml.org,2002:null"
_NO_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
"""Ends of lines to YAML and to no editor."""

_FLAG = "tag:yaml.org,2002:bool"


W = TypeVar("W", bound=str)


class _Shape(NamedTuple):
    """How a number is written, and what it is called."""

    pattern: re.Pattern[str]
    words: str


_WHOLE = _Shape(re.compile(r"-?(0|[1-9][0-9]{0,8})"), "a whole number")
_NUMBER = _Shape(re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?"), "a number")


class Fields:
    """One mapping, read key by key inside a `with` block; keys that nobody asked for are reported at its end."""

    def __init__(self, nodes: dict[str, tuple[Place, Node]] | None, place: Place, report: Report) -> None:
        self._nodes = nodes
        self._asked: list[str] = []
        self._report = report
        self.at = place

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for key, (place, _) in (self._nodes or {}).items():
            if key not in self._asked:
                fix = did_you_mean(key, self._asked, f"known here: {', '.join(self._asked)}")
                self._report.error(place, "unknown-key", f"{key!r} is not a key of this part", fix)

    def text(self, key: str, default: str | None = None) -> str:
        """Return one text, not empty; an empty one if it is missing or wrong, which is then reported."""
        return self._text(self._node(key, required=default is None), key) or default or ""

    def name(self, key: str, default: str | None = None) -> Name:
        """Return an id or a reference with its place."""
        return Name(self.text(key, default), self.place(key))

    def names(self, key: str, *, required: bool = True) -> tuple[Name, ...]:
        """Return a list of ids or references, each with its place."""
        return tuple(
            Name(text, self._place(node))
            for node in self._items(key, required=required)
            if (text := self._text(node, key))
        )

    def whole(self, key: str, *, least: int, most: int = 10**6, default: int | None = None) -> int:
        """Return a whole number from `least` to `most`; `least` if it is missing or wrong, which is then reported."""
        node = self._node(key, required=default is None)
        if node is None:
            return least if default is None else default
        found = self._number(node, key, _WHOLE, (least, most))
        return least if found is None else int(found)

    def number(self, key: str, *, least: float, most: float, default: float) -> float:
        """Return a number from `least` to `most`."""
        node = self._node(key, required=False)
        found = None if node is None else self._number(node, key, _NUMBER, (least, most))
        return default if found is None else found

    def flag(self, key: str) -> bool:
        """Return whether a key is `true`; it may be left out."""
        node = self._node(key, required=False)
        if node is None:
            return False
        if isinstance(node, ScalarNode) and node.tag == _FLAG and node.value in {"true", "false"}:
            return bool(node.value == "true")
        self._wrong(node, key, "true or false")
        return False

    def choice(self, key: str, known: Sequence[W], default: W | None = None) -> W:
        """Return one of the known words, reporting any other; the default, else the first, if it is missing."""
        return self._word(self.name(key, default), key, known) or known[0]

    def choices(self, key: str, known: Sequence[W]) -> tuple[W, ...]:
        """Return those of the known words that are listed, reporting any other; the list may be left out."""
        found = (self._word(name, key, known) for name in self.names(key, required=False))
        return tuple(word for word in found if word)

    def group(self, key: str) -> "Fields":
        """Return a mapping inside this one; without any keys if it is left out."""
        return self.optional_group(key) or Fields({}, self.at, self._report)

    def optional_group(self, key: str) -> "Fields | None":
        """Return a mapping inside this one; None if it is left out."""
        node = self._node(key, required=False)
        return None if node is None else _fields(node, self._place(node), self._report)

    def groups(self, key: str, *, required: bool = True) -> tuple["Fields", ...]:
        """Return a list of mappings."""
        items = self._items(key, required=required)
        return tuple(_fields(node, self._place(node), self._report) for node in items)

    def place(self, key: str) -> Place:
        """Return where a value stands, or where the mapping begins if it has no such key."""
        found = (self._nodes or {}).get(key)
        return self._place(found[1]) if found else self.at

    def __contains__(self, key: str) -> bool:
        return key in (self._nodes or {})

    def _place(self, node: Node) -> Place:
        return _place(node, self.at.file)

    def _node(self, key: str, *, required: bool) -> Node | None:
        self._asked.append(key)
        if self._nodes is None:  # not a mapping at all: reported once, where it stands
            return None
        if key in self._nodes:
            return self._nodes[key][1]
        if required:
            self._report.error(self.at, "missing-key", f"{key!r} is missing", f"add a line '{key}: …'")
        return None

    def _items(self, key: str, *, required: bool) -> list[Node]:
        node = self._node(key, required=required)
        if node is None:
            return []
        if isinstance(node, SequenceNode) and (node.value or not required):
            return list(node.value)
        self._wrong(node, key, "a list with at least one entry" if required else "a list")
        return []

    def _text(self, node: Node | None, key: str) -> str:
        if node is None:
            return ""
        if isinstance(node, ScalarNode) and node.tag == _TEXT and node.value.strip():
            return str(node.value).strip()
        if isinstance(node, ScalarNode) and node.tag not in {_TEXT, _NOTHING}:
            fix = f'put it in quotes: "{node.value}"'
            self._report.error(self._place(node), "wrong-type", f"{key} is to be a text, not a number or date", fix)
        else:
            self._wrong(node, key, "a text")
        return ""

    def _number(self, node: Node, key: str, shape: _Shape, limits: tuple[float, float]) -> float | None:
        if not isinstance(node, ScalarNode) or node.tag == _TEXT or not shape.pattern.fullmatch(node.value):
            self._wrong(node, key, shape.words)
            return None
        least, most = limits
        found = float(node.value)
        if least <= found <= most:
            return found
        fix = f"write {shape.words} from {least} to {most}"
        self._report.error(self._place(node), "out-of-range", f"{key} cannot be {node.value}", fix)
        return None

    def _word(self, name: Name, key: str, known: Sequence[W]) -> W | None:
        for word in known:
            if word == name.text:
                return word
        if name.text:
            fix = did_you_mean(name.text, known, f"write {listed(known)}")
            self._report.error(name.place, "unknown-reference", f"{key} cannot be {name.text!r}", fix)
        return None

    def _wrong(self, node: Node, key: str, kind: str) -> None:
        self._report.error(self._place(node), "wrong-type", f"{key} is to be {kind}", f"write {kind}")


def read_yaml(text: str, place: Place, report: Report) -> Fields:
    """Read a YAML document whose first line stands at `place`; a broken one is reported and has no fields.

    The result is read in a `with` block.
    """
    nothing = Fields(None, place, report)
    if len(text) > _LONGEST:
        report.error(place, "too-large", "this YAML is too long", f"keep it under {_LONGEST // 1024} KB")
        return nothing
    shifted = "\n" * (place.line - 1) + text.translate(_NO_BREAKS)
    try:
        bomb = _bomb(shifted)
        node = None if bomb else yaml.compose(shifted, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = _within(shifted, Place(place.file, mark.line + 1, mark.column + 1)) if mark else place
        report.error(spot, "yaml", f"this is not sound YAML: {error.problem or error.context}", "mend the YAML here")
        return nothing
    except yaml.YAMLError as error:
        reason = str(error).partition("\n")[0]
        report.error(place, "yaml", f"this is not sound YAML: {reason}", "remove what cannot be read")
        return nothing
    if bomb:
        reason, line, column = bomb
        spot = Place(place.file, line, column)
        report.error(spot, "yaml", f"this YAML cannot be used: {reason}", "write the values out")
        return nothing
    return _fields(node, place, report)


def _within(text: str, place: Place) -> Place:
    """Return a place that an editor can show: libyaml finds the end of a text on a line of its own."""
    lines = text.split("\n")
    return place if place.line <= len(lines) else Place(place.file, len(lines), len(lines[-1]) + 1)


def _bomb(text: str) -> tuple[str, int, int] | None:
    """Find an anchor, an alias or deep nesting, with line and column, before anything recursive reads the text."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        named = getattr(event, "anchor", None) is not None
        if (named or depth > _DEEPEST) and event.start_mark:
            reason = "anchors (&) and aliases (*) are refused" if named else "it is nested too deeply"
            return reason, event.start_mark.line + 1, event.start_mark.column + 1
    return None


def _fields(node: Node | None, place: Place, report: Report) -> Fields:
    if not isinstance(node, MappingNode):
        report.error(place, "wrong-type", "keys with values are expected here", "write 'key: value' lines")
        return Fields(None, place, report)
    nodes: dict[str, tuple[Place, Node]] = {}
    for key, value in node.value:
        spot, name = _place(key, place.file), str(key.value)
        if not isinstance(key, ScalarNode):
            report.error(spot, "wrong-type", "a key is to be one word", "write 'key: value' lines")
        elif name in nodes:
            report.error(spot, "duplicate-key", f"{name!r} stands here twice", "keep one of them")
        else:
            nodes[name] = (spot, value)
    return Fields(nodes, place, report)


def _place(node: Node, file: str) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
