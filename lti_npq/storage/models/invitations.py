"""Links that let somebody do one thing once."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class Invitation(Base):
    """A one-time link: to become an administrator, or to register an LMS."""

    __tablename__ = "invitation"

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of the token in the link, which is kept nowhere."""
    kind: Mapped[str]
    """`administrator` or `registration`."""
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    """The provider of the LMS or administrator; null for an administrator of the whole installation."""
    made_by: Mapped[str] = mapped_column(default="", server_default="")
    """As the audit log names them; empty for one that was made before this was kept."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
