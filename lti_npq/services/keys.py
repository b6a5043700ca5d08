"""The tool's key pairs: made on first use, kept sealed, parsed once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.platforms.tool_keys import KeyRing, new_key, seal, unseal
from lti_npq.storage.models import ToolKey


def load_key_ring(session: Session, secret: str) -> KeyRing:
    """Return the published keys, newest first."""
    stored = session.scalars(select(ToolKey).order_by(ToolKey.created_at.desc(), ToolKey.kid))
    return KeyRing([unseal(row.kid, row.sealed_private_key, secret) for row in stored])


def ensure_key(session: Session, secret: str, now: datetime) -> None:
    """Make the first key pair if there is none yet.

    Raises:
        SettingsError: If there is one, kept under another secret.
    """
    if not load_key_ring(session, secret).keys:
        key = new_key()
        session.add(ToolKey(kid=key.kid, sealed_private_key=seal(key, secret), created_at=now, retired_at=None))
