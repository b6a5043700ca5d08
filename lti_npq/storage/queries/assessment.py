"""Drafts, submissions and marks."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from lti_npq.storage.models import (
    Enrolment,
    LineItem,
    LtiContext,
    LtiDeployment,
    LtiUser,
    Marking,
    OwedScore,
    PracticeAnswer,
    Submission,
    TaskDraft,
)

_Marker = aliased(LtiUser)
_MarkerEnrolment = aliased(Enrolment)
_COLUMN_KEY = Enrolment.programme_key + "/" + Submission.task_key
"""As `domain.placing.content_key` makes it."""


class Attempt(NamedTuple):
    """A submission, the mark on it and who gave it, if it is marked."""

    submission: Submission
    marking: Marking | None
    marker: LtiUser | None


class QueueEntry(NamedTuple):
    """An attempt, whose it is, and how its score travels."""

    submission: Submission
    marking: Marking | None
    marker: LtiUser | None
    participant: LtiUser
    owed: OwedScore | None


def draft(session: Session, enrolment_id: int, task_key: str) -> list[TaskDraft]:
    return list(session.scalars(select(TaskDraft).filter_by(enrolment_id=enrolment_id, task_key=task_key)))


def drafted_tasks(session: Session, enrolment_id: int) -> dict[str, TaskDraft]:
    """Return the newest draft part of each task drafted so far, by task key."""
    parts = session.scalars(select(TaskDraft).filter_by(enrolment_id=enrolment_id).order_by(TaskDraft.saved_at))
    return {part.task_key: part for part in parts if part.text.strip()}


def discard_draft(session: Session, enrolment_id: int, task_key: str) -> None:
    session.execute(delete(TaskDraft).where(TaskDraft.enrolment_id == enrolment_id, TaskDraft.task_key == task_key))


def practice_answers(session: Session, enrolment_id: int) -> dict[str, PracticeAnswer]:
    """Return the answers to practice cases that were compared, by task key."""
    found = session.scalars(select(PracticeAnswer).filter_by(enrolment_id=enrolment_id))
    return {answer.task_key: answer for answer in found}


def attempts(session: Session, enrolment_id: int, task_key: str | None = None) -> list[Attempt]:
    """Return attempts newest first, of one task or of all."""
    wanted = (
        select(Submission, Marking, _Marker)
        .outerjoin(Marking, (Marking.submission_id == Submission.id) & Marking.latest)
        .outerjoin(_MarkerEnrolment, _MarkerEnrolment.id == Marking.marker_id)
        .outerjoin(_Marker, _Marker.id == _MarkerEnrolment.user_id)
        .where(Submission.enrolment_id == enrolment_id)
        .order_by(Submission.submitted_at.desc(), Submission.number.desc())
    )
    if task_key is not None:
        wanted = wanted.where(Submission.task_key == task_key)
    return [Attempt(*row) for row in session.execute(wanted)]


def queue(session: Session, context_id: int, programme_key: str) -> list[QueueEntry]:
    """Return every submission of a programme in a course, oldest first."""
    wanted = _queue_entries(context_id, programme_key).order_by(Submission.submitted_at, Submission.id)
    return [QueueEntry(*row) for row in session.execute(wanted)]


def queue_entry(session: Session, context_id: int, programme_key: str, submission_id: UUID) -> QueueEntry | None:
    """Return one submission if it belongs to this course and programme."""
    row = session.execute(_queue_entries(context_id, programme_key).where(Submission.id == submission_id)).one_or_none()
    return QueueEntry(*row) if row else None


def _queue_entries(context_id: int, programme_key: str) -> Select[Submission, Marking, LtiUser, LtiUser, OwedScore]:
    return (
        select(Submission, Marking, _Marker, LtiUser, OwedScore)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(LtiUser, LtiUser.id == Enrolment.user_id)
        .outerjoin(Marking, (Marking.submission_id == Submission.id) & Marking.latest)
        .outerjoin(_MarkerEnrolment, _MarkerEnrolment.id == Marking.marker_id)
        .outerjoin(_Marker, _Marker.id == _MarkerEnrolment.user_id)
        .outerjoin(LineItem, (LineItem.context_id == Enrolment.context_id) & (LineItem.task_key == _COLUMN_KEY))
        .outerjoin(OwedScore, (OwedScore.line_item_id == LineItem.id) & (OwedScore.user_id == LtiUser.id))
        .where(Enrolment.context_id == context_id, Enrolment.programme_key == programme_key)
    )


def owed_score(session: Session, submission_id: UUID) -> OwedScore | None:
    """Return the score that is owed for this very submission, if any."""
    return session.scalar(select(OwedScore).filter_by(submission_id=submission_id))


def task_of_column(session: Session, context_id: int, programme_key: str, url: str) -> str | None:
    """Return the task of a programme that a gradebook's column in a course is for."""
    prefix = f"{programme_key}/"
    wanted = select(LineItem.task_key).where(
        LineItem.context_id == context_id, LineItem.url == url, LineItem.task_key.startswith(prefix, autoescape=True)
    )
    key = session.scalars(wanted.limit(1)).first()
    return key.removeprefix(prefix) if key else None


def content_of_column(
    session: Session, registration_id: int, deployment_id: str, context_id: str, url: str
) -> str | None:
    """Return the task, with its programme, that a column is for, in a course by the LMS's own ids."""
    wanted = (
        select(LineItem.task_key)
        .join(LtiContext, LtiContext.id == LineItem.context_id)
        .join(LtiDeployment, LtiDeployment.id == LtiContext.deployment_id)
        .where(LtiDeployment.registration_id == registration_id, LtiDeployment.deployment_id == deployment_id)
        .where(LtiContext.context_id == context_id, LineItem.url == url)
    )
    return session.scalars(wanted.limit(1)).first()


def newest_submission_id(
    session: Session, context_id: int, programme_key: str, registration_id: int, subject: str, task_key: str
) -> UUID | None:
    """Return what a person, as the LMS names them, handed in last for a task in a course."""
    wanted = (
        select(Submission.id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(LtiUser, LtiUser.id == Enrolment.user_id)
        .where(Enrolment.context_id == context_id, Enrolment.programme_key == programme_key)
        .where(LtiUser.registration_id == registration_id, LtiUser.subject == subject)
        .where(Submission.task_key == task_key)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    return session.scalar(wanted)


def hold_submission(session: Session, submission_id: UUID) -> None:
    """Have whoever would mark the same submission wait until this transaction ends; on SQLite writers always do."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update(key_share=True))


def supersede_markings(session: Session, submission_id: UUID) -> int:
    """Mark earlier marks of a submission as no longer standing; return how many there are."""
    session.execute(update(Marking).where(Marking.submission_id == submission_id, Marking.latest).values(latest=False))
    return session.scalar(select(func.count()).where(Marking.submission_id == submission_id)) or 0
