"""What all lanes share: the ways out, parcels, leases, and what comes of a parcel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from time import monotonic
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_npq.platforms.gradebook import Gradebook
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.notice_service import NoticeService
from lti_npq.platforms.service_errors import Remedy, ServiceError
from lti_npq.services.delivery import pace
from lti_npq.services.delivery.pace import DENIED_PAUSE_SECONDS, LEASE, Attempt, Receiver, Trouble, pause
from lti_npq.services.delivery.stores import Stores
from lti_npq.storage.models import Destination, LineItem, NoticeSubscription, OwedScore, PeriodicWork, Roster

__all__ = ["DENIED_PAUSE_SECONDS", "LEASE", "Doors", "Outcome", "Parcel", "Settle", "Tracked", "pause", "release"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a parcel."""

    delivered: int = 0
    """Statements or scores that are there now."""
    trouble: Trouble | None = None
    """What concerns the receiver as a whole; a refusal of one score does not."""

    @classmethod
    def failed(cls, error: ServiceError) -> "Outcome":
        """Return what an LMS's refusal says about the LMS as a whole."""
        if error.shuts_out:
            return cls(trouble=Trouble(error.words, error.retry_after, denied=True))
        return cls(trouble=Trouble(error.words, error.retry_after)) if error.remedy is Remedy.WAIT else NOTHING


NOTHING = Outcome()
Settle = Callable[[Session, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways out."""

    gradebook: Gradebook
    stores: Stores = field(kw_only=True)
    notices: NoticeService = field(kw_only=True)
    rosters: Memberships = field(kw_only=True)
    launch_url: str = field(kw_only=True)
    """The tool's own, which a gradebook may open to show what was handed in."""


class Parcel(Protocol):
    """A leased piece of work."""

    def send(self, doors: Doors) -> Settle:
        """Talk to the receiver; return how to settle what came of it."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A parcel with its receiver, whose pace it tells."""

    parcel: Parcel
    receiver: Receiver
    leased_at: datetime
    reference: str = field(default_factory=lambda: token_hex(4))
    """By which the log names all that belongs to it."""

    def send(self, doors: Doors) -> Settle:
        """Send the parcel, and note with what comes of it how the receiver fared."""
        began = monotonic()
        settle = self.parcel.send(doors)
        seconds = monotonic() - began

        def settle_and_note(session: Session, now: datetime) -> Outcome:
            # First, as everywhere: two transactions that wait for each other's rows would never end.
            fares = pace.pace_of(session, self.receiver)
            outcome = settle(session, now)
            attempt = Attempt(self.leased_at, seconds, outcome.delivered, outcome.trouble)
            pace.note(fares, self.receiver, attempt, now)
            return outcome

        return settle_and_note


def release(lane: Destination | LineItem | NoticeSubscription | OwedScore | Roster, until: datetime) -> bool:
    """Free a lane that was leased until then; whether it was still leased by the same."""
    ours = lane.leased_until == until
    if ours:
        lane.leased_until = None
    return ours


def release_leases(session: Session) -> None:
    """Free every lane: for the start of the only worker there is, after one that may have died in mid-delivery."""
    for model in (Destination, LineItem, NoticeSubscription, OwedScore, PeriodicWork, Roster):
        session.execute(update(model).values(leased_until=None))
