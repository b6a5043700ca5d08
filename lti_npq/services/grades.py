"""Where a mark is on its way to the LMS's gradebook, in words, and what a facilitator can do about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from lti_npq.domain.assessment import Outcome
from lti_npq.errors import Conflict, Forbidden, NotFound, NpqError
from lti_npq.services.visits import Visit
from lti_npq.storage.models import Marking, OwedScore
from lti_npq.storage.queries import assessment
from lti_npq.storage.queries.outbox import try_platform

_MANY_FAILURES = 6
"""From then on somebody is asked to look, although trying goes on."""


class GradeState(StrEnum):
    """Where a grade is."""

    WAITING = "waiting"
    SENT = "sent"
    """The LMS took it; whether it stands there is not known yet, or the LMS does not show it."""
    CONFIRMED = "confirmed"
    """It was seen in the LMS."""
    DRIFT = "drift"
    """Something else was seen there."""
    FAILED = "failed"
    """Somebody needs to look."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A mark's way to the gradebook."""

    state: GradeState
    note: str | None
    """What a facilitator should know about it."""
    moment: datetime | None
    """When it came into this state."""
    seen: str
    """What of it this view shows, so that nothing else is acted upon."""
    offer: str | None = None
    """In words, what sending it all the same would do; None where there is nothing in its way."""


class NotSure(NpqError):
    """A grade of somebody else's is to be replaced, and nobody said that this is meant."""

    status = 422
    title = "Nothing was sent"
    advice = "Tick the box if you want your grade to take the place of the one in your LMS."


def grade_of(owed: OwedScore) -> Grade:
    """Return where a score is."""
    seen = f"{owed.revision}:{owed.lms_points}:{owed.lms_maximum}"
    if owed.drifted_at is not None and owed.insisted_revision != owed.revision:
        return Grade(GradeState.DRIFT, _drift_note(owed), owed.drifted_at, seen, _offer(owed))
    if owed.confirmed_at is not None:
        return Grade(GradeState.CONFIRMED, None, owed.confirmed_at, seen)
    if owed.delivered:
        unseen = "Your LMS does not let this tool look whether it stands there." if owed.read_at is None else None
        return Grade(GradeState.SENT, unseen, owed.delivered_at, seen)
    failed = owed.final or owed.failures >= _MANY_FAILURES
    return Grade(GradeState.FAILED if failed else GradeState.WAITING, owed.trouble, owed.retry_at, seen)


def grade_of_submission(owed: OwedScore | None, submission_id: UUID) -> Grade | None:
    """Return where the score of a submission is; None where none is owed, or only one of another attempt."""
    return grade_of(owed) if owed is not None and owed.submission_id == submission_id else None


def send_all_the_same(
    session: Session, visit: Visit, submission_id: UUID, *, seen: str, sure: bool, now: datetime
) -> None:
    """Have the facilitator's grade take the place of the one that somebody gave in the LMS.

    Raises:
        NotSure: If the facilitator did not say that this is meant.
        Conflict: If the grade in the LMS, or the mark, has changed since the facilitator saw them.
    """
    owed = _owed(session, visit, submission_id)
    if grade_of(owed).state is not GradeState.DRIFT or grade_of(owed).seen != seen:
        raise Conflict("The grade in your LMS, or your mark, has changed since this page was opened.")
    if not sure:
        raise NotSure("You did not say that your grade is to replace the one in your LMS.")
    _send_now(session, owed, now)
    owed.insisted_revision = owed.revision


def send_again(session: Session, visit: Visit, submission_id: UUID, now: datetime) -> None:
    """Try a grade again that was given up, or that waits for its next try."""
    owed = _owed(session, visit, submission_id)
    if grade_of(owed).state not in {GradeState.FAILED, GradeState.WAITING}:
        raise Conflict("This grade has been sent in the meantime.")
    _send_now(session, owed, now)


def _send_now(session: Session, owed: OwedScore, now: datetime) -> None:
    """Owe a grade at once, also to an LMS that was to be left alone for a while: a person says so."""
    try_platform(session, owed.registration_id)
    session.refresh(owed, with_for_update=True)
    owed.delivered = owed.final = False
    owed.delivered_at = None
    owed.failures, owed.retry_at = 0, now


def _owed(session: Session, visit: Visit, submission_id: UUID) -> OwedScore:
    """Return the score of a submission of the facilitator's own course and programme."""
    visit.require_facilitator()
    assessment.hold_submission(session, submission_id)
    entry = assessment.queue_entry(session, visit.context_id, visit.programme.key, submission_id)
    if entry is None or entry.owed is None or entry.owed.submission_id != submission_id or not _stands(entry.marking):
        raise NotFound("There is no such grade in this course.")
    if entry.submission.enrolment_id == visit.enrolment_id:
        raise Forbidden("Nobody sends their own grade.")
    return entry.owed


def _stands(marking: Marking | None) -> bool:
    """Whether there is a mark to send: none for an answer that went back since."""
    return marking is not None and marking.outcome == Outcome.MARKED


def _drift_note(owed: OwedScore) -> str:
    return f"The LMS has {_in_lms(owed)}, you gave {owed.points} of {owed.maximum}. Nothing was overwritten."


def _offer(owed: OwedScore) -> str:
    there = "the missing grade" if owed.lms_points is None else f"the {_in_lms(owed)}"
    return f"Yes, put my {owed.points} of {owed.maximum} in place of {there} in the LMS."


def _in_lms(owed: OwedScore) -> str:
    if owed.lms_points is None:
        return "no grade"
    return f"{owed.lms_points:.6g} of {owed.lms_maximum or 1:.6g}"
