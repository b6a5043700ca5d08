"""One-time invitations: made, shown once, good for one use within their time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_npq.errors import NpqError
from lti_npq.services.browsers import digest, new_secret
from lti_npq.storage.models import Invitation


class InvitationRefused(NpqError):
    """A one-time link that is not, or no longer, good."""

    status = 403
    title = "This invitation cannot be used"
    advice = (
        "Ask whoever sent it to you for a new one. It is made on the admin site, or with lti-npq admin invite, "
        "to which --registration is added for an LMS."
    )


class Kind(StrEnum):
    """What an invitation is for."""

    ADMINISTRATOR = "administrator"
    REGISTRATION = "registration"


LASTS = {Kind.ADMINISTRATOR: timedelta(hours=72), Kind.REGISTRATION: timedelta(hours=24)}


@dataclass(frozen=True, slots=True)
class Invited:
    """What a good invitation allows."""

    tenant_id: int | None
    """The provider; None for the whole installation."""
    expires_at: datetime


def invite(session: Session, kind: Kind, tenant_id: int | None, now: datetime, *, who: str) -> str:
    """Make an invitation and return its token, which is kept nowhere and so can be shown this once only."""
    token = new_secret()
    session.add(
        Invitation(
            token_digest=digest(token),
            kind=kind,
            tenant_id=tenant_id,
            made_by=who,
            created_at=now,
            expires_at=now + LASTS[kind],
            used_at=None,
        )
    )
    return token


def end_all_of(session: Session, who: str, now: datetime) -> None:
    """Let nobody in by what somebody made and nobody has used: it would be their own way back, too."""
    unused = Invitation.used_at.is_(None) & (Invitation.expires_at > now)
    session.execute(update(Invitation).where(Invitation.made_by == who, unused).values(expires_at=now))


def look_at(session: Session, kind: Kind, token: str, now: datetime) -> Invited:
    """Return what an invitation allows, without using it up.

    Raises:
        InvitationRefused: If there is none, or it was used or ran out.
    """
    found = session.scalar(select(Invitation).filter_by(token_digest=digest(token), kind=kind))
    if found is None:
        raise InvitationRefused("There is no such invitation. Its address may be incomplete.")
    if found.used_at is not None:
        raise InvitationRefused("This invitation was used already. Each is good for one use.")
    if found.expires_at <= now:
        raise InvitationRefused("This invitation has run out.")
    return Invited(found.tenant_id, found.expires_at)


def redeem(session: Session, kind: Kind, token: str, now: datetime) -> Invited:
    """Use an invitation up, and return what it allows; of two requests at once only one succeeds.

    Raises:
        InvitationRefused: If there is none, or it was used or ran out.
    """
    invited = look_at(session, kind, token, now)
    taken = session.scalar(
        update(Invitation)
        .where(Invitation.token_digest == digest(token), Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.token_digest)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise InvitationRefused("This invitation was used already. Each is good for one use.")
    return invited
