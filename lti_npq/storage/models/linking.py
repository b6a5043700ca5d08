"""Choosing content for a course, and what is known of courses that were copied from others."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class ChoosingSession(Base):
    """What a deep linking launch opened: one choice of content for one course, answered once."""

    __tablename__ = "choosing_session"
    __table_args__ = (Index(None, "expires_at"),)

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("lti_user.id"))
    course_title: Mapped[str]
    return_url: Mapped[str]
    """Where the browser takes the answer to; from the signed request, never from a form."""
    data: Mapped[str | None]
    """The platform's own, returned as it is."""
    accepts_links: Mapped[bool]
    """Whether the platform takes activities at all, rather than only files or pictures."""
    accepts_multiple: Mapped[bool]
    accepts_columns: Mapped[bool]
    """Whether an activity may bring a gradebook column."""
    targets: Mapped[list[str]] = mapped_column(JSON)
    """How activities may be shown: `iframe`, `window` and the like."""
    csrf: Mapped[str]
    browser_digest: Mapped[bytes]
    """SHA-256 of the cookie that the browser showed at the launch, and must go on showing."""
    top_level: Mapped[bool]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """Set with the one answer that it gives."""


class ContextOrigin(Base):
    """A course that an LMS says was copied from another, and what a facilitator of both said to that."""

    __tablename__ = "context_origin"
    __table_args__ = (UniqueConstraint("context_id", "origin_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"))
    origin_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"))
    """The course that it was copied from; always one of the same registration."""
    learned_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    """Null while nobody was asked, or nobody answered."""
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("lti_user.id"))
    linked: Mapped[bool | None]
    """Whether both are the same programme run on."""


class NoticeSubscription(Base):
    """The subscription to a deployment's course copy notices, owed until the platform has it."""

    __tablename__ = "notice_subscription"

    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"), primary_key=True)
    service_url: Mapped[str]
    """Where the platform takes subscriptions."""
    subscribed_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None]
    """What the last failed attempt met, in words."""
    final: Mapped[bool] = mapped_column(default=False)
    """Whether trying again by itself would not help."""
