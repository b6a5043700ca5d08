"""Choices of content under way, and courses copied from others."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from lti_npq.domain.participant import Role
from lti_npq.storage.models import (
    ChoosingSession,
    ContextOrigin,
    Enrolment,
    LtiContext,
    LtiDeployment,
    LtiRegistration,
    LtiUser,
    Marking,
    Submission,
)


class ChoosingParties(NamedTuple):
    """A choice with whom it is for."""

    session: ChoosingSession
    deployment: LtiDeployment
    registration: LtiRegistration


def choosing_parties(session: Session, token_digest: bytes, now: datetime) -> ChoosingParties | None:
    """Return a choice that has not run out, of a placing of the tool that is still approved."""
    row = session.execute(
        select(ChoosingSession, LtiDeployment, LtiRegistration)
        .join(LtiDeployment, LtiDeployment.id == ChoosingSession.deployment_id)
        .join(LtiRegistration, LtiRegistration.id == LtiDeployment.registration_id)
        .where(
            ChoosingSession.token_digest == token_digest,
            ChoosingSession.expires_at > now,
            LtiDeployment.approved_at.is_not(None),
            LtiRegistration.removed_at.is_(None),
        )
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


class Origin(NamedTuple):
    """A course that another was copied from, and who said what of it."""

    origin: ContextOrigin
    context: LtiContext
    decider: LtiUser | None


_Decider = aliased(LtiUser)


def contexts_called(session: Session, registration_id: int, context_id: str) -> list[LtiContext]:
    """Return a registration's courses of an id; each of its deployments may count its own."""
    return list(session.scalars(select(LtiContext).filter_by(registration_id=registration_id, context_id=context_id)))


def origins(session: Session, context_id: int) -> list[Origin]:
    """Return what is known of where a course was copied from, the newest first."""
    rows = session.execute(
        select(ContextOrigin, LtiContext, _Decider)
        .join(LtiContext, LtiContext.id == ContextOrigin.origin_id)
        .outerjoin(_Decider, _Decider.id == ContextOrigin.decided_by)
        .where(ContextOrigin.context_id == context_id)
        .order_by(ContextOrigin.id.desc())
    )
    return [Origin(*row) for row in rows]


def facilitates(session: Session, user_id: int, context_id: int, programme_key: str) -> bool:
    """Whether somebody is a facilitator of a programme in a course, as of their last launch there."""
    key = {"user_id": user_id, "context_id": context_id, "programme_key": programme_key, "role": Role.FACILITATOR}
    return session.scalar(select(Enrolment.id).filter_by(**key)) is not None


class EarlierMark(NamedTuple):
    """A mark in the course that this one was copied from."""

    marking: Marking
    context: LtiContext


def earlier_marks(session: Session, context_id: int, programme_key: str, user_id: int, task: str) -> list[EarlierMark]:
    """Return what somebody got for a task in the courses that this one is linked to, the newest first."""
    rows = session.execute(
        select(Marking, LtiContext)
        .join(Submission, Submission.id == Marking.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(LtiContext, LtiContext.id == Enrolment.context_id)
        .join(ContextOrigin, ContextOrigin.origin_id == LtiContext.id)
        .where(
            ContextOrigin.context_id == context_id,
            ContextOrigin.linked.is_(True),
            Enrolment.user_id == user_id,
            Enrolment.programme_key == programme_key,
            Submission.task_key == task,
            Marking.latest,
        )
        .order_by(Marking.marked_at.desc())
    )
    return [EarlierMark(*row) for row in rows]


def deployment_called(session: Session, registration_id: int, deployment_id: str) -> LtiDeployment | None:
    return session.scalar(select(LtiDeployment).filter_by(registration_id=registration_id, deployment_id=deployment_id))
