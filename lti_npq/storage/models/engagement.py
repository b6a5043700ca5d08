"""How long people really studied, and who took part enough."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base

Milliseconds = BigInteger
"""Since 1970, as `domain.engaged_time` has them."""


class PageView(Base):
    """One look at a page, with the time that was credited for it.

    Heartbeats themselves are not kept: only what they sum to, as a few stretches of time.
    """

    __tablename__ = "page_view"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "view_key", "part"),
        Index(None, "enrolment_id", "engaged_until"),
        Index(None, "xapi_session"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    xapi_session: Mapped[str]
    """The sitting that it belongs to."""
    view_key: Mapped[UUID]
    """The page's own name for it, made up when it was opened."""
    part: Mapped[int]
    """Counts from 1; a page that is taken up again after its sitting was closed goes on as another part."""
    page_key: Mapped[str]
    package_version: Mapped[str]
    opened_at: Mapped[datetime]
    """When it was first heard of."""
    heard_at: Mapped[datetime]
    """When it was last heard of."""
    ended_at: Mapped[datetime | None]
    clock_began: Mapped[int | None] = mapped_column(Milliseconds)
    """Where the page's own clock begins on ours; null before the first heartbeat."""
    last_sequence: Mapped[int]
    """Of the last heartbeat that was counted; 0 for none."""
    stretches: Mapped[list[tuple[int, int]]] = mapped_column(JSON)
    """What was credited, from and to, in order and without overlap with any other of the same person.

    Empty again once no report can meet them.
    """
    engaged_ms: Mapped[int] = mapped_column(Milliseconds)
    """How long the stretches are, or were, together."""
    engaged_until: Mapped[int] = mapped_column(Milliseconds)
    """Where the last of them ends; 0 for none."""


class EngagementReached(Base):
    """Somebody took part as much as a programme's rule asks for: told once per version of the rule."""

    __tablename__ = "engagement_reached"
    __table_args__ = (UniqueConstraint("enrolment_id", "rule_version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    rule_version: Mapped[str]
    share: Mapped[float]
    """How far the rule was met then, 0.0 to 1.0."""
    reached_at: Mapped[datetime]
