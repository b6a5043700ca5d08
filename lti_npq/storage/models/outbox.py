"""What is owed to other systems, written in the same transaction as the fact it tells of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base

# SQLite numbers rows by itself only in an INTEGER primary key.
Sequence = BigInteger().with_variant(Integer, "sqlite")
_TO_SEND = "NOT delivered AND NOT final"


class Statement(Base):
    """An xAPI statement, its bytes frozen when the fact was stored."""

    __tablename__ = "statement"

    sequence: Mapped[int] = mapped_column(Sequence, primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(unique=True)
    """Stays when the bytes go: what was told once is not told again."""
    body: Mapped[bytes]
    """Empty once the time to keep it is over."""
    stored_at: Mapped[datetime]


class OwedStatement(Base):
    """One statement on its way to one destination; the row goes when the destination has it, or refuses it for good."""

    __tablename__ = "owed_statement"
    # On SQLite it is then nothing but its key, in the order in which it is sent.
    __table_args__ = ({"sqlite_with_rowid": False},)

    destination_id: Mapped[int] = mapped_column(ForeignKey("destination.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Sequence, ForeignKey("statement.sequence"), primary_key=True)


class QuarantinedStatement(Base):
    """One statement that one destination refuses for good, until a person decides about it."""

    __tablename__ = "quarantined_statement"

    destination_id: Mapped[int] = mapped_column(ForeignKey("destination.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Sequence, ForeignKey("statement.sequence"), primary_key=True)
    quarantined_at: Mapped[datetime]
    reason: Mapped[str]
    """One sentence, without anything of the statement."""
    said: Mapped[str]
    """The start of the receiver's own explanation, which may quote the statement; empty if it gave none."""


class LineItem(Base):
    """The gradebook column of one task in one course."""

    __tablename__ = "line_item"
    __table_args__ = (UniqueConstraint("context_id", "task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"))
    task_key: Mapped[str]
    """The task with its programme, `programme/task`: the column's resource id in the LMS."""
    label: Mapped[str]
    maximum: Mapped[int]
    resource_link_id: Mapped[str | None]
    """The LMS's id of the activity to tie the column to."""
    url: Mapped[str | None]
    """Null until the column was found or made."""
    lost_url: Mapped[str | None]
    """Where it was until the LMS no longer knew it: what was delivered there is owed again to another."""
    leased_until: Mapped[datetime | None]
    """While in the future, one worker is looking for it or making it, or reading what stands in it."""
    read_not_before: Mapped[datetime | None]
    """What stands in it is not to be read before."""
    read_failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Readings in a row that failed."""


class OwedScore(Base):
    """The newest score of one participant in one column; an older one is never sent after it."""

    __tablename__ = "owed_score"
    __table_args__ = (
        UniqueConstraint("line_item_id", "user_id"),
        Index(
            "ix_owed_score_to_send",
            "registration_id",
            "id",
            sqlite_where=text(_TO_SEND),
            postgresql_where=text(_TO_SEND),
        ),
        Index(None, "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    """The LMS whose gradebook it is for, which is also that of its line item: the way to what is due for one LMS."""
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_item.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("lti_user.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    points: Mapped[int]
    maximum: Mapped[int]
    comment: Mapped[str]
    submitted_at: Mapped[datetime]
    revision: Mapped[int]
    """Counts up with every newer score."""
    delivered: Mapped[bool]
    """Whether nothing is left to send: the LMS has this revision, or it was withdrawn."""
    attempted_revision: Mapped[int | None]
    """The revision whose sending began and is not known to have failed: the LMS may have it."""
    last_sent_at: Mapped[datetime | None]
    """When sending last began, by our clock."""
    last_timestamp: Mapped[datetime | None]
    """The time that the last score bore, by the LMS's clock; the next one's must be a whole second later."""
    said: Mapped[list[tuple[int, int, str]]] = mapped_column(JSON, default=list, server_default="[]")
    """Points, maximum and comment of each grade of ours that may stand in the LMS, the newest last.

    Whatever stands there and is none of these is somebody else's.
    """
    delivered_at: Mapped[datetime | None]
    """When the LMS took this revision; null while it has not."""
    confirmed_at: Mapped[datetime | None]
    """When this revision was first seen in the LMS; null while it was not."""
    read_at: Mapped[datetime | None]
    """When to look next what stands in the LMS; null for never."""
    doubts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Looks in a row at which the LMS did not show this revision yet, nor anything foreign."""
    drifted_at: Mapped[datetime | None]
    """When something else was seen in the LMS than what we said: nothing is sent over it by itself."""
    lms_points: Mapped[float | None]
    """What was seen then; null for no grade."""
    lms_maximum: Mapped[float | None]
    insisted_revision: Mapped[int | None]
    """The revision that a facilitator wants sent all the same."""
    leased_until: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None]
    """What the last failed attempt met, in words."""
    final: Mapped[bool] = mapped_column(default=False)
    """Whether trying again by itself would not help."""
