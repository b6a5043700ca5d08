"""Whose grade it is that stands in the LMS, and what follows from that."""

import html
import re
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from lti_npq.platforms.gradebook import Result
from lti_npq.storage.models import OwedScore

WATCHED = timedelta(days=14)
"""For so long after a grade was delivered the LMS is looked at for somebody else's."""
LOOK_EVERY = timedelta(hours=1)
FIRST_LOOK = timedelta(seconds=2)
"""After a grade was delivered: enough for marks given together to be looked for together."""
_LOOK_AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""While the LMS shows nothing, or what we said before: some take their time."""
_ROUNDING = 0.006
"""Points of the LMS's own scale: gradebooks keep two decimals."""
_TAG = re.compile(r"<[^>]*>")


class Said(NamedTuple):
    """A grade as we told it."""

    points: int
    maximum: int
    comment: str


class Standing(Enum):
    """What stands in the LMS, seen from what we said."""

    OURS = auto()
    """The grade that is to stand there."""
    FORMER = auto()
    """One that we said before."""
    NOTHING = auto()
    FOREIGN = auto()
    """Somebody else's."""
    UNKNOWN = auto()
    """The LMS does not let us look."""


def standing(result: Result | None, said: Said, before: list[Said]) -> Standing:
    """Return whose a result is, of a person whom we want to have `said` and told other things before."""
    if result is None or result.points is None:
        return Standing.NOTHING
    if says_the_same(result, said):
        return Standing.OURS
    return Standing.FORMER if any(says_the_same(result, former) for former in before) else Standing.FOREIGN


def says_the_same(result: Result, said: Said) -> bool:
    """Whether a gradebook holds what we said, on whatever scale it keeps and as far as it shows."""
    if result.points is None:
        return False
    # Source: AGS 2.0, 3.3.2: without a maximum it is 1.
    maximum = result.maximum or 1.0
    same_points = abs(result.points - said.points / said.maximum * maximum) < _ROUNDING
    return same_points and (not result.comment.strip() or _same_words(result.comment, said.comment))


def _same_words(theirs: str, ours: str) -> bool:
    """Word by word: gradebooks have their own ideas of line ends and spaces, and some make HTML of it."""
    plain = html.unescape(_TAG.sub(" ", theirs))
    return ours.split() in (theirs.split(), plain.split())


def said_now(owed: OwedScore) -> Said:
    return Said(owed.points, owed.maximum, owed.comment)


def said_before(owed: OwedScore) -> list[Said]:
    """Return the grades of ours that may stand in the LMS."""
    return [Said(*one) for one in owed.said]


def note(owed: OwedScore, result: Result | None, now: datetime, *, at_once: bool = False) -> None:
    """Keep what was seen in the LMS, and when to look next.

    Args:
        owed: The score, in the state that it was in when the LMS was asked.
        result: What was seen.
        now: When.
        at_once: Whether an empty place is certain, since the whole column is gone.
    """
    match standing(result, said_now(owed), said_before(owed)):
        case Standing.OURS:
            confirm(owed, now)
        case Standing.FOREIGN:
            drift(owed, result, now)
        case _ if not owed.delivered:
            # Whoever had another grade there took it back, so what waits may go.
            owed.drifted_at = owed.read_at = None
        case _ if owed.doubts < len(_LOOK_AGAIN) and not at_once and owed.drifted_at is None:
            owed.read_at = now + _LOOK_AGAIN[owed.doubts]
            owed.doubts += 1
        case _:
            drift(owed, result, now)


def confirm(owed: OwedScore, now: datetime) -> None:
    """Keep that the LMS has the grade that is to stand there."""
    settle_delivered(owed, now)
    owed.confirmed_at = owed.confirmed_at or now
    owed.said = [said_now(owed)]
    owed.read_at = _next_look(owed, now)


def settle_delivered(owed: OwedScore, now: datetime) -> None:
    """Keep that the LMS took the grade, to be looked for soon."""
    owed.delivered, owed.delivered_at = True, owed.delivered_at or now
    owed.final, owed.failures, owed.trouble, owed.doubts = False, 0, None, 0
    owed.drifted_at = owed.insisted_revision = None
    owed.read_at = now + FIRST_LOOK


def drift(owed: OwedScore, result: Result | None, now: datetime) -> None:
    """Keep that the LMS has something else: nothing more is sent until a person says so, or it goes away."""
    owed.drifted_at = owed.drifted_at or now
    owed.lms_points, owed.lms_maximum = (result.points, result.maximum) if result else (None, None)
    owed.confirmed_at = owed.insisted_revision = None
    owed.failures, owed.trouble, owed.doubts = 0, None, 0
    owed.read_at = _next_look(owed, now)


def _next_look(owed: OwedScore, now: datetime) -> datetime | None:
    since = owed.delivered_at or owed.drifted_at or now
    return now + LOOK_EVERY if now - since < WATCHED else None
