"""Tasks: drafts, what was handed in, what the facilitator said, and what was answered for practice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class TaskDraft(Base):
    """A participant's unfinished answer to one part of a task."""

    __tablename__ = "task_draft"
    __table_args__ = (UniqueConstraint("enrolment_id", "task_key", "part_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    task_key: Mapped[str]
    part_key: Mapped[str]
    text: Mapped[str]
    saved_at: Mapped[datetime]


class Submission(Base):
    """An answer as handed in; it never changes."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("enrolment_id", "task_key", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    task_key: Mapped[str]
    number: Mapped[int]
    """1 for the first attempt."""
    package_version: Mapped[str]
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    """Part key to text."""
    words: Mapped[int]
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    """The activity it was handed in through, whose gradebook column gets the score."""
    xapi_registration: Mapped[str]
    submitted_at: Mapped[datetime]


class Marking(Base):
    """A facilitator's answer to a submission; a correction is a row of its own, so that nothing said is lost."""

    __tablename__ = "marking"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    """1 for the first mark, counting up with every correction."""
    latest: Mapped[bool]
    """Whether it is the one that stands."""
    marker_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    outcome: Mapped[str]
    """`marked`, or `returned` for another attempt."""
    levels: Mapped[dict[str, int]] = mapped_column(JSON)
    """Criterion key to points given."""
    points: Mapped[int]
    maximum: Mapped[int]
    feedback: Mapped[str]
    marked_at: Mapped[datetime]


class PracticeAnswer(Base):
    """A participant's answer to a practice case, as last compared with what a strong answer attends to."""

    __tablename__ = "practice_answer"
    __table_args__ = (UniqueConstraint("enrolment_id", "task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    task_key: Mapped[str]
    package_version: Mapped[str]
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    """Part key to text."""
    compared_at: Mapped[datetime]
