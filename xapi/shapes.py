"""Small checks that combine: what a JSON value must look like, and a sentence for each way in which it does not.

A check takes where it is (`context.platform`) and the value there, and yields what is wrong, if anything.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

Check = Callable[[str, Any], Iterator[str]]


def text(pattern: str, what: str) -> Check:
    """Accept text that the pattern matches as a whole; `what` says it in words, for example "a UUID"."""
    matches = re.compile(pattern, re.DOTALL).fullmatch

    def check(where: str, value: Any) -> Iterator[str]:
        if not (isinstance(value, str) and matches(value)):
            yield f"{where} must be {what}, not {value!r}"

    return check


def among(allowed: Collection[str]) -> Check:
    """Accept one of a few texts."""
    return text("|".join(map(re.escape, allowed)), " or ".join(allowed))


def number(least: float = -math.inf, most: float = math.inf) -> Check:
    """Accept a finite number between the bounds, themselves included; a boolean is not a number."""

    def check(where: str, value: Any) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            yield f"{where} must be a number, not {value!r}"
        elif not least <= value <= most:
            yield f"{where} must be from {least} to {most}, not {value!r}"

    return check


def whole(least: int, most: float = math.inf) -> Check:
    """Accept a number between the bounds that is written as a whole one."""
    bounds = number(least, most)

    def check(where: str, value: Any) -> Iterator[str]:
        found = list(bounds(where, value))
        yield from found
        if not found and not isinstance(value, int):
            yield f"{where} must be a whole number, not {value!r}"

    return check


def boolean(where: str, value: Any) -> Iterator[str]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield f"{where} must be true or false, not {value!r}"


def array(item: Check, *, least: int = 1) -> Check:
    """Accept a list of at least so many items that each pass."""

    def check(where: str, value: Any) -> Iterator[str]:
        if not isinstance(value, list) or len(value) < least:
            yield f"{where} must be a list of at least {least}, not {value!r}"
            return
        for position, element in enumerate(value):
            yield from item(f"{where}[{position}]", element)

    return check


def mapping(key: Check, value: Check) -> Check:
    """Accept an object that is not empty, with any keys that pass."""

    def check(where: str, found: Any) -> Iterator[str]:
        if not isinstance(found, dict) or not found:
            yield f"{where} must be an object with something in it, not {found!r}"
            return
        for name, element in found.items():
            yield from key(f"a key of {where}", name)
            yield from value(f"{where}[{name!r}]", element)

    return check


def shape(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """Accept an object with all of the required keys and no others than the optional ones."""
    known = required | (optional or {})

    def check(where: str, value: Any) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where} must be an object, not {value!r}"
            return
        yield from (f"{where} lacks {key}" for key in required if key not in value)
        for key, element in value.items():
            if key in known:
                yield from known[key](f"{where}.{key}", element)
            else:
                yield f"{where} may not have {key}"

    return check


def both(first: Check, then: Check) -> Check:
    """Accept what passes both; the second is asked only about what passed the first, so it may rely on that."""

    def check(where: str, value: Any) -> Iterator[str]:
        found = list(first(where, value))
        yield from found or then(where, value)

    return check


def json_value(where: str, value: Any) -> Iterator[str]:
    """Accept anything JSON can say, null included."""
    if isinstance(value, dict):
        for key, element in value.items():
            yield from text(".*", "text")(f"a key of {where}", key)
            yield from json_value(f"{where}[{key!r}]", element)
    elif isinstance(value, list):
        for position, element in enumerate(value):
            yield from json_value(f"{where}[{position}]", element)
    elif isinstance(value, float):
        yield from number()(where, value)
    elif not isinstance(value, str | int | None):
        yield f"{where} must be JSON, not {value!r}"
