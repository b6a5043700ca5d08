"""Who is owed something, and how each of them fares."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base
from lti_npq.storage.models.outbox import Sequence

_THERE = "removed_at IS NULL"


class Paced:
    """How one receiver fares, and when to leave it alone."""

    retry_at: Mapped[datetime | None]
    """Not to be tried before."""
    tried_at: Mapped[datetime | None]
    """When something was last settled with it. One in the future says that a clock was set back."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Attempts in a row that failed; of several at once one counts."""
    trouble: Mapped[str | None]
    """What the last failed attempt met, in words."""
    denied_at: Mapped[datetime | None]
    """Since when it does not let us in: the alarm. Null while it does."""
    paused_at: Mapped[datetime | None]
    """When a person had nothing more sent to it; null while it is sent to."""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    failed_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    delivered: Mapped[int] = mapped_column(Sequence, default=0, server_default="0")
    """Statements, or scores."""
    seconds: Mapped[float] = mapped_column(Double, default=0.0, server_default="0")
    """That attempts have taken altogether."""
    latencies: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    """How many attempts took no longer than each bound of `services.delivery.pace.BOUNDS`, and how many longer."""
    recent: Mapped[list[list[int]]] = mapped_column(JSON, default=list, server_default="[]")
    """How much was delivered in each of the last minutes: pairs of the minute since 1970 and a number."""


class Destination(Paced, Base):
    """A Learning Record Store with what it is to get; another profile is another destination."""

    __tablename__ = "destination"
    __table_args__ = (
        Index("uq_destination_name", "name", unique=True, sqlite_where=text(_THERE), postgresql_where=text(_THERE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """What people call it; the endpoint for the one that the settings name."""
    endpoint: Mapped[str]
    version: Mapped[str] = mapped_column(default="1.0.3", server_default="1.0.3")
    """For the header X-Experience-API-Version."""
    by_settings: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether key and secret are those of the settings."""
    key: Mapped[str] = mapped_column(default="", server_default="")
    """User name, or OAuth client id."""
    sealed_secret: Mapped[bytes] = mapped_column(default=b"", server_default=text("''"))
    """Password, or OAuth client secret, encrypted; empty for those of the settings."""
    token_url: Mapped[str] = mapped_column(default="", server_default="")
    """Where access tokens are asked for (OAuth 2, client credentials); empty for Basic authentication."""
    scope: Mapped[str] = mapped_column(default="", server_default="")
    profile: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What of a statement it gets; see `services.destinations.Profile`. Never changed."""
    active: Mapped[bool]
    """Whether statements are owed to it now; false for one that the settings no longer name, or that was removed."""
    created_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    """While in the future, one worker is sending to it."""
    fill_after: Mapped[int | None] = mapped_column(Sequence)
    """The last statement of the past that it was sent; null while no past is owed."""
    fill_until: Mapped[int | None] = mapped_column(Sequence)
    """The last statement of the past that it is to be sent."""


class PlatformPace(Paced, Base):
    """How one LMS fares with its gradebook and other services."""

    __tablename__ = "platform_pace"

    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"), primary_key=True)


class PeriodicWork(Base):
    """One kind of work that is done every so often, by one of however many processes there are."""

    __tablename__ = "periodic_work"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    """While in the future, one process is at it."""
