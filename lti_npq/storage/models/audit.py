"""Who changed what in the installation."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base
from lti_npq.storage.models.outbox import Sequence


class AuditEntry(Base):
    """One thing that an administrator, a command or the tool itself did; never changed afterwards."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "tenant_id", "id"),)

    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    """An administrator's sign-in name, or what acted by itself: `command line`, `registration`."""
    action: Mapped[str]
    """In words, past tense: `approved a deployment`."""
    subject: Mapped[str]
    """What it was done to, as people name it."""
    detail: Mapped[str]
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    """The provider that it concerns, whose administrators may read it; null for the installation's own."""
