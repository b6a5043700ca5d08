"""A course's people as the LMS lists them: when to ask, and what changes with an answer.

Nobody is ever deleted. Somebody who is listed no longer is marked as having left, and only if the list is whole and
does not suddenly lack most of the course.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_npq.domain.participant import Status
from lti_npq.errors import NotFound
from lti_npq.platforms.memberships import Listing, Member
from lti_npq.services.visits import Visit
from lti_npq.storage.models import LtiContext, LtiUser, Membership, Roster
from lti_npq.storage.queries import rosters as queries
from lti_npq.storage.upsert import get_or_create

READ_EVERY = timedelta(days=1)
"""By itself a list is read again at most so often, and only where a facilitator still comes."""
REFRESH_EVERY = timedelta(minutes=1)
"""Whoever asks for it gets it at most so often."""
_FEW = 3
"""So many people may leave a course of any size at once."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an LMS said of a course."""

    listing: Listing
    groups: Mapping[str, str] | None
    """Names by id; None where the LMS has no groups, or did not tell them."""


def owe_reading(session: Session, context_id: int, groups_url: str | None, now: datetime) -> None:
    """Have a course's list read soon, as a facilitator came, unless that was done lately.

    Args:
        session: A writer's.
        context_id: Our own.
        groups_url: Where the LMS lists the course's groups, if it does.
        now: The present.
    """
    if session.get_one(LtiContext, context_id).memberships_url is None:
        return
    roster = _roster(session, context_id)
    roster.groups_url = groups_url or roster.groups_url
    if roster.due_at is None and (roster.tried_at is None or now - roster.tried_at >= READ_EVERY):
        _make_due(roster, now)


def refresh(session: Session, visit: Visit, now: datetime, *, accepts_fewer: bool = False) -> None:
    """Have the list of the facilitator's course read as soon as may be.

    Args:
        session: A writer's.
        visit: The facilitator's.
        now: The present.
        accepts_fewer: Whether they say that all whom the last list lacked have really left.

    Raises:
        Forbidden: If it is no facilitator.
        NotFound: If the LMS lists nobody to this tool.
    """
    visit.require_facilitator()
    if session.get_one(LtiContext, visit.context_id).memberships_url is None:
        raise NotFound("Your LMS does not tell this tool who is in the course.")
    roster = _roster(session, visit.context_id)
    roster.accepts_fewer = accepts_fewer and roster.fewer
    earliest = now if roster.tried_at is None else roster.tried_at + REFRESH_EVERY
    _make_due(roster, max(now, earliest))


def take_over(session: Session, roster: Roster, registration_id: int, reading: Reading, now: datetime) -> None:
    """Apply the differences between a course's list and what was known.

    Args:
        session: A writer's.
        roster: The course's.
        registration_id: Ours; people of no other are touched.
        reading: What the LMS said.
        now: When.
    """
    members = reading.listing.members
    known = queries.memberships_by_subject(session, roster.context_id)
    people = queries.people_called(session, registration_id, members)
    for subject, member in members.items():
        person = _follow(people[subject], member)
        entry = known.get(subject) or _new_entry(session, roster.context_id, person)
        _update(entry, member, reading.groups, now)
    missing = [entry for subject, entry in known.items() if subject not in members and entry.status != Status.LEFT]
    _note(roster, reading, present=sum(entry.status != Status.LEFT for entry in known.values()), missing=len(missing))
    if reading.listing.complete and not roster.fewer:
        _mark_left(missing)
    roster.tried_at, roster.due_at, roster.failures, roster.accepts_fewer = now, None, 0, False
    if reading.listing.complete:
        roster.read_at = now


def _note(roster: Roster, reading: Reading, *, present: int, missing: int) -> None:
    """Keep why nobody is taken to have left, if so, and the groups."""
    if reading.groups is not None:
        roster.groups = dict(reading.groups)
    doubtful = not reading.listing.members or missing > max(_FEW, present // 2)
    roster.fewer = doubtful and missing > 0 and not roster.accepts_fewer
    roster.trouble = None
    if not reading.listing.complete:
        roster.fewer = False
        roster.trouble = "a part of the LMS’s list made no sense"


def _mark_left(entries: Iterable[Membership]) -> None:
    for entry in entries:
        entry.status = Status.LEFT


def _follow(person: LtiUser, member: Member) -> LtiUser:
    """Take over a name; one that is kept back this time stays as it was known."""
    if member.name is not None and person.name != member.name:
        person.name = member.name
    return person


def _new_entry(session: Session, context_id: int, person: LtiUser) -> Membership:
    entry = Membership(context_id=context_id, user_id=person.id, group_ids=[])
    session.add(entry)
    return entry


def _update(entry: Membership, member: Member, groups: Mapping[str, str] | None, now: datetime) -> None:
    entry.role, entry.status, entry.seen_at = member.role, member.status, now
    if groups is not None:
        entry.group_ids = sorted(member.group_ids)


def _roster(session: Session, context_id: int) -> Roster:
    values = {"groups": {}, "failures": 0, "fewer": False, "accepts_fewer": False}
    return get_or_create(session, Roster, {"context_id": context_id}, values)


def _make_due(roster: Roster, at: datetime) -> None:
    roster.due_at, roster.failures = at, 0
