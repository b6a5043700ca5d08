"""What participants did in the modules."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class PageRead(Base):
    """A participant marked a page as read; the first time counts."""

    __tablename__ = "page_read"
    __table_args__ = (UniqueConstraint("enrolment_id", "page_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    page_key: Mapped[str]
    package_version: Mapped[str]
    read_at: Mapped[datetime]


class Answer(Base):
    """One answer to a self-check; every try is kept."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "enrolment_id", "latest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    question_key: Mapped[str]
    package_version: Mapped[str]
    chosen: Mapped[list[str]] = mapped_column(JSON)
    offer: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    """What was on offer, as `domain.carrying` marks it; empty for what was answered before this was kept."""
    correct: Mapped[bool]
    latest: Mapped[bool]
    """Whether it is the participant's last answer to this question."""
    answered_at: Mapped[datetime]


class WritingEntry(Base):
    """What a participant wrote for themselves; only the newest text is kept."""

    __tablename__ = "writing_entry"
    __table_args__ = (UniqueConstraint("enrolment_id", "writing_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    writing_key: Mapped[str]
    text: Mapped[str]
    saved_at: Mapped[datetime]


class ModuleProgress(Base):
    """How far an xAPI registration has come in a module, so that each step is told once."""

    __tablename__ = "module_progress"
    __table_args__ = (UniqueConstraint("enrolment_id", "module_key", "xapi_registration"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    module_key: Mapped[str]
    xapi_registration: Mapped[str]
    tenths: Mapped[int]
    """Whole tenths of the module's work already told to the LRS, 0 to 10."""
    completed_at: Mapped[datetime | None]
