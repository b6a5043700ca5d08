"""The lane that finds or makes a gradebook column: one worker at a time, since platforms make duplicates gladly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lti_npq.platforms.gradebook import Column
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import BY_PEOPLE, Remedy, ServiceError
from lti_npq.services.delivery.lanes import NOTHING, Doors, Outcome, Settle, pause, release
from lti_npq.services.delivery.pace import is_free, is_past
from lti_npq.services.registrations import registration_of
from lti_npq.storage.models import LineItem, LtiContext, LtiRegistration, OwedScore
from lti_npq.storage.queries import outbox

NO_ACCESS = "your LMS gives this tool no access to the course's gradebook"
_MOST_COLUMNS = 5
"""Times in a row that the LMS may say that a column is gone which it has just shown."""


@dataclass(frozen=True, slots=True)
class ColumnParcel:
    """A column that scores are waiting for."""

    line_item_id: int
    leased_until: datetime
    registration: Registration
    lineitems_url: str | None
    column: Column

    def send(self, doors: Doors) -> Settle:
        """Find or make it."""
        if self.lineitems_url is None:
            return self._failed(ServiceError(NO_ACCESS, Remedy.PERSON))
        try:
            url = doors.gradebook.find_or_create(self.registration, self.lineitems_url, self.column)
        except ServiceError as error:
            return self._failed(error)
        return lambda session, _now: self._found(session, url)

    def _found(self, session: Session, url: str) -> Outcome:
        line_item = session.get_one(LineItem, self.line_item_id)
        release(line_item, self.leased_until)
        if line_item.url is None:
            outbox.use_column(session, line_item, url)
        return NOTHING

    def _failed(self, error: ServiceError) -> Settle:
        def settle(session: Session, now: datetime) -> Outcome:
            if release(session.get_one(LineItem, self.line_item_id), self.leased_until):
                waiting = select(OwedScore).filter_by(line_item_id=self.line_item_id, delivered=False)
                for owed in session.scalars(waiting.order_by(OwedScore.id).with_for_update()):
                    note_failure(owed, error, now)
            return Outcome.failed(error)

        return settle


def note_failure(owed: OwedScore, error: ServiceError, now: datetime) -> None:
    """Keep what went wrong with a score, and when to try again or that trying again does not help."""
    owed.trouble = error.words
    owed.failures += 1
    goes_round = error.remedy is Remedy.NEW_COLUMN and owed.failures >= _MOST_COLUMNS
    # Where the LMS as a whole shuts us out, its alarm is enough: this score is not at fault.
    owed.final = (error.remedy in BY_PEOPLE and not error.shuts_out) or goes_round
    owed.retry_at = now + pause(owed.failures, error.retry_after)


def lease_column(session: Session, now: datetime, until: datetime, ready: Sequence[int]) -> ColumnParcel | None:
    """Reserve a column that a due score needs and that nobody is looking for, in an LMS that is ready."""
    row = session.execute(
        select(LineItem, LtiContext, LtiRegistration)
        .join(OwedScore, OwedScore.line_item_id == LineItem.id)
        .join(LtiContext, LtiContext.id == LineItem.context_id)
        .join(LtiRegistration, LtiRegistration.id == LtiContext.registration_id)
        .where(
            LineItem.url.is_(None),
            OwedScore.registration_id.in_(ready),
            is_free(LineItem.leased_until, now),
            is_due(now),
        )
        .order_by(OwedScore.id)
        .limit(1)
        .with_for_update(of=LineItem, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    line_item, context, registration = row
    line_item.leased_until = until
    # Canvas gives some links the course's id, which is no activity to tie a column to.
    link = line_item.resource_link_id if line_item.resource_link_id != context.context_id else None
    column = Column(line_item.task_key, line_item.label, line_item.maximum, link)
    return ColumnParcel(line_item.id, until, registration_of(registration), context.lineitems_url, column)


def is_owed() -> ColumnElement[bool]:
    """Return the condition on a score that it is ours to send: what another grade holds back is its facilitator's."""
    may_go = or_(OwedScore.drifted_at.is_(None), OwedScore.insisted_revision == OwedScore.revision)
    return ~OwedScore.delivered & may_go


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition on a score that it is to be sent now."""
    return is_owed() & ~OwedScore.final & is_past(OwedScore.retry_at, now) & is_free(OwedScore.leased_until, now)
