"""Timestamps, durations and bytes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from xapi_examples import story

from xapi.encoding import batch, canonical, duration, timestamp


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(milliseconds=9), "PT0S"),
        (timedelta(milliseconds=10), "PT0.01S"),
        (timedelta(milliseconds=999), "PT0.99S"),
        (timedelta(seconds=1), "PT1S"),
        (timedelta(seconds=1.5), "PT1.5S"),
        (timedelta(seconds=10), "PT10S"),
        (timedelta(seconds=59, milliseconds=999, microseconds=999), "PT59.99S"),
        (timedelta(minutes=1), "PT1M"),
        (timedelta(minutes=10, seconds=0.1), "PT10M0.1S"),
        (timedelta(hours=1), "PT1H"),
        (timedelta(hours=1, seconds=20), "PT1H20S"),
        (timedelta(hours=1, minutes=2, seconds=3.45), "PT1H2M3.45S"),
        (timedelta(days=2, hours=1), "PT49H"),
    ],
)
def test_a_duration_is_written_to_a_hundredth_of_a_second(length: timedelta, written: str) -> None:
    assert duration(length) == written


@pytest.mark.parametrize("milliseconds", range(0, 8_000_000, 98_765))
def test_a_written_duration_never_claims_more_and_loses_less_than_a_hundredth(milliseconds: int) -> None:
    lost = timedelta(milliseconds=milliseconds) - _read(duration(timedelta(milliseconds=milliseconds)))
    assert timedelta(0) <= lost < timedelta(milliseconds=10)


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        duration(timedelta(microseconds=-1))


@pytest.mark.parametrize(
    ("microsecond", "written"),
    [(0, "2026-03-02T16:05:09.000Z"), (1_000, "2026-03-02T16:05:09.001Z"), (999_999, "2026-03-02T16:05:09.999Z")],
)
def test_a_timestamp_always_has_milliseconds_and_z(microsecond: int, written: str) -> None:
    assert timestamp(datetime(2026, 3, 2, 16, 5, 9, microsecond, tzinfo=UTC)) == written


@pytest.mark.parametrize("event", story())
def test_the_bytes_do_not_depend_on_the_order_in_which_a_statement_was_put_together(event: str) -> None:
    statement = story()[event]
    assert canonical(_reversed(statement)) == canonical(statement)
    assert json.loads(canonical(statement)) == statement


def test_bytes_are_utf_8_with_sorted_keys_and_no_white_space() -> None:
    assert (
        canonical({"b": [1, 0.5, True], "a": {"y": "é", "x": None}})
        == '{"a":{"x":null,"y":"é"},"b":[1,0.5,true]}'.encode()
    )


def test_a_batch_is_an_array_of_the_same_bytes() -> None:
    bodies = [canonical(statement) for statement in story().values()]
    joined = batch(bodies)
    assert json.loads(joined) == list(story().values())
    assert all(body in joined for body in bodies)
    assert batch([]) == b"[]"


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _read(written: str) -> timedelta:
    """Read a duration by itself, so that a mistake in writing is not repeated."""
    amounts, rest = {"H": 0.0, "M": 0.0, "S": 0.0}, written.removeprefix("PT")
    for unit in amounts:
        if unit in rest:
            amount, rest = rest.split(unit)
            amounts[unit] = float(amount)
    return timedelta(hours=amounts["H"], minutes=amounts["M"], seconds=amounts["S"])
