"""A facilitator's work: the queue of a course, one submission at a time, the mark and its way to the gradebook."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_npq.domain import assessment as rules
from lti_npq.domain.assessment import Outcome
from lti_npq.domain.programme import Task
from lti_npq.domain.score import Score
from lti_npq.errors import Conflict, NotFound, NpqError
from lti_npq.services import statements
from lti_npq.services.attempts import MarkingView, attempt_view, task_as_handed_in
from lti_npq.services.content import Library
from lti_npq.services.engagement import refuse_excess
from lti_npq.services.grades import Grade, grade_of_submission
from lti_npq.services.outbox import owe_score, withdraw_score
from lti_npq.services.visits import Visit
from lti_npq.storage.models import LtiUser, Marking, Submission
from lti_npq.storage.queries import assessment
from lti_npq.storage.queries.assessment import Attempt, QueueEntry

NAMELESS = "Participant (name not shared)"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submission in the queue."""

    submission_id: UUID
    participant: str
    task_title: str
    submitted_at: datetime
    attempt: int
    words: int
    state: str
    points: int | None
    maximum: int | None
    grade: Grade | None
    """Its way to the gradebook; None where no score is owed."""


@dataclass(frozen=True, slots=True)
class QueueView:
    """A course's submissions: those that wait, oldest first, and those answered, newest first."""

    waiting: list[QueueRow]
    marked: list[QueueRow]


class Change(StrEnum):
    """What an update of the content did to a task."""

    REWORDED = "reworded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One submission to be marked."""

    id: UUID
    task: Task
    participant: str
    attempt: int
    submitted_at: datetime
    words: int
    answers: Mapping[str, str]
    marking: MarkingView | None
    """The mark that stands."""
    seen: str
    """The mark that this view shows, so that a mark given meanwhile is not overwritten unseen."""
    is_newest: bool
    """False for an attempt that a newer one has taken the place of."""
    is_own: bool
    """Whether the facilitator handed it in, as a participant of the same course."""
    grade: Grade | None
    """The mark's way to the gradebook; None where no score is owed."""
    change: Change | None
    """What became of the task since it was handed in."""

    @property
    def may_be_marked(self) -> bool:
        return self.is_newest and not self.is_own and self.task.is_graded


class IncompleteMark(NpqError):
    """A mark with something missing."""

    status = 422
    title = "The mark is not complete"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def queue_view(session: Session, library: Library, visit: Visit, *, of: Container[int] | None = None) -> QueueView:
    """Return the queue of the facilitator's course and programme, of all people or of these."""
    visit.require_facilitator()
    entries = assessment.queue(session, visit.context_id, visit.programme.key)
    shown = [entry for entry in entries if of is None or entry.participant.id in of]
    rows = [(_row(session, library, visit, entry), entry.marking) for entry in shown]
    waiting = [row for row, marking in rows if marking is None]
    marked = sorted(
        ((marking.marked_at, row) for row, marking in rows if marking), key=lambda pair: pair[0], reverse=True
    )
    return QueueView(waiting, [row for _, row in marked])


def submission_view(session: Session, library: Library, visit: Visit, submission_id: UUID) -> SubmissionView:
    """Return one submission with the task as it was handed in for, whatever became of the task since.

    Raises:
        NotFound: If it is not one of the facilitator's own course and programme.
    """
    visit.require_facilitator()
    entry = assessment.queue_entry(session, visit.context_id, visit.programme.key, submission_id)
    task = task_as_handed_in(session, library, visit.programme, entry.submission) if entry else None
    if entry is None or task is None:
        raise NotFound("There is no such submission in this course.")
    attempt = attempt_view(Attempt(entry.submission, entry.marking, entry.marker))
    seen = str(entry.marking.id) if entry.marking else ""
    return SubmissionView(
        id=submission_id,
        task=task,
        participant=name_of(entry.participant),
        attempt=attempt.number,
        submitted_at=attempt.submitted_at,
        words=attempt.words,
        answers=attempt.answers,
        marking=attempt.marking,
        seen=seen,
        is_newest=_is_newest(session, entry.submission),
        is_own=entry.submission.enrolment_id == visit.enrolment_id,
        grade=_grade(entry),
        change=_change(visit, task),
    )


def _change(visit: Visit, then: Task) -> Change | None:
    now = visit.programme.task(then.key)
    if now is None:
        return Change.WITHDRAWN
    return None if now == then else Change.REWORDED


def mark(
    session: Session,
    library: Library,
    visit: Visit,
    submission_id: UUID,
    *,
    outcome: str,
    levels: Mapping[str, int],
    feedback: str,
    seen: str,
    now: datetime,
) -> None:
    """Store a mark, owe its score to the gradebook and its statement to the LRS.

    An answer that goes back for another attempt owes no score: a formative grade is given once, when it stands. A
    score of the mark before that was not sent yet is withdrawn.

    Raises:
        IncompleteMark: If something is missing.
        Conflict: If somebody marked it since the page was opened, or it is not to be marked any more.
    """
    assessment.hold_submission(session, submission_id)
    view = submission_view(session, library, visit, submission_id)
    if not view.may_be_marked:
        raise Conflict("Only a participant's newest attempt at a marked task is marked, and never one's own.")
    errors = rules.marking_errors(view.task, levels, feedback, outcome)
    if errors:
        raise IncompleteMark(errors)
    refuse_excess(feedback)
    if view.seen != seen:
        raise Conflict("This answer was marked in the meantime.")
    marking = _store(session, visit, view, outcome=outcome, levels=levels, feedback=feedback, now=now)
    _take_back(session, visit, view, now)
    if marking.outcome == Outcome.MARKED:
        _owe(session, visit, view, marking, now)
    else:
        _withdraw(session, visit, view)


def _is_newest(session: Session, submission: Submission) -> bool:
    """Whether the participant has handed in nothing later for the same task."""
    newest = assessment.attempts(session, submission.enrolment_id, submission.task_key)[0]
    return newest.submission.id == submission.id


def _store(
    session: Session,
    visit: Visit,
    view: SubmissionView,
    *,
    outcome: str,
    levels: Mapping[str, int],
    feedback: str,
    now: datetime,
) -> Marking:
    """Add the mark in place of the one that stood."""
    number = assessment.supersede_markings(session, view.id) + 1
    given = {criterion.key: levels[criterion.key] for criterion in view.task.criteria if criterion.key in levels}
    marking = Marking(
        id=uuid4(),
        submission_id=view.id,
        number=number,
        latest=True,
        marker_id=visit.enrolment_id,
        outcome=outcome,
        levels=given,
        points=rules.points(view.task, given),
        maximum=view.task.maximum,
        feedback=feedback.strip(),
        marked_at=now,
    )
    session.add(marking)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("This answer was marked in the meantime.") from None
    return marking


def _owe(session: Session, visit: Visit, view: SubmissionView, marking: Marking, now: datetime) -> None:
    entry = assessment.queue_entry(session, visit.context_id, visit.programme.key, view.id)
    if entry is None:
        raise NotFound("There is no such submission in this course.")
    score = Score(marking.points, marking.maximum)
    owe_score(session, entry.submission, entry.participant.id, view.task, score, marking.feedback, now)
    if entry.participant.is_test:
        return
    statements.tell_score(
        session,
        visit,
        entry.participant.subject,
        UUID(entry.submission.xapi_registration),
        view.task,
        score,
        marking.id,
        now,
    )


def _take_back(session: Session, visit: Visit, view: SubmissionView, now: datetime) -> None:
    """Owe that the score told before no longer holds, if one was."""
    entry = assessment.queue_entry(session, visit.context_id, visit.programme.key, view.id)
    if view.marking is None or view.marking.outcome != Outcome.MARKED or entry is None or entry.participant.is_test:
        return
    xapi_registration = UUID(entry.submission.xapi_registration)
    statements.tell_correction(session, visit, xapi_registration, view.task, UUID(view.seen), now)


def _withdraw(session: Session, visit: Visit, view: SubmissionView) -> None:
    entry = assessment.queue_entry(session, visit.context_id, visit.programme.key, view.id)
    owed = entry.owed if entry else None
    if owed and owed.submission_id == view.id and not owed.delivered:
        withdraw_score(session, owed)


def name_of(participant: LtiUser) -> str:
    name = participant.name or NAMELESS
    return f"{name} · test user" if participant.is_test else name


def _row(session: Session, library: Library, visit: Visit, entry: QueueEntry) -> QueueRow:
    submission, marking = entry.submission, entry.marking
    task = visit.programme.task(submission.task_key)
    if task is None:
        task = task_as_handed_in(session, library, visit.programme, submission)
    return QueueRow(
        submission_id=submission.id,
        participant=name_of(entry.participant),
        task_title=task.title if task else submission.task_key,
        submitted_at=submission.submitted_at,
        attempt=submission.number,
        words=submission.words,
        state=marking.outcome if marking else "submitted",
        points=marking.points if marking else None,
        maximum=marking.maximum if marking else None,
        grade=_grade(entry),
    )


def _grade(entry: QueueEntry) -> Grade | None:
    """Return the way of a mark that stands; an answer that went back has none."""
    stands = entry.marking is not None and entry.marking.outcome == Outcome.MARKED
    return grade_of_submission(entry.owed, entry.submission.id) if stands else None
