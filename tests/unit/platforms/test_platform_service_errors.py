"""What a service's status stands for, and how long it asks to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.service_errors import LONGEST_WAIT_SECONDS, Doing, Remedy, refused, unreachable

WAIT, ALONE, RIGHTS, PERSON = Remedy.WAIT, Remedy.WAIT_ALONE, Remedy.RIGHTS, Remedy.PERSON
OLD = b'{"errors":{"message":"Provided timestamp of 2026-01-01 before last updated timestamp of 2026-01-02"}}'


@pytest.mark.parametrize(
    ("doing", "status", "body", "remedy", "words"),
    [
        (Doing.SCORE, 302, b"", PERSON, "it sends this tool elsewhere"),
        (Doing.SCORE, 400, b"", PERSON, "it does not accept what was sent"),
        (Doing.SCORE, 400, b'Incorrect score received{"userId": "3"', PERSON, "not, or no longer, a participant"),
        (Doing.SCORE, 400, OLD, Remedy.READ_BACK, "a newer grade stands there"),
        (Doing.RESULT, 400, OLD, PERSON, "it does not accept what was sent"),
        (Doing.SCORE, 401, b"", RIGHTS, "it no longer knows this tool's access"),
        (Doing.SCORE, 403, b"", RIGHTS, "it does not allow that"),
        (Doing.SCORE, 403, b"403 Forbidden (Rate Limit Exceeded)", WAIT, "it asks for fewer requests"),
        (Doing.SCORE, 404, b"", Remedy.NEW_COLUMN, "the column is gone"),
        (Doing.RESULT, 410, b"", Remedy.NEW_COLUMN, "the column is gone"),
        (Doing.COLUMNS, 404, b"", PERSON, "there is no such course"),
        (Doing.ACCESS, 404, b"<html>", WAIT, "could not fetch this tool's public keys"),
        (Doing.ACCESS, 400, b'{"error" : "invalid_scope"}', RIGHTS, "it does not allow that"),
        (Doing.SCORE, 405, b"", PERSON, "it does not accept what was sent"),
        (Doing.SCORE, 408, b"", WAIT, "it took too long"),
        (Doing.SCORE, 409, b"", Remedy.READ_BACK, "a newer grade stands there"),
        (Doing.COLUMNS, 409, b"", PERSON, "it does not accept what was sent"),
        (Doing.SCORE, 422, b"User not found in course or is not a student", PERSON, "not, or no longer, a participant"),
        (Doing.SCORE, 422, b"The maximum number of allowed attempts has been reached", PERSON, "no attempts left"),
        (Doing.SCORE, 425, b"", WAIT, "it asks to try again later"),
        (Doing.SCORE, 429, b"", WAIT, "it asks for fewer requests"),
        (Doing.SCORE, 500, b"", ALONE, "the grade may be locked"),
        (Doing.RESULT, 500, b"", WAIT, "out of order"),
        (Doing.SCORE, 502, b"", WAIT, "out of order"),
        (Doing.SCORE, 599, b"", WAIT, "out of order"),
        (Doing.SCORE, 999, b"", PERSON, "it does not accept what was sent"),
    ],
)
def test_each_refusal_has_its_remedy_and_its_words(
    doing: Doing, status: int, body: bytes, remedy: Remedy, words: str
) -> None:
    error = refused(Answer(status, {}, body), doing)
    assert error.remedy is remedy
    assert words in error.words
    assert error.words.startswith(f"the LMS did not {doing}: ")
    assert f"HTTP {status}" in error.words
    assert error.retry_after is None


def test_a_refusal_with_a_time_to_wait_is_throttling() -> None:
    error = refused(Answer(403, {"Retry-After": "30"}, b""), Doing.SCORE)
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
    assert refused(Answer(503, {"Retry-After": text}, b""), Doing.SCORE).retry_after == seconds


def test_a_date_is_counted_from_now() -> None:
    text = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    waits = refused(Answer(429, {"Retry-After": text}, b""), Doing.SCORE).retry_after
    assert waits is not None
    assert 85 < waits <= 90


def test_a_platform_out_of_reach_is_waited_for() -> None:
    error = unreachable(DoorError("no answer (ReadTimeoutError)"))
    assert error.remedy is WAIT
    assert str(error) == "the LMS could not be reached: no answer (ReadTimeoutError)"
