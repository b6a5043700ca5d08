"""What a launch and its session look up.

Every launch and page runs these, so each statement is built once, here, and asks for columns below the ORM: building a
statement, or an entity out of a row, costs more than running it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.base import table_of
from lti_npq.storage.models import (
    ContentPreview,
    Enrolment,
    LtiContext,
    LtiDeployment,
    LtiRegistration,
    LtiUser,
    PackageVersion,
    ProgrammeRelease,
    ResourceLink,
    ToolSession,
    UsedLogin,
)
from lti_npq.storage.prepared import Prepared, insertion
from lti_npq.storage.upsert import insert_if_absent


class KnownParties(NamedTuple):
    """Whatever of a launch was seen before; None for the rest."""

    deployment_id: int | None
    approved_at: datetime | None
    context_id: int | None
    context_title: str | None
    lineitems_url: str | None
    memberships_url: str | None
    user_id: int | None
    name: str | None
    is_test: bool | None
    link_id: int | None
    link_title: str | None
    enrolment_id: int | None
    role: str | None
    package_digest: str | None
    """Of the programme's released version."""


_REGISTRATIONS = table_of(LtiRegistration)
_DEPLOYMENTS = table_of(LtiDeployment)
_CONTEXTS = table_of(LtiContext)
_USERS = table_of(LtiUser)
_VERSIONS, _RELEASES = table_of(PackageVersion), table_of(ProgrammeRelease)
_LINKS = table_of(ResourceLink)
_ENROLMENTS = table_of(Enrolment)


class RegistrationColumns(NamedTuple):
    """What a launch needs of a registration."""

    id: int
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    platform: str | None
    service_hosts: list[str]


_REGISTRATION = select(*(_REGISTRATIONS.c[name] for name in RegistrationColumns._fields)).where(
    _REGISTRATIONS.c.removed_at.is_(None)
)
_OF_ISSUER = _REGISTRATION.where(_REGISTRATIONS.c.issuer == bindparam("issuer")).limit(2)
_BY_ISSUER = Prepared(_OF_ISSUER, RegistrationColumns._make)
_BY_CLIENT = Prepared(_OF_ISSUER.where(_REGISTRATIONS.c.client_id == bindparam("client_id")), RegistrationColumns._make)
_BY_ID = Prepared(_REGISTRATION.where(_REGISTRATIONS.c.id == bindparam("id")), RegistrationColumns._make)


def registrations_of(session: Session, issuer: str, client_id: str | None) -> list[RegistrationColumns]:
    """Return at most two registrations of an issuer: enough to know whether there is exactly one."""
    wanted = _BY_ISSUER if client_id is None else _BY_CLIENT
    return wanted.all(session, {"issuer": issuer, "client_id": client_id})


def registration(session: Session, registration_id: int) -> RegistrationColumns | None:
    """Return a registration unless it was removed."""
    return _BY_ID.first(session, {"id": registration_id})


def use_login(session: Session, state_digest: bytes, expires_at: datetime) -> bool:
    """Note that a launch answers a login; whether it is the first to. Of two at once only one gets True."""
    row = {"state_digest": state_digest, "expires_at": expires_at}
    return insert_if_absent(session, UsedLogin, row) is not None


_PARTIES = Prepared(
    select(
        _DEPLOYMENTS.c.id,
        _DEPLOYMENTS.c.approved_at,
        _CONTEXTS.c.id,
        _CONTEXTS.c.title,
        _CONTEXTS.c.lineitems_url,
        _CONTEXTS.c.memberships_url,
        _USERS.c.id,
        _USERS.c.name,
        _USERS.c.is_test,
        _LINKS.c.id,
        _LINKS.c.title,
        _ENROLMENTS.c.id,
        _ENROLMENTS.c.role,
        _VERSIONS.c.digest,
    )
    .select_from(_REGISTRATIONS)
    .outerjoin(
        _DEPLOYMENTS,
        and_(
            _DEPLOYMENTS.c.registration_id == _REGISTRATIONS.c.id,
            _DEPLOYMENTS.c.deployment_id == bindparam("deployment_id"),
        ),
    )
    .outerjoin(
        _CONTEXTS,
        and_(_CONTEXTS.c.deployment_id == _DEPLOYMENTS.c.id, _CONTEXTS.c.context_id == bindparam("context_id")),
    )
    .outerjoin(_USERS, and_(_USERS.c.registration_id == _REGISTRATIONS.c.id, _USERS.c.subject == bindparam("subject")))
    .outerjoin(
        _LINKS,
        and_(_LINKS.c.context_id == _CONTEXTS.c.id, _LINKS.c.resource_link_id == bindparam("resource_link_id")),
    )
    .outerjoin(
        _ENROLMENTS,
        and_(
            _ENROLMENTS.c.context_id == _CONTEXTS.c.id,
            _ENROLMENTS.c.user_id == _USERS.c.id,
            _ENROLMENTS.c.programme_key == bindparam("programme_key"),
        ),
    )
    .outerjoin(_RELEASES, _RELEASES.c.programme_key == bindparam("programme_key"))
    .outerjoin(_VERSIONS, _VERSIONS.c.id == _RELEASES.c.version_id)
    .where(_REGISTRATIONS.c.id == bindparam("registration_id")),
    KnownParties._make,
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
    """Return everything a launch names that is known already, and what is released of its programme, in one query."""
    named = {
        "registration_id": registration_id,
        "deployment_id": deployment_id,
        "context_id": context_id,
        "subject": subject,
        "resource_link_id": resource_link_id,
        "programme_key": programme_key,
    }
    return _PARTIES.all(session, named)[0]


def add_session(session: Session, values: Mapping[str, Any]) -> None:
    """Store an open session."""
    insertion(ToolSession, tuple(values)).run(session, values)


def pending_deployments(session: Session, registration_id: int) -> int:
    """Return how many deployments of a registration wait for approval."""
    waiting = select(func.count()).select_from(LtiDeployment)
    return session.scalars(waiting.filter_by(registration_id=registration_id, approved_at=None)).one()


class SessionParties(NamedTuple):
    """A session with everything a page needs to know of it."""

    token_digest: bytes
    enrolment_id: int
    resource_link_id: int
    role: str
    is_author: bool
    csrf: str
    xapi_registration: str
    xapi_session: str
    module_key: str | None
    return_url: str | None
    browser_digest: bytes
    top_level: bool
    opened_at: datetime
    began_at: datetime | None
    last_used_at: datetime
    left_at: datetime | None
    closed_at: datetime | None
    context_id: int
    course_title: str
    name: str | None
    subject: str
    is_test: bool
    package_digest: str
    """Of the programme's released version."""
    retired_at: datetime | None
    """Since when nobody new is let into the programme."""
    registration: RegistrationColumns


_SESSIONS = table_of(ToolSession)
_OF_SESSION = SessionParties._fields[: SessionParties._fields.index("context_id")]
SESSION_PARTIES = (
    select(
        *(_SESSIONS.c[name] for name in _OF_SESSION),
        _CONTEXTS.c.id,
        _CONTEXTS.c.title,
        _USERS.c.name,
        _USERS.c.subject,
        _USERS.c.is_test,
        _VERSIONS.c.digest,
        _RELEASES.c.retired_at,
        *(_REGISTRATIONS.c[name] for name in RegistrationColumns._fields),
    )
    .join_from(_SESSIONS, _ENROLMENTS, _ENROLMENTS.c.id == _SESSIONS.c.enrolment_id)
    .join(_USERS, _USERS.c.id == _ENROLMENTS.c.user_id)
    .join(_CONTEXTS, _CONTEXTS.c.id == _ENROLMENTS.c.context_id)
    .join(_REGISTRATIONS, _REGISTRATIONS.c.id == _CONTEXTS.c.registration_id)
    .join(_DEPLOYMENTS, _DEPLOYMENTS.c.id == _CONTEXTS.c.deployment_id)
    .join(_RELEASES, _RELEASES.c.programme_key == _ENROLMENTS.c.programme_key)
    .join(_VERSIONS, _VERSIONS.c.id == _RELEASES.c.version_id)
)
"""Sessions with everything that belongs to them; of any platform, removed or not."""


def parties_of(row: Sequence[Any]) -> SessionParties:
    """Return a row of `SESSION_PARTIES` by its names."""
    own = len(SessionParties._fields) - 1
    return SessionParties._make([*row[:own], RegistrationColumns._make(row[own:])])


_SESSION = Prepared(
    SESSION_PARTIES.where(
        _SESSIONS.c.token_digest == bindparam("token_digest"),
        _SESSIONS.c.expires_at > bindparam("now"),
        _REGISTRATIONS.c.removed_at.is_(None),
        _DEPLOYMENTS.c.approved_at.is_not(None),
    ),
    parties_of,
)


def session_parties(session: Session, token_digest: bytes, now: datetime) -> SessionParties | None:
    """Return a session that has not run out, in one query."""
    return _SESSION.first(session, {"token_digest": token_digest, "now": now})


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
    """Forget logins and sessions whose time is over; of participants' sessions those whose end was told."""
    session.execute(delete(UsedLogin).where(UsedLogin.expires_at <= now))
    told = or_(ToolSession.closed_at.is_not(None), ToolSession.role != "participant")
    session.execute(delete(ToolSession).where(ToolSession.expires_at <= now, told))
    session.execute(delete(ContentPreview).where(ContentPreview.expires_at <= now))
