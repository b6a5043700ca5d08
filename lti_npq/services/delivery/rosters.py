"""The lane that reads a course's list of people, when a facilitator came or asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import BY_PEOPLE, ServiceError
from lti_npq.services import rosters
from lti_npq.services.delivery.lanes import NOTHING, Doors, Outcome, Settle, pause, release
from lti_npq.services.delivery.pace import is_free
from lti_npq.services.registrations import registration_of
from lti_npq.services.rosters import Reading
from lti_npq.storage.models import LtiContext, LtiRegistration, Roster

_MOST_FAILURES = 5
"""Tries in a row; after that the list waits for a facilitator to come or ask again."""


@dataclass(frozen=True, slots=True)
class RosterParcel:
    """A course whose people are to be listed."""

    context_id: int
    leased_until: datetime
    registration: Registration
    memberships_url: str
    groups_url: str | None

    def send(self, doors: Doors) -> Settle:
        """Read the list to its end; the names of groups are a help that may be missing."""
        groups = self._groups(doors)
        try:
            listing = doors.rosters.read(
                self.registration, self.memberships_url, with_groups=self.groups_url is not None
            )
        except ServiceError as error:
            return self._failed(error)
        return self._take_over(Reading(listing, groups))

    def _groups(self, doors: Doors) -> dict[str, str] | None:
        if self.groups_url is None:
            return None
        try:
            return doors.rosters.groups(self.registration, self.groups_url)
        except ServiceError:
            return None

    def _take_over(self, reading: Reading) -> Settle:
        def settle(session: Session, now: datetime) -> Outcome:
            roster = session.get_one(Roster, self.context_id)
            if release(roster, self.leased_until):
                rosters.take_over(session, roster, self.registration.id, reading, now)
            return NOTHING

        return settle

    def _failed(self, error: ServiceError) -> Settle:
        def settle(session: Session, now: datetime) -> Outcome:
            roster = session.get_one(Roster, self.context_id)
            if not release(roster, self.leased_until):
                return Outcome.failed(error)
            roster.trouble, roster.tried_at = error.words, now
            roster.failures += 1
            gives_up = error.remedy in BY_PEOPLE or roster.failures >= _MOST_FAILURES
            roster.due_at = None if gives_up else now + pause(roster.failures, error.retry_after)
            return Outcome.failed(error)

        return settle


def lease_roster(session: Session, now: datetime, until: datetime, ready: Sequence[int]) -> RosterParcel | None:
    """Reserve a course whose list is due, in an LMS that is ready."""
    row = session.execute(
        select(Roster, LtiContext.memberships_url, LtiRegistration)
        .join(LtiContext, LtiContext.id == Roster.context_id)
        .join(LtiRegistration, LtiRegistration.id == LtiContext.registration_id)
        .where(
            Roster.due_at <= now,
            LtiRegistration.id.in_(ready),
            is_free(Roster.leased_until, now),
        )
        .order_by(Roster.due_at)
        .limit(1)
        .with_for_update(of=Roster, skip_locked=True)
    ).one_or_none()
    if row is None or (memberships_url := row.memberships_url) is None:
        return None
    roster, _, registration = row
    roster.leased_until = until
    return RosterParcel(roster.context_id, until, registration_of(registration), memberships_url, roster.groups_url)
