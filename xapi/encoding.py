"""How values of a statement, and statements themselves, are written down."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec

JsonObject = dict[str, Any]
"""A JSON object of text, numbers, booleans, lists and further objects."""


_HUNDREDTH = timedelta(milliseconds=10)


def canonical(statement: dict[str, Any]) -> bytes:
    """Return the statement as JSON in UTF-8: keys sorted, no white space, the same bytes for equal values.

    These are the bytes to freeze beside the fact and to send as they are.
    """
    return msgspec.json.encode(statement, order="sorted")


def batch(bodies: Iterable[bytes]) -> bytes:
    """Return one JSON array of statements that are encoded already; none of them is touched."""
    return b"[" + b",".join(bodies) + b"]"


def timestamp(at: datetime) -> str:
    """Return the moment in UTC with `Z` and milliseconds.

    Raises:
        ValueError: If `at` has no zone, or another one than UTC: a caller's mistake that would be kept for ever.
    """
    if at.utcoffset() != timedelta(0):
        raise ValueError(f"{at!r} is not a time in UTC")
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def duration(length: timedelta) -> str:
    """Return an ISO 8601 duration in hours, minutes and seconds, cut to 0.01 s so that it never claims too much.

    Raises:
        ValueError: If the length is negative.

    Source: xAPI 1.0.3, Data, 4.6, ISO 8601 Durations.
    """
    if length < timedelta(0):
        raise ValueError(f"a duration cannot be negative: {length}")
    minutes, hundredths = divmod(length // _HUNDREDTH, 6000)
    hours, minutes = divmod(minutes, 60)
    whole, fraction = divmod(hundredths, 100)
    seconds = f"{whole}.{fraction:02}".rstrip("0").removesuffix(".") if fraction else str(whole)
    units = ((str(hours), "H"), (str(minutes), "M"), (seconds, "S"))
    return "PT" + ("".join(amount + unit for amount, unit in units if amount != "0") or "0S")
