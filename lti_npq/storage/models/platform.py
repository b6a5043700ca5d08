"""LMSs that the tool is installed in, and what a launch in progress needs."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class Tenant(Base):
    """A provider; nothing crosses from one to another."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class LtiRegistration(Base):
    """One tool configuration in one LMS: who issues its launches and where its services are."""

    __tablename__ = "lti_registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    auth_url: Mapped[str]
    token_url: Mapped[str]
    jwks_url: Mapped[str]
    platform: Mapped[str | None]
    """Key of the profile in `platforms.profiles`; null until somebody, or a launch, says which product it is."""
    service_hosts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Hosts that may be given a service token beside those of the addresses above."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """From then on no launch comes through; what people did stays."""
    examined_at: Mapped[datetime | None]
    """When the doctor last looked; null since its addresses were last changed."""
    failing: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """What the doctor found then that must be mended."""


class LtiDeployment(Base):
    """One placing of a registration inside its LMS."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    deployment_id: Mapped[str]
    """The LMS's own id for it."""
    approved_at: Mapped[datetime | None]
    """Null while an administrator has not approved it: no launch comes through."""
    first_seen_at: Mapped[datetime]


class ToolKey(Base):
    """One of the tool's own key pairs."""

    __tablename__ = "tool_key"

    kid: Mapped[str] = mapped_column(primary_key=True)
    sealed_private_key: Mapped[bytes]
    """PKCS 8, encrypted with a key derived from the installation's secret."""
    created_at: Mapped[datetime]
    signs_from: Mapped[datetime | None]
    """Published before; null for a key that signed from the beginning."""
    retired_at: Mapped[datetime | None]
    """From then on, which may be a while yet, still published but no longer signed with."""


class UsedLogin(Base):
    """A login that a launch has answered: kept for as long as its state would be good, so that no other does."""

    __tablename__ = "used_login"
    # Written at every launch: on SQLite the row itself lies in its key's tree, so that one page changes instead of two.
    __table_args__ = ({"sqlite_with_rowid": False},)

    state_digest: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of the state, which its nonce hangs on."""
    expires_at: Mapped[datetime]
    """No index: at most ten minutes of launches are looked through, once in a while."""
