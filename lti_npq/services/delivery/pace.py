"""How each receiver fares: how long it is left alone after a failure, when it is an alarm, and what is counted.

A receiver is one Learning Record Store, or one LMS with all its services. Each has a pace of its own, so that a dead
one costs the others nothing.
"""

import logging
import random
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from lti_npq.storage.models import Destination, PlatformPace
from lti_npq.storage.models.destinations import Paced
from lti_npq.storage.upsert import get_or_create

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=3)
"""Longer than a parcel takes unless the receiver drags out every answer; a worker that comes back later than that
leaves the lane to whoever leased it meanwhile."""
SKEW: Final = timedelta(minutes=5)
"""No two clocks differ by more; what was written by one that is further ahead was written before it was set back."""
DENIED_PAUSE_SECONDS: Final = 600.0
"""Before knocking again where a person has to mend the access first."""
BOUNDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: the classes in which the lengths of attempts are counted."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 2.0, 600.0
_LONGEST_TOLD = timedelta(hours=25)
"""A receiver may ask for a day."""
_MINUTES_KEPT = 15


class Receiver(NamedTuple):
    """One LRS or one LMS."""

    kind: str
    """`lrs` or `lms`."""
    id: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an attempt met that concerns the receiver as a whole."""

    words: str
    retry_after: float | None = None
    """Seconds, where the receiver named them."""
    denied: bool = False
    """Whether it does not let us in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One parcel's way to a receiver and back."""

    leased_at: datetime
    seconds: float
    delivered: int
    trouble: Trouble | None


def pause(failures: int, retry_after: float | None) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, with jitter, or as the receiver asked."""
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** min(failures, 12))
    # No secret: the jitter only keeps many workers from knocking at the same moment.
    jittered = longest * random.uniform(0.5, 1.0)  # noqa: S311
    return timedelta(seconds=max(jittered, retry_after or 0.0))


def is_ready(model: type[Paced], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a receiver is not to be left alone; one that was never tried is ready."""
    due = or_(model.retry_at.is_(None), model.retry_at <= now, model.tried_at > now + SKEW)
    return model.paused_at.is_(None) & due


def is_free(leased_until: Any, now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody has a lane in hand, or nobody whose clock was right."""
    return or_(leased_until.is_(None), leased_until <= now, leased_until > now + LEASE + SKEW)


def is_past(moment: Any, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a moment has come, or is further off than anything was ever put off."""
    return or_(moment.is_(None), moment <= now, moment > now + _LONGEST_TOLD)


def pace_of(session: Session, receiver: Receiver) -> Paced:
    """Return the row with a receiver's pace, and keep it for this transaction: workers elsewhere count there, too."""
    if receiver.kind == "lrs":
        return session.get_one(Destination, receiver.id, with_for_update=True)
    fresh = {"failures": 0, "attempts": 0, "failed_attempts": 0, "delivered": 0, "seconds": 0.0}
    fresh_lists: dict[str, Any] = {"latencies": [], "recent": []}
    get_or_create(session, PlatformPace, {"registration_id": receiver.id}, fresh | fresh_lists)
    return session.get_one(PlatformPace, receiver.id, with_for_update=True)


def note(pace: Paced, receiver: Receiver, attempt: Attempt, now: datetime) -> None:
    """Count an attempt, and leave the receiver alone for a while if it met trouble."""
    _log(receiver, attempt)
    _count(pace, attempt, now)
    pace.tried_at = now
    # Of several attempts at once only the first counts: they all met the same.
    is_news = pace.retry_at is None or pace.retry_at <= attempt.leased_at or pace.retry_at > now + _LONGEST_TOLD
    if attempt.trouble is not None:
        _leave_alone(pace, receiver, attempt.trouble, now, is_news=is_news)
    elif is_news:
        if pace.denied_at is not None:
            log.warning("%s %d lets us in again", receiver.kind, receiver.id)
        pace.failures, pace.retry_at, pace.trouble, pace.denied_at = 0, None, None, None


def _log(receiver: Receiver, attempt: Attempt) -> None:
    """Say what came of it: numbers, and the receiver's state in words of ours."""
    told = {"receiver": f"{receiver.kind} {receiver.id}", "seconds": round(attempt.seconds, 3)}
    told |= {"delivered": attempt.delivered, "trouble": attempt.trouble.words if attempt.trouble else None}
    if attempt.trouble is not None:
        log.warning("%s %d: %s", receiver.kind, receiver.id, attempt.trouble.words, extra=told)
    else:
        log.info("%s %d: %d delivered", receiver.kind, receiver.id, attempt.delivered, extra=told)


def _leave_alone(pace: Paced, receiver: Receiver, trouble: Trouble, now: datetime, *, is_news: bool) -> None:
    pace.failures += is_news
    pace.trouble = trouble.words
    if trouble.denied:
        retry_at = now + timedelta(seconds=DENIED_PAUSE_SECONDS)
        if pace.denied_at is None:
            pace.denied_at = now
            log.error("%s %d does not let us in: sending to it is paused", receiver.kind, receiver.id)
    else:
        pace.denied_at = None
        retry_at = now + pause(pace.failures, trouble.retry_after)
    pace.retry_at = retry_at if is_news or pace.retry_at is None else max(pace.retry_at, retry_at)


def _count(pace: Paced, attempt: Attempt, now: datetime) -> None:
    pace.attempts += 1
    pace.failed_attempts += attempt.trouble is not None
    pace.delivered += attempt.delivered
    pace.seconds += attempt.seconds
    counts = pace.latencies or [0] * (len(BOUNDS) + 1)
    place = bisect_left(BOUNDS, attempt.seconds)
    pace.latencies = [count + (place == at) for at, count in enumerate(counts)]
    if attempt.delivered:
        pace.recent = _with_recent(pace.recent, minute_of(now), attempt.delivered)


def _with_recent(recent: list[list[int]], minute: int, delivered: int) -> list[list[int]]:
    kept = [[at, count] for at, count in recent if minute - _MINUTES_KEPT < at < minute]
    this = sum(count for at, count in recent if at == minute)
    return [*kept, [minute, this + delivered]]


def minute_of(moment: datetime) -> int:
    """Return the minute since 1970."""
    return int(moment.astimezone(UTC).timestamp() // 60)


def rate(pace: Paced, now: datetime, minutes: int = 5) -> float:
    """Return how many a minute were delivered in the last whole minutes."""
    this = minute_of(now)
    return sum(count for at, count in pace.recent if this - minutes <= at < this) / minutes
