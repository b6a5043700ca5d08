"""Turning what a launch says into a person, a course and an enrolment of ours."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role, is_test_user
from lti_npq.platforms.launch import Launch
from lti_npq.platforms.registration import Registration
from lti_npq.services.deployments import require_approved
from lti_npq.storage.models import Enrolment, LtiContext, LtiDeployment, LtiUser, ResourceLink
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


def admit(session: Session, registration: Registration, launch: Launch) -> Admitted:
    """Find the placing of the tool, and find or make the person, of a launch that leads to no activity.

    Raises:
        DeploymentNotApproved: If the deployment is unknown or waits for approval.
    """
    known = _known(session, registration, launch, programme_key="")
    deployment = require_approved(known.deployment, launch.deployment_id)
    user = known.user or _new_user(session, registration, launch)
    _follow_person(user, launch)
    return Admitted(deployment.id, user.id)


def enrol(
    session: Session, registration: Registration, launch: Launch, programme_key: str, role: Role, now: datetime
) -> Enrolled:
    """Find or make the enrolment, and keep names and roles as the LMS has them now.

    Raises:
        DeploymentNotApproved: If the deployment is unknown or waits for approval.
    """
    known = _known(session, registration, launch, programme_key)
    deployment = require_approved(known.deployment, launch.deployment_id)
    context = known.context or _new_context(session, deployment, launch)
    user = known.user or _new_user(session, registration, launch)
    link = known.link or _new_link(session, context, launch)
    enrolment = known.enrolment or get_or_create(
        session,
        Enrolment,
        {"context_id": context.id, "user_id": user.id, "programme_key": programme_key},
        {"role": role, "enrolled_at": now},
    )
    if launch.lineitems_url and context.lineitems_url is None:
        outbox.revive_scores(session, context.id)
    _refresh(KnownParties(deployment, context, user, link, enrolment), launch, role)
    return Enrolled(enrolment.id, link.id, context.id, is_new=known.enrolment is None)


def _known(session: Session, registration: Registration, launch: Launch, programme_key: str) -> KnownParties:
    return known_parties(
        session,
        registration_id=registration.id,
        deployment_id=launch.deployment_id,
        context_id=launch.context_id,
        subject=launch.subject,
        resource_link_id=launch.resource_link_id,
        programme_key=programme_key,
    )


def _new_context(session: Session, deployment: LtiDeployment, launch: Launch) -> LtiContext:
    key = {"deployment_id": deployment.id, "context_id": launch.context_id}
    values = {
        "registration_id": deployment.registration_id,
        "title": launch.context_title,
        "lineitems_url": launch.lineitems_url,
        "memberships_url": launch.memberships_url,
    }
    return get_or_create(session, LtiContext, key, values)


def _new_user(session: Session, registration: Registration, launch: Launch) -> LtiUser:
    key = {"registration_id": registration.id, "subject": launch.subject}
    return get_or_create(session, LtiUser, key, {"name": launch.name, "is_test": is_test_user(launch.roles)})


def _new_link(session: Session, context: LtiContext, launch: Launch) -> ResourceLink:
    key = {"context_id": context.id, "resource_link_id": launch.resource_link_id}
    return get_or_create(session, ResourceLink, key, {"title": launch.resource_link_title})


def _refresh(parties: KnownParties, launch: Launch, role: Role) -> None:
    """Follow the LMS."""
    context = parties.context
    if context is not None:
        lineitems_url = launch.lineitems_url or context.lineitems_url
        memberships_url = launch.memberships_url or context.memberships_url
        _follow(context, title=launch.context_title, lineitems_url=lineitems_url, memberships_url=memberships_url)
    _follow_person(parties.user, launch)
    _follow(parties.link, title=launch.resource_link_title)
    _follow(parties.enrolment, role=role)


def _follow_person(user: LtiUser | None, launch: Launch) -> None:
    _follow(user, name=launch.name, is_test=is_test_user(launch.roles))


def _follow(row: object, **values: object) -> None:
    """Set what really changed: a row that was set at all, even to the same, costs the session a closer look."""
    for name, value in values.items():
        if row is not None and getattr(row, name) != value:
            setattr(row, name, value)
