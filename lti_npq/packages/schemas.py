"""The JSON Schemas of the files that authors write, for editors that complete and check while one types.

They are not written by hand: each reader is run over a sketch that notes which keys it asks for, so a schema and its
reader cannot disagree. `python -m lti_npq.packages.schemas` writes them to the folder `schema`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lti_npq.domain.framework import Frameworks
from lti_npq.packages.mapping import read_progression, read_standards
from lti_npq.packages.outline import read_module_keys, read_package_keys
from lti_npq.packages.pages import read_page_keys
from lti_npq.packages.planning import TASK_KINDS
from lti_npq.packages.qualifications import read_behaviours, read_framework
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Name, Place, Report
from lti_npq.packages.schema_words import MEANINGS
from lti_npq.packages.source import Source
from lti_npq.packages.symbols import ID
from lti_npq.packages.tasks import read_task_keys
from lti_npq.packages.yaml_nodes import Fields, W

FOLDER = Path(__file__).parent / "schema"

_NOWHERE = Place("")
_TEXT = {"type": "string", "minLength": 1}

JsonObject = dict[str, Any]


class Sketch(Fields):
    """A mapping without values that notes what is asked of it.

    Args:
        given: Values to answer with, for readers whose next question depends on one; None for a key left out.
    """

    def __init__(self, given: Mapping[str, object] | None = None) -> None:
        super().__init__(None, _NOWHERE, Report())
        self._given = given or {}
        self._properties: dict[str, JsonObject] = {}
        self._required: list[str] = []
        self._inner: dict[str, tuple[Sketch, bool]] = {}

    @property
    def schema(self) -> JsonObject:
        for key, (inner, is_list) in self._inner.items():
            self._properties[key] |= {"items": inner.schema} if is_list else inner.schema
        shape: JsonObject = {"type": "object", "additionalProperties": False, "properties": self._properties}
        return shape | ({"required": self._required} if self._required else {})

    def text(self, key: str, default: str | None = None) -> str:
        self._note(key, _TEXT | ({"pattern": f"^{ID.pattern}$"} if key == "id" else {}), required=default is None)
        return default or ""

    def name(self, key: str, default: str | None = None) -> Name:
        return Name(self.text(key, default), _NOWHERE)

    def names(self, key: str, *, required: bool = True) -> tuple[Name, ...]:
        self._note(key, {"type": "array", "items": _TEXT} | ({"minItems": 1} if required else {}), required=required)
        return ()

    def whole(self, key: str, *, least: int, most: int = 10**6, default: int | None = None) -> int:
        shape = {"type": "integer", "minimum": least, "maximum": most}
        self._note(key, shape, required=default is None or bool(self._given.get(key)))
        given = self._given.get(key)
        return given if isinstance(given, int) else default or 0

    def number(self, key: str, *, least: float, most: float, default: float) -> float:
        self._note(key, {"type": "number", "minimum": least, "maximum": most}, required=False)
        return default

    def flag(self, key: str) -> bool:
        self._note(key, {"type": "boolean"}, required=False)
        return False

    def choice(self, key: str, known: Sequence[W], default: W | None = None) -> W:
        chosen = next((word for word in known if word == self._given.get(key)), None)
        self._note(key, {"const": chosen} if chosen else {"enum": list(known)}, required=default is None)
        return chosen or default or known[0]

    def choices(self, key: str, known: Sequence[W]) -> tuple[W, ...]:
        self._note(key, {"type": "array", "items": {"enum": list(known)}}, required=False)
        return ()

    def optional_group(self, key: str) -> "Sketch":
        self._note(key, {}, required=False)
        return self._within(key, is_list=False)

    def groups(self, key: str, *, required: bool = True) -> tuple[Fields, ...]:
        self._note(key, {"type": "array"} | ({"minItems": 1} if required else {}), required=required)
        return (self._within(key, is_list=True),)

    def __contains__(self, key: str) -> bool:
        return self._given.get(key, True) is not None

    def _within(self, key: str, *, is_list: bool) -> "Sketch":
        inner, _ = self._inner.setdefault(key, (Sketch(), is_list))
        return inner

    def _note(self, key: str, shape: JsonObject, *, required: bool) -> None:
        if key in self._given and self._given[key] is None:
            return
        meaning = {"description": MEANINGS[key]} if key in MEANINGS else {}
        self._properties.setdefault(key, meaning | shape)
        if required and key not in self._required:
            self._required.append(key)


def schemas() -> dict[str, JsonObject]:
    """Return the schema of every kind of file, by the name of the schema."""
    reading, report, known = Reading(Source({})), Report(), Frameworks()
    no_limits = dict.fromkeys(TASK_KINDS, 1)
    return {
        "package": _schema("package.yaml", lambda keys: read_package_keys(keys, reading, known)),
        "module": _schema("module.yaml", lambda keys: read_module_keys(keys, "", (), reading)),
        "page": _schema("The keys of a page", lambda keys: read_page_keys(keys, lambda: (), reading)),
        "task": _schema(
            "The keys of a task",
            lambda keys: read_task_keys(keys, no_limits, reading),
            *({"kind": kind} for kind in TASK_KINDS),
        ),
        "framework": _schema(
            "A qualification of a framework",
            lambda keys: read_framework(keys, ("", ""), (), report),
            {"level": None},
            {"level": 1},
        ),
        "behaviours": _schema("The behaviours of an edition", lambda keys: read_behaviours(keys, report)),
        "standards": _schema("The headteachers' standards", lambda keys: read_standards(keys, known, report)),
        "progression": _schema("How areas return", lambda keys: read_progression(keys, known, report)),
    }


def as_text(schema: JsonObject) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _schema(title: str, read: Callable[[Fields], object], *variants: Mapping[str, object]) -> JsonObject:
    """Return what a reader asks for; of several variants, each is a schema of its own."""
    shapes = []
    for given in variants or ({},):
        sketch = Sketch(given)
        read(sketch)
        shapes.append(sketch.schema)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return head | (shapes[0] if len(shapes) == 1 else {"anyOf": shapes})


def _write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / f"{name}.json").write_text(as_text(schema), encoding="utf-8")


if __name__ == "__main__":
    _write()
