"""The lane that looks what stands in the LMS: whether our grades arrived, and whether somebody gave others.

One request per column for all who are watched, or for the one person whose grade has just been sent. A column is read
at most every ten seconds, and while nothing new is sent at most hourly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_npq.platforms.gradebook import Result
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import BY_PEOPLE, Remedy, ServiceError
from lti_npq.services.delivery.lanes import NOTHING, Doors, Outcome, Settle, pause, release
from lti_npq.services.delivery.pace import is_free
from lti_npq.services.delivery.standing import note
from lti_npq.services.registrations import registration_of
from lti_npq.storage.models import LineItem, LtiRegistration, LtiUser, OwedScore

_APART = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Watched:
    """One person's score, and how far it was when the LMS was asked."""

    owed_score_id: int
    subject: str
    revision: int
    last_sent_at: datetime | None

    def is_still(self, owed: OwedScore) -> bool:
        """Whether nothing was sent since, so that what was seen says something about it."""
        return owed.leased_until is None and (owed.revision, owed.last_sent_at) == (self.revision, self.last_sent_at)


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a column."""

    results: dict[str, Result]
    column_is_gone: bool = False


@dataclass(frozen=True, slots=True)
class ReadingParcel:
    """A column to be looked at."""

    line_item_id: int
    leased_until: datetime
    registration: Registration
    line_item_url: str
    watched: Sequence[Watched]

    def send(self, doors: Doors) -> Settle:
        """Read the column, or one cell of it."""
        try:
            reading = self._read(doors)
        except ServiceError as error:
            trouble = error
            return lambda session, now: self._unread(session, trouble, now)
        return lambda session, now: self._seen(session, reading, now)

    def _read(self, doors: Doors) -> Reading:
        gradebook, url = doors.gradebook, self.line_item_url
        try:
            if len(self.watched) > 1:
                return Reading(gradebook.results(self.registration, url))
            [one] = self.watched
            result = gradebook.result(self.registration, url, one.subject)
            return Reading({one.subject: result} if result else {})
        except ServiceError as error:
            # The address of results may be missing because the column is, or because the LMS shows none.
            if error.remedy is Remedy.NEW_COLUMN and not gradebook.has_column(self.registration, url):
                return Reading({}, column_is_gone=True)
            raise

    def _seen(self, session: Session, reading: Reading, now: datetime) -> Outcome:
        if self._release(session, now + _APART, failed=False):
            for watched, owed in self._unchanged(session):
                note(owed, reading.results.get(watched.subject), now, at_once=reading.column_is_gone)
        return NOTHING

    def _unread(self, session: Session, error: ServiceError, now: datetime) -> Outcome:
        """Look again later; never where the LMS shows no results."""
        failures = session.get_one(LineItem, self.line_item_id).read_failures + 1
        released = self._release(session, now + pause(failures, error.retry_after), failed=True)
        if released and error.remedy in BY_PEOPLE | {Remedy.NEW_COLUMN} and not error.shuts_out:
            for _, owed in self._unchanged(session):
                owed.read_at = None
        return Outcome.failed(error)

    def _release(self, session: Session, read_not_before: datetime, *, failed: bool) -> bool:
        line_item = session.get_one(LineItem, self.line_item_id)
        if not release(line_item, self.leased_until):
            return False
        line_item.read_not_before = read_not_before
        line_item.read_failures = line_item.read_failures + 1 if failed else 0
        return True

    def _unchanged(self, session: Session) -> list[tuple[Watched, OwedScore]]:
        pairs = [(one, session.get_one(OwedScore, one.owed_score_id, with_for_update=True)) for one in self.watched]
        return [(watched, owed) for watched, owed in pairs if watched.is_still(owed)]


def lease_reading(session: Session, now: datetime, until: datetime, ready: Sequence[int]) -> ReadingParcel | None:
    """Reserve a column in which somebody's grade is to be looked for, in an LMS that is ready."""
    row = session.execute(
        select(LineItem, LtiRegistration)
        .join(OwedScore, OwedScore.line_item_id == LineItem.id)
        .join(LtiRegistration, LtiRegistration.id == OwedScore.registration_id)
        .where(
            LineItem.url.is_not(None),
            OwedScore.registration_id.in_(ready),
            is_free(LineItem.leased_until, now),
            or_(LineItem.read_not_before.is_(None), LineItem.read_not_before <= now),
            OwedScore.read_at <= now,
        )
        .order_by(OwedScore.read_at)
        .limit(1)
        .with_for_update(of=LineItem, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    line_item, registration = row
    line_item.leased_until = until
    watched = _watched(session, line_item.id, now)
    return ReadingParcel(line_item.id, until, registration_of(registration), line_item.url or "", watched)


def _watched(session: Session, line_item_id: int, now: datetime) -> list[Watched]:
    """Return the one whose new grade is due to be seen, or else everybody whose grade is watched."""
    rows = session.execute(
        select(OwedScore, LtiUser.subject)
        .join(LtiUser, LtiUser.id == OwedScore.user_id)
        .where(OwedScore.line_item_id == line_item_id, OwedScore.read_at.is_not(None))
        .order_by(OwedScore.id)
    ).all()
    due = [row for row in rows if row.OwedScore.read_at <= now]
    is_new = len(due) == 1 and due[0].OwedScore.confirmed_at is None and due[0].OwedScore.drifted_at is None
    return [_as_watched(owed, subject) for owed, subject in (due if is_new else rows)]


def _as_watched(owed: OwedScore, subject: str) -> Watched:
    return Watched(owed.id, subject, owed.revision, owed.last_sent_at)
