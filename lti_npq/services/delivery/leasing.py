"""Which lanes are taken in hand next."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_npq.platforms.registration import Registration
from lti_npq.services.delivery.columns import lease_column
from lti_npq.services.delivery.lanes import Doors, Parcel, Tracked
from lti_npq.services.delivery.pace import LEASE, Receiver, is_ready
from lti_npq.services.delivery.readings import lease_reading
from lti_npq.services.delivery.room import Room
from lti_npq.services.delivery.rosters import lease_roster
from lti_npq.services.delivery.scores import due_platforms, lease_scores
from lti_npq.services.delivery.statements import lease_batches
from lti_npq.services.delivery.subscriptions import lease_subscription
from lti_npq.storage.models import LtiRegistration, PlatformPace


class _LmsParcel(Parcel, Protocol):
    @property
    def registration(self) -> Registration: ...


_LeaseOne = Callable[[Session, datetime, datetime, Sequence[int]], _LmsParcel | None]


def lease(session: Session, doors: Doors, now: datetime) -> Tracked | None:
    """Reserve the next lane that is due, or return None when nothing is."""
    return next(iter(lease_some(session, doors, now, Room(1))), None)


def lease_some(session: Session, doors: Doors, now: datetime, room: Room) -> list[Tracked]:
    """Reserve as many due lanes as there is room for. Scores go first: people wait for them."""
    leasing = _Leasing(session, doors, now, room)
    leasing.one_by_one(lease_column)
    leasing.scores()
    leasing.statements()
    for lane in (lease_reading, lease_roster, lease_subscription):
        leasing.one_by_one(lane)
    return leasing.taken


class _Leasing:
    def __init__(self, session: Session, doors: Doors, now: datetime, room: Room) -> None:
        self.taken: list[Tracked] = []
        self._session, self._doors, self._room = session, doors, room
        self._now, self._until = now, now + LEASE
        self._platforms = _ready_platforms(session, now)

    def one_by_one(self, lane: _LeaseOne) -> None:
        """Take lanes of a kind while there are any, and room for them."""
        while ready := [id_ for id_, failing in self._platforms.items() if self._places(id_, failing=failing)]:
            parcel = lane(self._session, self._now, self._until, ready)
            if parcel is None:
                break
            self._take(parcel, parcel.registration.id)

    def scores(self) -> None:
        """Take scores, LMS after LMS, none always before another."""
        waiting = [id_ for id_ in due_platforms(self._session) if id_ in self._platforms]
        random.shuffle(waiting)
        for id_ in waiting:
            if places := self._places(id_, failing=self._platforms[id_]):
                for parcel in lease_scores(self._session, self._doors, self._now, self._until, id_, places):
                    self._take(parcel, id_)

    def statements(self) -> None:
        """Take the next batches for each store."""
        for parcel in lease_batches(self._session, self._now, self._until, self._room):
            self.taken.append(Tracked(parcel, Receiver("lrs", parcel.store.destination_id), self._now))

    def _places(self, registration_id: int, *, failing: bool) -> int:
        return self._room.places(Receiver("lms", registration_id), failing=failing)

    def _take(self, parcel: Parcel, registration_id: int) -> None:
        receiver = Receiver("lms", registration_id)
        self._room.take(receiver, failing=self._platforms[registration_id])
        self.taken.append(Tracked(parcel, receiver, self._now))


def _ready_platforms(session: Session, now: datetime) -> dict[int, bool]:
    """Return the LMSs that are not to be left alone, and whether each failed when it was last tried."""
    found = session.execute(
        select(LtiRegistration.id, PlatformPace.failures)
        .outerjoin(PlatformPace, PlatformPace.registration_id == LtiRegistration.id)
        .where(
            LtiRegistration.removed_at.is_(None),
            or_(PlatformPace.registration_id.is_(None), is_ready(PlatformPace, now)),
        )
    )
    return {id_: bool(failures) for id_, failures in found}
