"""Ids defined and ids referred to: the one place that knows whether a reference leads anywhere."""

import re
from collections.abc import Iterable
from typing import Literal

from lti_npq.packages.report import Name, Report, did_you_mean

Kind = Literal[
    "area",
    "behaviour",
    "criterion",
    "domain",
    "evidence",
    "term",
    "framework",
    "level",
    "module",
    "page",
    "passage",
    "phase",
    "programme",
    "stage",
    "standard",
    "statement",
    "strand",
    "task",
]

ID = re.compile(r"[a-z][a-z0-9-]{0,59}")
_APART: dict[Kind, str] = {
    "phase": "phases",
    "stage": "stages",
    "term": "terms",
    "area": "areas",
    "statement": "statements",
    "domain": "domains",
    "level": "levels",
}
"""Kinds whose ids are a set of their own; all others share one, because progress hangs on them."""


class Symbols:
    """The ids of a package and of its framework."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._known: dict[Kind, set[str]] = {}
        self._defined: dict[tuple[str, str], Name] = {}
        self._references: list[tuple[Kind, Name]] = []

    def define(self, kind: Kind, name: Name) -> str:
        """Note an id of this package and return it; report a bad one or one that is taken."""
        if not name.text:
            return ""
        if not ID.fullmatch(name.text):
            fix = "use lower-case letters, digits and hyphens, a letter first, at most 60 in all"
            self._report.error(name.place, "bad-id", f"{name.text!r} cannot be an id", fix)
        first = self._defined.setdefault((_APART.get(kind, "package"), name.text), name)
        if first is not name:
            where = f"{first.place.file}:{first.place.line}"
            self._report.error(
                name.place, "duplicate-id", f"the id {name.text!r} is used at {where} already", "give it another id"
            )
        self.know(kind, [name.text])
        return name.text

    def know(self, kind: Kind, ids: Iterable[str]) -> None:
        """Note ids that are defined elsewhere, such as those of a framework."""
        self._known.setdefault(kind, set()).update(ids)

    def refer(self, kind: Kind, name: Name) -> str:
        """Note a reference, to be looked up when everything is read, and return it."""
        if name.text:
            self._references.append((kind, name))
        return name.text

    def resolve(self, *, skip: frozenset[Kind] = frozenset()) -> None:
        """Report every reference that leads nowhere, except of the kinds that could not be read."""
        for kind, name in self._references:
            known = self._known.get(kind, set())
            if kind not in skip and name.text not in known:
                fix = did_you_mean(name.text, sorted(known), f"write the id of a {kind} that exists")
                self._report.error(name.place, "unknown-reference", f"there is no {kind} {name.text!r}", fix)
