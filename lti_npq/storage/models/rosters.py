"""Who is in a course, as its LMS lists them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class Roster(Base):
    """When a course's list of people is read, and what came of it; also the lane of doing so."""

    __tablename__ = "roster"

    context_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"), primary_key=True)
    groups_url: Mapped[str | None]
    """Where the course's groups are listed; null where the LMS grants no access."""
    groups: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """The groups' names by the LMS's own ids for them."""
    due_at: Mapped[datetime | None]
    """When the list is to be read; null while nobody needs it."""
    tried_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When it was last read to its end."""
    leased_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None]
    """What kept the last reading from being taken over whole, in words."""
    fewer: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether the last reading lacked so many people that nobody was taken to have left."""
    accepts_fewer: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether a facilitator said that so many have really left."""


class Membership(Base):
    """One person in one course, whether they ever opened the tool or not; never deleted."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("context_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("lti_user.id"), index=True)
    role: Mapped[str | None]
    """As of the list, in the tool's words; null for a role that opens nothing here."""
    status: Mapped[str]
    """`active`, `suspended` or `left`."""
    group_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    seen_at: Mapped[datetime]
    """When the list last named them."""
