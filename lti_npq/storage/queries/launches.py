"""What a launch and its session look up.

Every launch and page runs these, so each statement is built once, here: building one costs more than running it.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import (
    ContentPreview,
    Enrolment,
    LoginState,
    LtiContext,
    LtiDeployment,
    LtiRegistration,
    LtiUser,
    PackageVersion,
    ProgrammeRelease,
    ResourceLink,
    ToolSession,
)


class KnownParties(NamedTuple):
    """Whatever of a launch was seen before."""

    deployment: LtiDeployment | None
    context: LtiContext | None
    user: LtiUser | None
    link: ResourceLink | None
    enrolment: Enrolment | None


_OF_ISSUER = (
    select(LtiRegistration)
    .where(LtiRegistration.issuer == bindparam("issuer"), LtiRegistration.removed_at.is_(None))
    .limit(2)
)
_OF_CLIENT = _OF_ISSUER.where(LtiRegistration.client_id == bindparam("client_id"))


def registrations_of(session: Session, issuer: str, client_id: str | None) -> list[LtiRegistration]:
    """Return at most two registrations of an issuer: enough to know whether there is exactly one."""
    wanted = _OF_ISSUER if client_id is None else _OF_CLIENT
    return list(session.scalars(wanted, {"issuer": issuer, "client_id": client_id}))


_LOGIN = (
    select(LoginState, LtiRegistration)
    .join(LtiRegistration, LtiRegistration.id == LoginState.registration_id)
    .where(LoginState.state_digest == bindparam("state_digest"), LtiRegistration.removed_at.is_(None))
)


def login_with_registration(session: Session, state_digest: bytes) -> tuple[LoginState, LtiRegistration] | None:
    row = session.execute(_LOGIN, {"state_digest": state_digest}).one_or_none()
    return (row[0], row[1]) if row else None


_CONSUME = (
    delete(LoginState).where(LoginState.state_digest == bindparam("state_digest")).returning(LoginState.state_digest)
)


def consume_login(session: Session, state_digest: bytes) -> bool:
    """Delete a login; whether it was still there. Of two launches at once only one gets True."""
    return session.connection().execute(_CONSUME, {"state_digest": state_digest}).one_or_none() is not None


_PARTIES = (
    select(LtiDeployment, LtiContext, LtiUser, ResourceLink, Enrolment)
    .select_from(LtiRegistration)
    .outerjoin(
        LtiDeployment,
        and_(
            LtiDeployment.registration_id == LtiRegistration.id,
            LtiDeployment.deployment_id == bindparam("deployment_id"),
        ),
    )
    .outerjoin(
        LtiContext,
        and_(LtiContext.deployment_id == LtiDeployment.id, LtiContext.context_id == bindparam("context_id")),
    )
    .outerjoin(LtiUser, and_(LtiUser.registration_id == LtiRegistration.id, LtiUser.subject == bindparam("subject")))
    .outerjoin(
        ResourceLink,
        and_(ResourceLink.context_id == LtiContext.id, ResourceLink.resource_link_id == bindparam("resource_link_id")),
    )
    .outerjoin(
        Enrolment,
        and_(
            Enrolment.context_id == LtiContext.id,
            Enrolment.user_id == LtiUser.id,
            Enrolment.programme_key == bindparam("programme_key"),
        ),
    )
    .where(LtiRegistration.id == bindparam("registration_id"))
)


def known_parties(
    session: Session,
    *,
    registration_id: int,
    deployment_id: str,
    context_id: str,
    subject: str,
    resource_link_id: str,
    programme_key: str,
) -> KnownParties:
    """Return everything a launch names that is known already, in one query."""
    named = {
        "registration_id": registration_id,
        "deployment_id": deployment_id,
        "context_id": context_id,
        "subject": subject,
        "resource_link_id": resource_link_id,
        "programme_key": programme_key,
    }
    return KnownParties(*session.execute(_PARTIES, named).one())


def pending_deployments(session: Session, registration_id: int) -> int:
    """Return how many deployments of a registration wait for approval."""
    waiting = select(func.count()).select_from(LtiDeployment)
    return session.scalars(waiting.filter_by(registration_id=registration_id, approved_at=None)).one()


class SessionParties(NamedTuple):
    """A session with everything a page needs to know of it."""

    session: ToolSession
    enrolment: Enrolment
    user: LtiUser
    context: LtiContext
    link: ResourceLink
    registration: LtiRegistration
    version: PackageVersion
    retired_at: datetime | None
    """Since when nobody new is let into the programme."""


_SESSION = (
    select(
        ToolSession,
        Enrolment,
        LtiUser,
        LtiContext,
        ResourceLink,
        LtiRegistration,
        PackageVersion,
        ProgrammeRelease.retired_at,
    )
    .join(Enrolment, Enrolment.id == ToolSession.enrolment_id)
    .join(LtiUser, LtiUser.id == Enrolment.user_id)
    .join(LtiContext, LtiContext.id == Enrolment.context_id)
    .join(ResourceLink, ResourceLink.id == ToolSession.resource_link_id)
    .join(LtiRegistration, LtiRegistration.id == LtiContext.registration_id)
    .join(ProgrammeRelease, ProgrammeRelease.programme_key == Enrolment.programme_key)
    .join(PackageVersion, PackageVersion.id == ProgrammeRelease.version_id)
    .where(
        ToolSession.token_digest == bindparam("token_digest"),
        ToolSession.expires_at > bindparam("now"),
        LtiRegistration.removed_at.is_(None),
    )
)


def session_parties(session: Session, token_digest: bytes, now: datetime) -> SessionParties | None:
    """Return a session that has not run out, in one query."""
    row = session.execute(_SESSION, {"token_digest": token_digest, "now": now}).one_or_none()
    return SessionParties(*row) if row else None


def keep_last_uses(session: Session, now: datetime) -> None:
    """Note at the enrolments when the sessions that are about to be forgotten were used last."""
    used = (
        select(ToolSession.enrolment_id, func.max(ToolSession.last_used_at).label("at"))
        .where(ToolSession.expires_at <= now)
        .group_by(ToolSession.enrolment_id)
    )
    for enrolment_id, at in session.execute(used):
        older = or_(Enrolment.last_here_at.is_(None), Enrolment.last_here_at < at)
        session.execute(update(Enrolment).where(Enrolment.id == enrolment_id, older).values(last_here_at=at))


def preview(session: Session, token_digest: bytes, now: datetime) -> ContentPreview | None:
    """Return a look at a package that has not run out."""
    found = session.get(ContentPreview, token_digest)
    return found if found and found.expires_at > now else None


def delete_expired(session: Session, now: datetime) -> None:
    """Forget logins and sessions whose time is over."""
    session.execute(delete(LoginState).where(LoginState.expires_at <= now))
    session.execute(delete(ToolSession).where(ToolSession.expires_at <= now))
    session.execute(delete(ContentPreview).where(ContentPreview.expires_at <= now))
