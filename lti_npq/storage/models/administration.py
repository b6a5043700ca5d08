"""People who look after the installation, and their sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class Administrator(Base):
    """Somebody who signs in to the admin site."""

    __tablename__ = "administrator"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """What they sign in with, in lower case."""
    name: Mapped[str]
    password_hash: Mapped[str]
    """Argon2 with its parameters, as `services.administration.passwords` writes it."""
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    """The one provider whose platforms they see; null for all of the installation."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AdministratorSession(Base):
    """A sign-in that is not over."""

    __tablename__ = "administrator_session"

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    administrator_id: Mapped[int] = mapped_column(ForeignKey("administrator.id"), index=True)
    csrf: Mapped[str]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInTries(Base):
    """How often an account, or a remote address, was tried lately."""

    __tablename__ = "sign_in_tries"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    """Of the account's name or the address, with the installation's secret: neither can be read from it."""
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)
    """When counting began."""
