"""SVG pictures: only drawing is let through; nothing that acts or reaches out."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from lti_npq.packages.images import Size

_SVG = "http://www.w3.org/2000/svg"
_EDITORS = frozenset(
    {
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.inkscape.org/namespaces/inkscape",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://purl.org/dc/elements/1.1/",
    }
)
"""What drawing programs note for themselves; browsers pass over it."""

_DRAWING = re.compile(
    "svg|g|defs|symbol|use|switch|title|desc|metadata|style|path|rect|circle|ellipse|line|polyline|polygon|text|tspan"
    "|textPath|marker|linearGradient|radialGradient|stop|clipPath|mask|pattern|view|filter"
    "|fe(Blend|ColorMatrix|ComponentTransfer|Composite|DropShadow|Flood|Func[ABGR]|GaussianBlur|Merge|MergeNode"
    "|Morphology|Offset|Tile)"
)
_REACHES_OUT = re.compile(r"@import|javascript:|expression\s*\(|image-set|url\((?!\s*['\"]?#)|\\", re.IGNORECASE)
"""A backslash counts too: a CSS escape can spell any word, and no drawing needs one."""

_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")
_BOX = re.compile(r"\s*[-0-9.]+[\s,]+[-0-9.]+[\s,]+([0-9]+(?:\.[0-9]+)?)[\s,]+([0-9]+(?:\.[0-9]+)?)\s*")

_MOST_PIXELS = 1_000_000


class Svg(NamedTuple):
    """What was found in a picture."""

    size: Size | None
    dangers: tuple[tuple[int, str], ...]
    """Line, counted from 1, and what stands there."""


def inspect(content: bytes) -> Svg:
    """Read a picture as a stream; nothing is expanded, fetched or kept, and a DOCTYPE ends the reading."""
    inspector = _Inspector()
    try:
        inspector.parser.Parse(content, True)
    except expat.ExpatError as error:
        inspector.dangers.append((error.lineno, "something that is not sound XML"))
    except (LookupError, ValueError):
        inspector.note("an encoding that is not known here: save it as UTF-8")
    except _DoctypeError:
        inspector.note("a DOCTYPE")
    return Svg(inspector.size, tuple(inspector.dangers))


class _DoctypeError(Exception):
    """Entities are defined in a DOCTYPE, so reading stops before it."""


class _Inspector:
    def __init__(self) -> None:
        self.size: Size | None = None
        self.dangers: list[tuple[int, str]] = []
        self._path: list[str] = []
        self._style: list[str] = []
        """What the style element at hand says so far, in the pieces in which its text comes."""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction

    def note(self, danger: str) -> None:
        self.dangers.append((self.parser.CurrentLineNumber, danger))

    def _doctype(self, *_: object) -> None:
        raise _DoctypeError

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if not self._path:
            self._measure(attributes)
        if not self._path and name != "svg":
            self.note("no <svg> element at the top")
        self._path.append(name)
        if namespace not in _EDITORS and (namespace != _SVG or not _DRAWING.fullmatch(name)):
            self.note(f"the element <{name}>")
        for key, value in attributes.items():
            self._attribute(key, value)

    def _measure(self, attributes: Mapping[str, str]) -> None:
        width, height = _sides(attributes) or (0.0, 0.0)
        if max(width, height) > _MOST_PIXELS:
            self.note("a size that no screen can show")
        elif width or height:
            self.size = round(width), round(height)

    def _end(self, _tag: str) -> None:
        if self._path.pop() == "style":
            if _REACHES_OUT.search("".join(self._style)):
                self.note("a style that reaches outside the picture")
            self._style.clear()

    def _text(self, text: str) -> None:
        if self._path[-1] == "style":
            self._style.append(text)

    def _instruction(self, target: str, _text: str) -> None:
        self.note(f"the instruction <?{target}?>")

    def _attribute(self, key: str, value: str) -> None:
        namespace, _, name = key.rpartition(" ")
        if name.lower().startswith("on"):
            self.note(f"the event handler {name}")
        elif namespace not in _EDITORS and name == "href" and not value.strip().startswith("#"):
            self.note("a reference outside the picture")
        elif not namespace and _REACHES_OUT.search(value):
            self.note(f"something that reaches outside the picture, in {name}")


def _sides(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    width, height = (_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height"))
    if width and height:
        return float(width[1]), float(height[1])
    box = _BOX.fullmatch(attributes.get("viewBox", ""))
    return (float(box[1]), float(box[2])) if box else None
