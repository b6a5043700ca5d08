"""What a service's status stands for, and how long it asks to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.service_errors import LONGEST_WAIT_SECONDS, Remedy, by_status, unreachable

WAIT, ADMINISTRATOR = Remedy.WAIT, Remedy.ADMINISTRATOR


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (302, ADMINISTRATOR),
        (400, ADMINISTRATOR),
        (401, Remedy.NEW_TOKEN),
        (403, ADMINISTRATOR),
        (404, Remedy.NEW_COLUMN),
        (405, ADMINISTRATOR),
        (408, WAIT),
        (409, Remedy.READ_BACK),
        (410, ADMINISTRATOR),
        (422, ADMINISTRATOR),
        (425, WAIT),
        (429, WAIT),
        (500, WAIT),
        (502, WAIT),
        (503, WAIT),
        (504, WAIT),
        (599, WAIT),
    ],
)
def test_each_status_has_its_remedy(status: int, remedy: Remedy) -> None:
    error = by_status(Answer(status, {}, b""), "POST of scores")
    assert error.remedy is remedy
    assert error.words.startswith(f"the LMS answered {status} to POST of scores")
    assert error.retry_after is None


def test_a_refusal_with_a_time_to_wait_is_throttling() -> None:
    error = by_status(Answer(403, {"Retry-After": "30"}, b""), "POST of scores")
    assert (error.remedy, error.retry_after) == (WAIT, 30)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("999999", LONGEST_WAIT_SECONDS),
        ("9" * 400, LONGEST_WAIT_SECONDS),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00", 0),
        ("Fri, 31 Dec 2999 23:59:59 GMT", LONGEST_WAIT_SECONDS),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("٣", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_the_time_to_wait_is_read_in_both_forms_and_never_trusted_beyond_an_hour(
    text: str, seconds: float | None
) -> None:
    assert by_status(Answer(503, {"Retry-After": text}, b""), "x").retry_after == seconds


def test_a_date_is_counted_from_now() -> None:
    text = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    waits = by_status(Answer(429, {"Retry-After": text}, b""), "x").retry_after
    assert waits is not None
    assert 85 < waits <= 90


def test_a_platform_out_of_reach_is_waited_for() -> None:
    error = unreachable(DoorError("no answer (ReadTimeoutError)"))
    assert error.remedy is WAIT
    assert str(error) == "the LMS could not be reached: no answer (ReadTimeoutError)"
