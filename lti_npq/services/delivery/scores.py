"""The lane of one score: one column and one participant, only ever the newest, never two at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_npq.platforms.gradebook import Gradebook, Result, Scoring
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import Remedy, ServiceError
from lti_npq.services.delivery.columns import is_due, note_failure
from lti_npq.services.delivery.lanes import Doors, Settle, release
from lti_npq.services.registrations import registration_of
from lti_npq.storage.models import LineItem, LtiContext, LtiRegistration, LtiUser, OwedScore

_APART = timedelta(seconds=1)
"""Between two scores of one lane: platforms compare their times by whole seconds."""
DRIFT = "your LMS holds another grade, which was not overwritten"


@dataclass(frozen=True, slots=True)
class ScoreParcel:
    """One revision of a score."""

    owed_score_id: int
    leased_until: datetime
    revision: int
    registration: Registration
    line_item_id: int
    line_item_url: str
    scoring: Scoring
    may_have_arrived: bool
    """Whether an earlier attempt at this revision ended without an answer."""

    def send(self, doors: Doors) -> Settle:
        """Send it, unless it turns out to be there already."""
        try:
            if not (self.may_have_arrived and self._arrived_before(doors.gradebook)):
                doors.gradebook.send(self.registration, self.line_item_url, self.scoring)
        except ServiceError as error:
            return self._after(error, doors.gradebook)
        return self._delivered

    def _after(self, error: ServiceError, gradebook: Gradebook) -> Settle:
        """Return how to settle a refusal; for one over the time, ask what stands in the gradebook."""
        if error.remedy is not Remedy.READ_BACK:
            return lambda session, now: self._failed(session, error, now)
        try:
            arrived = self._is_there(gradebook)
        except ServiceError as unread:
            reason = unread
            return lambda session, now: self._failed(session, reason, now)
        if arrived:
            return self._delivered
        return lambda session, now: self._failed(session, ServiceError(DRIFT, Remedy.ADMINISTRATOR), now)

    def _arrived_before(self, gradebook: Gradebook) -> bool:
        """Whether an attempt that ended without an answer did its work; sending again is better than never knowing."""
        try:
            return self._is_there(gradebook)
        except ServiceError as error:
            if error.remedy is Remedy.WAIT:
                raise
            return False

    def _is_there(self, gradebook: Gradebook) -> bool:
        result = gradebook.result(self.registration, self.line_item_url, self.scoring.subject)
        return result is not None and says_the_same(result, self.scoring)

    def _delivered(self, session: Session, _now: datetime) -> None:
        owed = session.get_one(OwedScore, self.owed_score_id)
        release(owed, self.leased_until)
        # A newer mark may have been given while this one was on its way; it is still owed.
        if owed.revision == self.revision:
            owed.delivered, owed.failures, owed.trouble = True, 0, None

    def _failed(self, session: Session, error: ServiceError, now: datetime) -> None:
        owed = session.get_one(OwedScore, self.owed_score_id)
        if not release(owed, self.leased_until) or owed.revision != self.revision:
            return
        if error.remedy is Remedy.NEW_COLUMN:
            session.get_one(LineItem, self.line_item_id).url = None
        if error.remedy is not Remedy.WAIT:
            owed.attempted_revision = None
        note_failure(session, owed, self.registration, error, now)


def says_the_same(result: Result, scoring: Scoring) -> bool:
    """Whether a gradebook holds what we would send, on whatever scale it keeps."""
    if result.points is None or not result.maximum:
        return False
    same_points = abs(result.points / result.maximum - scoring.points / scoring.maximum) < 1e-4
    # Word by word: gradebooks have their own ideas of line ends and spaces.
    return same_points and result.comment.split() == scoring.comment.split()


def lease_score(session: Session, now: datetime, until: datetime) -> ScoreParcel | None:
    """Reserve a due score whose column is known."""
    row = session.execute(
        select(OwedScore, LineItem, LtiUser, LtiRegistration)
        .join(LineItem, LineItem.id == OwedScore.line_item_id)
        .join(LtiUser, LtiUser.id == OwedScore.user_id)
        .join(LtiContext, LtiContext.id == LineItem.context_id)
        .join(LtiRegistration, LtiRegistration.id == LtiContext.registration_id)
        .where(
            LineItem.url.is_not(None),
            is_due(now),
            or_(OwedScore.last_sent_at.is_(None), OwedScore.last_sent_at <= now - _APART),
        )
        .order_by(OwedScore.id)
        .limit(1)
        .with_for_update(of=OwedScore, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    owed, line_item, user, registration = row
    parcel = ScoreParcel(
        owed_score_id=owed.id,
        leased_until=until,
        revision=owed.revision,
        registration=registration_of(registration),
        line_item_id=line_item.id,
        line_item_url=line_item.url or "",
        scoring=Scoring(user.subject, owed.points, owed.maximum, owed.comment, owed.submitted_at, now),
        may_have_arrived=owed.attempted_revision == owed.revision,
    )
    owed.leased_until, owed.last_sent_at, owed.attempted_revision = until, now, owed.revision
    return parcel
