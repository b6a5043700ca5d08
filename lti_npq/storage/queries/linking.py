"""Choices of content under way, and courses copied from others."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import ChoosingSession, LtiDeployment, LtiRegistration


class ChoosingParties(NamedTuple):
    """A choice with whom it is for."""

    session: ChoosingSession
    deployment: LtiDeployment
    registration: LtiRegistration


def choosing_parties(session: Session, token_digest: bytes, now: datetime) -> ChoosingParties | None:
    """Return a choice that has not run out."""
    row = session.execute(
        select(ChoosingSession, LtiDeployment, LtiRegistration)
        .join(LtiDeployment, LtiDeployment.id == ChoosingSession.deployment_id)
        .join(LtiRegistration, LtiRegistration.id == LtiDeployment.registration_id)
        .where(ChoosingSession.token_digest == token_digest, ChoosingSession.expires_at > now)
    ).one_or_none()
    return ChoosingParties(*row) if row else None


def use_up_choice(session: Session, token_digest: bytes, now: datetime) -> bool:
    """Note that a choice was answered; whether this is its first answer. Of two at once only one gets True."""
    first = (
        update(ChoosingSession)
        .where(ChoosingSession.token_digest == token_digest, ChoosingSession.answered_at.is_(None))
        .values(answered_at=now)
        .returning(ChoosingSession.token_digest)
    )
    return session.execute(first).one_or_none() is not None


def delete_expired_choices(session: Session, now: datetime) -> None:
    session.execute(delete(ChoosingSession).where(ChoosingSession.expires_at <= now))
