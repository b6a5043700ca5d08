"""An administrator's session: a cookie stands for it, and only its digest is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_npq.services.browsers import digest, new_secret
from lti_npq.services.visits import TOUCH_EVERY
from lti_npq.storage.models import Administrator, AdministratorSession

IDLE: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, and what they may see."""

    token_digest: bytes
    administrator_id: int
    email: str
    name: str
    tenant_id: int | None
    """The one provider whose platforms they see; None for everything."""
    csrf: str
    needs_touch: bool
    """Whether its last use is to be stored."""


def open_session(session: Session, administrator_id: int, now: datetime) -> str:
    """Open a session and return its token."""
    token = new_secret()
    session.add(
        AdministratorSession(
            token_digest=digest(token),
            administrator_id=administrator_id,
            csrf=new_secret(),
            last_used_at=now,
            expires_at=now + LONGEST,
        )
    )
    return token


def resolve(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Return who a token stands for; None if it is unknown, has run out, or its owner was disabled."""
    found = session.execute(
        select(AdministratorSession, Administrator)
        .join(Administrator, Administrator.id == AdministratorSession.administrator_id)
        .where(
            AdministratorSession.token_digest == digest(token),
            AdministratorSession.expires_at > now,
            AdministratorSession.last_used_at > now - IDLE,
            Administrator.disabled_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    opened, person = found
    return SignedIn(
        token_digest=opened.token_digest,
        administrator_id=person.id,
        email=person.email,
        name=person.name,
        tenant_id=person.tenant_id,
        csrf=opened.csrf,
        needs_touch=now - opened.last_used_at > TOUCH_EVERY,
    )


def touch(session: Session, token_digest: bytes, now: datetime) -> None:
    """Store that a session is in use."""
    this = AdministratorSession.token_digest == token_digest
    session.execute(update(AdministratorSession).where(this).values(last_used_at=now))


def close(session: Session, token: str) -> None:
    """End a session, if there is one."""
    session.execute(delete(AdministratorSession).where(AdministratorSession.token_digest == digest(token)))


def close_all_of(session: Session, administrator_id: int) -> None:
    """End every session of a person."""
    session.execute(delete(AdministratorSession).where(AdministratorSession.administrator_id == administrator_id))


def forget_expired(session: Session, now: datetime) -> None:
    """Delete sessions long over."""
    session.execute(delete(AdministratorSession).where(AdministratorSession.expires_at <= now))
