"""The lane of one score: one column and one participant, only ever the newest, never two at once.

Before a score is sent, the LMS is asked what stands there: somebody else's grade is not written over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.platforms.gradebook import Gradebook, Result, Scoring
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import BY_PEOPLE, Remedy, ServiceError
from lti_npq.services.delivery.columns import is_due, note_failure
from lti_npq.services.delivery.lanes import NOTHING, Doors, Outcome, Settle, release
from lti_npq.services.delivery.pace import is_past
from lti_npq.services.delivery.standing import (
    Said,
    Standing,
    confirm,
    drift,
    said_before,
    said_now,
    settle_delivered,
    standing,
)
from lti_npq.services.registrations import registration_of
from lti_npq.storage.models import LineItem, LtiRegistration, LtiUser, OwedScore

_APART = timedelta(seconds=1)
"""Between two scores of one lane: platforms compare their times by whole seconds."""
_ONE = Outcome(delivered=1)
_CANNOT_LOOK = BY_PEOPLE | {Remedy.NEW_COLUMN}
"""What says that a platform shows no results at all; should the column be gone, sending tells."""


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
    before: Sequence[Said]
    """Grades of ours that may stand there already."""
    may_have_arrived: bool
    """Whether an earlier attempt at this revision ended without an answer."""

    def send(self, doors: Doors) -> Settle:
        """Send it, unless it turns out to be there already, or somebody else's grade is."""
        try:
            result, found = self._look(doors.gradebook)
            if found is Standing.OURS and self.may_have_arrived:
                return self._confirmed
            if found is Standing.FOREIGN and not self.scoring.insists:
                return lambda session, now: self._drifted(session, result, now)
            timestamp = doors.gradebook.send(self.registration, self.line_item_url, self.scoring)
        except ServiceError as error:
            return self._after(error, doors.gradebook)
        watched = found is not Standing.UNKNOWN
        return lambda session, now: self._delivered(session, timestamp, now, watched=watched)

    def _look(self, gradebook: Gradebook) -> tuple[Result | None, Standing]:
        """Return what stands in the gradebook and whose it is; where one may not look, sending is better than never."""
        try:
            result = gradebook.result(self.registration, self.line_item_url, self.scoring.subject)
        except ServiceError as error:
            if error.remedy not in _CANNOT_LOOK:
                raise
            return None, Standing.UNKNOWN
        said = Said(self.scoring.points, self.scoring.maximum, self.scoring.comment)
        return result, standing(result, said, list(self.before))

    def _after(self, error: ServiceError, gradebook: Gradebook) -> Settle:
        """Return how to settle a refusal; for one over the time, by what stands in the gradebook."""
        if error.remedy is not Remedy.READ_BACK:
            return lambda session, now: self._failed(session, error, now)
        try:
            result, found = self._look(gradebook)
        except ServiceError as unread:
            reason = unread
            return lambda session, now: self._failed(session, reason, now)
        match found:
            case Standing.OURS:
                return self._confirmed
            case Standing.FOREIGN:
                return lambda session, now: self._drifted(session, result, now)
            case Standing.UNKNOWN:
                unseen = ServiceError(error.words, Remedy.PERSON)
                return lambda session, now: self._failed(session, unseen, now)
            case _:
                # Ours is older by the LMS's clock only, which runs ahead.
                later = ServiceError(error.words, Remedy.WAIT_ALONE)
                return lambda session, now: self._failed(session, later, now)

    def _confirmed(self, session: Session, now: datetime) -> Outcome:
        owed = _held(session, self.owed_score_id)
        release(owed, self.leased_until)
        if owed.revision == self.revision:
            confirm(owed, now)
        return _ONE

    def _drifted(self, session: Session, result: Result | None, now: datetime) -> Outcome:
        owed = _held(session, self.owed_score_id)
        if not release(owed, self.leased_until):
            return NOTHING
        if owed.attempted_revision == self.revision and not self.may_have_arrived:
            owed.attempted_revision = None
        if not owed.delivered:
            drift(owed, result, now)
        return NOTHING

    def _delivered(self, session: Session, timestamp: datetime, now: datetime, *, watched: bool) -> Outcome:
        owed = _held(session, self.owed_score_id)
        release(owed, self.leased_until)
        owed.last_timestamp = timestamp
        # A newer mark may have been given while this one was on its way; it is still owed.
        if owed.revision == self.revision:
            settle_delivered(owed, now)
            owed.read_at = owed.read_at if watched else None
        return _ONE

    def _failed(self, session: Session, error: ServiceError, now: datetime) -> Outcome:
        owed = _held(session, self.owed_score_id)
        if not release(owed, self.leased_until) or owed.revision != self.revision:
            return Outcome.failed(error)
        if error.remedy is Remedy.NEW_COLUMN:
            line_item = session.get_one(LineItem, self.line_item_id)
            line_item.url, line_item.lost_url = None, line_item.url or line_item.lost_url
        if error.remedy not in {Remedy.WAIT, Remedy.WAIT_ALONE}:
            owed.attempted_revision = None
        note_failure(owed, error, now)
        return Outcome.failed(error)


def _held(session: Session, owed_score_id: int) -> OwedScore:
    """Return a score as it stands now, and keep it so until this transaction ends: it may just be marked anew."""
    return session.get_one(OwedScore, owed_score_id, with_for_update=True)


def due_platforms(session: Session) -> list[int]:
    """Return the LMSs that are owed scores which need nobody to look."""
    waiting = select(OwedScore.registration_id).where(~OwedScore.delivered, ~OwedScore.final)
    return list(session.scalars(waiting.distinct()))


def lease_scores(
    session: Session, doors: Doors, now: datetime, until: datetime, registration_id: int, most: int
) -> list[ScoreParcel]:
    """Reserve due scores of one LMS whose column is known, and over whose place there nobody else wrote."""
    rows = session.execute(
        select(OwedScore, LineItem, LtiUser, LtiRegistration)
        .join(LineItem, LineItem.id == OwedScore.line_item_id)
        .join(LtiUser, LtiUser.id == OwedScore.user_id)
        .join(LtiRegistration, LtiRegistration.id == OwedScore.registration_id)
        .where(
            OwedScore.registration_id == registration_id,
            LineItem.url.is_not(None),
            is_due(now),
            is_past(OwedScore.last_sent_at, now - _APART),
        )
        .order_by(OwedScore.id)
        .limit(most)
        .with_for_update(of=OwedScore, skip_locked=True)
    ).all()
    return [
        _parcel(owed, line_item, user, registration, doors, now, until) for owed, line_item, user, registration in rows
    ]


def _parcel(
    owed: OwedScore,
    line_item: LineItem,
    user: LtiUser,
    registration: LtiRegistration,
    doors: Doors,
    now: datetime,
    until: datetime,
) -> ScoreParcel:
    """Take a score in hand, and note what is about to be said."""
    before = said_before(owed)
    parcel = ScoreParcel(
        owed_score_id=owed.id,
        leased_until=until,
        revision=owed.revision,
        registration=registration_of(registration),
        line_item_id=line_item.id,
        line_item_url=line_item.url or "",
        scoring=_scoring(owed, user.subject, review_url(doors.launch_url, line_item, owed), now),
        before=before,
        may_have_arrived=owed.attempted_revision == owed.revision,
    )
    owed.leased_until, owed.last_sent_at, owed.attempted_revision = until, now, owed.revision
    if said_now(owed) not in before:
        owed.said = [*before, said_now(owed)]
    return parcel


def _scoring(owed: OwedScore, subject: str, review_url: str, now: datetime) -> Scoring:
    return Scoring(
        subject=subject,
        points=owed.points,
        maximum=owed.maximum,
        comment=owed.comment,
        submitted_at=owed.submitted_at,
        sent_at=now,
        review_url=review_url,
        after=owed.last_timestamp,
        insists=owed.insisted_revision == owed.revision,
    )


def review_url(launch_url: str, line_item: LineItem, owed: OwedScore) -> str:
    """Return the launch that shows what was handed in: the content's stable key and the submission."""
    query = urlencode({"content": line_item.task_key, "submission": str(owed.submission_id)}, safe="/")
    return f"{launch_url}?{query}"
