"""Turning what a launch says into a person, a course and an enrolment of ours."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role, is_test_user
from lti_npq.platforms.launch import Launch
from lti_npq.platforms.registration import Registration
from lti_npq.services.deployments import require_approved
from lti_npq.storage.base import Base
from lti_npq.storage.models import Enrolment, LtiContext, LtiUser, ResourceLink
from lti_npq.storage.queries import outbox
from lti_npq.storage.queries.launches import KnownParties, known_parties
from lti_npq.storage.upsert import get_or_create


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Where a launch's facts will hang."""

    enrolment_id: int
    resource_link_id: int
    context_id: int
    is_new: bool
    """Whether they came for the first time."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who came without enrolling on anything."""

    deployment_id: int
    user_id: int


def known_of(session: Session, registration: Registration, launch: Launch, programme_key: str) -> KnownParties:
    """Return whatever of a launch to a programme was seen before."""
    return known_parties(
        session,
        registration_id=registration.id,
        deployment_id=launch.deployment_id,
        context_id=launch.context_id,
        subject=launch.subject,
        resource_link_id=launch.resource_link_id,
        programme_key=programme_key,
    )


def admit(session: Session, registration: Registration, launch: Launch) -> Admitted:
    """Find the placing of the tool, and find or make the person, of a launch that leads to no activity.

    Raises:
        DeploymentNotApproved: If the deployment is unknown or waits for approval.
    """
    known = known_of(session, registration, launch, programme_key="")
    deployment_id = require_approved(known, launch.deployment_id)
    user_id = known.user_id or _new_user(session, registration, launch)
    _follow_person(session, known, launch)
    return Admitted(deployment_id, user_id)


def enrol(
    session: Session,
    registration: Registration,
    launch: Launch,
    known: KnownParties,
    programme_key: str,
    role: Role,
    now: datetime,
) -> Enrolled:
    """Find or make the enrolment, and keep names and roles as the LMS has them now.

    Args:
        known: What `known_of` found of this launch and programme.

    Raises:
        DeploymentNotApproved: If the deployment is unknown or waits for approval.
    """
    deployment_id = require_approved(known, launch.deployment_id)
    context_id = known.context_id or _new_context(session, registration, deployment_id, launch)
    user_id = known.user_id or _new_user(session, registration, launch)
    link_id = known.link_id or _new_link(session, context_id, launch)
    enrolment_id = known.enrolment_id or _new_enrolment(session, context_id, user_id, programme_key, role, now)
    if known.context_id and launch.lineitems_url and known.lineitems_url is None:
        outbox.revive_scores(session, context_id)
    _follow_course(session, known, launch)
    _follow_person(session, known, launch)
    _follow(session, Enrolment, known.enrolment_id, role=(known.role, role))
    return Enrolled(enrolment_id, link_id, context_id, is_new=known.enrolment_id is None)


def _new_context(session: Session, registration: Registration, deployment_id: int, launch: Launch) -> int:
    key = {"deployment_id": deployment_id, "context_id": launch.context_id}
    values = {
        "registration_id": registration.id,
        "title": launch.context_title,
        "lineitems_url": launch.lineitems_url,
        "memberships_url": launch.memberships_url,
    }
    return get_or_create(session, LtiContext, key, values).id


def _new_user(session: Session, registration: Registration, launch: Launch) -> int:
    key = {"registration_id": registration.id, "subject": launch.subject}
    return get_or_create(session, LtiUser, key, {"name": launch.name, "is_test": is_test_user(launch.roles)}).id


def _new_link(session: Session, context_id: int, launch: Launch) -> int:
    key = {"context_id": context_id, "resource_link_id": launch.resource_link_id}
    return get_or_create(session, ResourceLink, key, {"title": launch.resource_link_title}).id


def _new_enrolment(
    session: Session, context_id: int, user_id: int, programme_key: str, role: Role, now: datetime
) -> int:
    key = {"context_id": context_id, "user_id": user_id, "programme_key": programme_key}
    return get_or_create(session, Enrolment, key, {"role": role, "enrolled_at": now}).id


def _follow_course(session: Session, known: KnownParties, launch: Launch) -> None:
    _follow(
        session,
        LtiContext,
        known.context_id,
        title=(known.context_title, launch.context_title),
        lineitems_url=(known.lineitems_url, launch.lineitems_url or known.lineitems_url),
        memberships_url=(known.memberships_url, launch.memberships_url or known.memberships_url),
    )
    _follow(session, ResourceLink, known.link_id, title=(known.link_title, launch.resource_link_title))


def _follow_person(session: Session, known: KnownParties, launch: Launch) -> None:
    is_test = is_test_user(launch.roles)
    # A launch may leave out a name that the course's list gave.
    _follow(
        session, LtiUser, known.user_id, name=(known.name, launch.name or known.name), is_test=(known.is_test, is_test)
    )


def _follow(session: Session, model: type[Base], row_id: int | None, **columns: tuple[object, object]) -> None:
    """Change what the LMS now says otherwise than was known; a row made just now says the same already."""
    changed = {name: told for name, (known, told) in columns.items() if known != told}
    if row_id is not None and changed:
        session.execute(update(model).filter_by(id=row_id).values(changed))
