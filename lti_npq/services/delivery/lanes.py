"""What all lanes share: the ways out, leases, and how long to wait after a failure."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_npq.platforms.gradebook import Gradebook
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.notice_service import NoticeService
from lti_npq.storage.models import Destination, LineItem, NoticeSubscription, OwedScore, Roster
from xapi.lrs_client import LrsClient

LEASE = timedelta(minutes=3)
"""Longer than a parcel takes unless the receiver drags out every answer; a worker that comes back later than that
leaves the lane to whoever leased it meanwhile."""
DENIED_PAUSE_SECONDS = 600.0
"""Before knocking again where a person has to mend the access first."""
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 2.0, 600.0

Settle = Callable[[Session, datetime], None]


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways out."""

    gradebook: Gradebook
    lrs: Mapping[str, LrsClient] = field(default_factory=dict)
    """Clients by the endpoint of their destination."""
    notices: NoticeService = field(kw_only=True)
    rosters: Memberships = field(kw_only=True)
    launch_url: str = field(kw_only=True)
    """The tool's own, which a gradebook may open to show what was handed in."""


class Parcel(Protocol):
    """A leased piece of work."""

    def send(self, doors: Doors) -> Settle:
        """Talk to the receiver; return how to settle what came of it."""


def pause(failures: int, retry_after: float | None) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, with jitter, or as the receiver asked."""
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** min(failures, 12))
    # No secret: the jitter only keeps many workers from knocking at the same moment.
    jittered = longest * random.uniform(0.5, 1.0)  # noqa: S311
    return timedelta(seconds=max(jittered, retry_after or 0.0))


def release(lane: Destination | LineItem | NoticeSubscription | OwedScore | Roster, until: datetime) -> bool:
    """Free a lane that was leased until then; whether it was still leased by the same."""
    ours = lane.leased_until == until
    if ours:
        lane.leased_until = None
    return ours


def release_leases(session: Session) -> None:
    """Free every lane: for the start of the only worker there is, after one that may have died in mid-delivery."""
    for model in (Destination, LineItem, NoticeSubscription, OwedScore, Roster):
        session.execute(update(model).values(leased_until=None))
