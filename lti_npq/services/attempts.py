"""What was handed in: each attempt with its mark, and the task as it stood then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_npq.domain.assessment import Outcome
from lti_npq.domain.programme import Programme, Task
from lti_npq.errors import NotFound
from lti_npq.services.content import Library
from lti_npq.services.visits import Visit
from lti_npq.storage.models import LtiUser, Marking, Submission
from lti_npq.storage.queries import assessment
from lti_npq.storage.queries.assessment import Attempt


@dataclass(frozen=True, slots=True)
class MarkingView:
    """A facilitator's answer as shown."""

    points: int
    maximum: int
    feedback: str
    marked_at: datetime
    outcome: Outcome
    levels: Mapping[str, int]
    marker: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An answer as handed in."""

    submission_id: UUID
    number: int
    submitted_at: datetime
    words: int
    answers: Mapping[str, str]
    marking: MarkingView | None


def attempt_view(attempt: Attempt) -> AttemptView:
    submission = attempt.submission
    return AttemptView(
        submission_id=submission.id,
        number=submission.number,
        submitted_at=submission.submitted_at,
        words=submission.words,
        answers=submission.answers,
        marking=_marking_view(attempt.marking, attempt.marker) if attempt.marking else None,
    )


def _marking_view(marking: Marking, marker: LtiUser | None) -> MarkingView:
    return MarkingView(
        points=marking.points,
        maximum=marking.maximum,
        feedback=marking.feedback,
        marked_at=marking.marked_at,
        outcome=Outcome(marking.outcome),
        levels=marking.levels,
        marker=(marker and marker.name) or "your facilitator",
    )


def task_as_handed_in(session: Session, library: Library, programme: Programme, submission: Submission) -> Task | None:
    """Return the task as it stood in the version of the content that somebody handed in under."""
    if submission.package_version == programme.version:
        return programme.task(submission.task_key)
    then = library.handed_in(session, programme.key, submission.package_version)
    return (then or programme).task(submission.task_key)


def withdrawn_tasks(session: Session, library: Library, visit: Visit) -> list[Task]:
    """Return the tasks that the visitor handed in and an update of the content took away, the newest first."""
    known = {task.key for task in visit.programme.open_tasks}
    found: dict[str, Task] = {}
    for attempt in assessment.attempts(session, visit.enrolment_id):
        key = attempt.submission.task_key
        if key not in known and key not in found:
            task = task_as_handed_in(session, library, visit.programme, attempt.submission)
            found |= {key: task} if task else {}
    return list(found.values())


def find_attempt(
    session: Session, library: Library, visit: Visit, task_key: str, number: int
) -> tuple[Task, AttemptView]:
    """Return one of the visitor's own attempts, with the task as it was handed in for.

    Raises:
        NotFound: If there is no such attempt.
    """
    for attempt in assessment.attempts(session, visit.enrolment_id, task_key):
        task = task_as_handed_in(session, library, visit.programme, attempt.submission)
        if attempt.submission.number == number and task is not None:
            return task, attempt_view(attempt)
    raise NotFound("You have not handed that in.")
