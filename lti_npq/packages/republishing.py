"""What people see stays, also where today's compiler would refuse it: nothing of it acts, and nothing is taken away."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

from lti_npq.domain.framework import Frameworks
from lti_npq.domain.programme import Programme
from lti_npq.errors import ContentError
from lti_npq.packages.compiler import decode
from lti_npq.packages.outline import read_programme
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Problem
from lti_npq.packages.sanitise import sanitise
from lti_npq.packages.source import Source

_HTML: Final = frozenset({"html", "feedback", "right", "wrong", "strong"})
"""Fields of the compiled form that pages show as they are."""


class Recompiled(NamedTuple):
    """A published package in the form of this compiler."""

    programme: Programme
    errors: list[Problem]
    """For which it would be refused today."""


def recompile(source: Source, frameworks: Frameworks, earlier: Iterable[bytes]) -> Recompiled:
    """Compile a package that was published by an earlier compiler, whatever is wrong with it.

    If today's compiler finds errors, an earlier form, sanitised anew, shows all that people saw; without one that can
    be read it is what could be understood of the source.

    Args:
        earlier: Its compiled forms, the newest first.
    """
    reading = Reading(source)
    programme = read_programme(reading, frameworks)
    errors = reading.report.errors
    return Recompiled((neutralised(earlier) if errors else None) or programme, errors)


def neutralised(earlier: Iterable[bytes]) -> Programme | None:
    """Return the first compiled form that can still be read, with nothing in it that acts; None if none can."""
    for document in earlier:
        try:
            found = msgspec.to_builtins(decode(document))
        except ContentError:
            continue
        return msgspec.convert(_clean(found), Programme)
    return None


def _clean(value: Any, field: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _clean(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return sanitise(value) if field in _HTML and isinstance(value, str) else value
