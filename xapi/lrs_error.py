"""The one error of an LRS client, which says what the receiver meant.

LrsError
├─ REFUSED      400 413 422          this batch; other statements may be fine
├─ CONFLICT     409                  something else, or the same, is stored under an id
├─ DENIED       401 403              our key; nothing will pass until somebody mends it
├─ BUSY         429 502 503 504      later, after `retry_after` if it is known
├─ BROKEN       other 5xx            the LRS failed, perhaps over one statement
├─ UNREACHABLE  no complete answer   network, name, TLS or time; whether it was stored is unknown
└─ PUZZLING     anything else        not an LRS, or not where we think it is
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum


class Meaning(Enum):
    """What kind of no it was; the value is the reason in words, to follow the name of the LRS."""

    REFUSED = "did not accept what was sent"
    CONFLICT = "already has a statement with one of these ids"
    DENIED = "did not accept the key and secret"
    BUSY = "is too busy, or is being looked after"
    BROKEN = "failed"
    UNREACHABLE = "cannot be reached"
    PUZZLING = "gave an answer that makes no sense here"

    @classmethod
    def of_status(cls, status: int) -> "Meaning":
        """Return what an HTTP status other than success means."""
        return _MEANINGS.get(status) or (cls.BROKEN if 500 <= status <= 599 else cls.PUZZLING)


_MEANINGS = {
    **dict.fromkeys((400, 413, 422), Meaning.REFUSED),
    409: Meaning.CONFLICT,
    **dict.fromkeys((401, 403), Meaning.DENIED),
    **dict.fromkeys((429, 502, 503, 504), Meaning.BUSY),
}


_DAY = 86400.0
"""More than that is a receiver's mistake, and no reason to keep statements back."""


class LrsError(Exception):
    """The LRS did not do what was asked. Its text is one sentence without credentials or statements."""

    def __init__(
        self,
        meaning: Meaning,
        sentence: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        """Keep what is known.

        `status` is None if no answer began, `retry_after` is in seconds from now, `detail` is the start of
        the LRS's own explanation: it may quote a statement, so it is for the operator's eyes and not for the log.
        """
        super().__init__(sentence)
        self.meaning = meaning
        self.status = status
        self.retry_after = retry_after
        self.detail = detail


def seconds_to_wait(retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, from nought to a day; None if it says nothing usable.

    Source: RFC 9110, 10.2.3: either a number of seconds or a date.
    """
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after), _DAY)
    try:
        then = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    # A date without a zone is in GMT by definition of the header.
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(0.0, (then - now).total_seconds()), _DAY)
