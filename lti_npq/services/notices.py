"""Notices of platforms: subscribed to when a platform offers them, taken in when they come.

A notice may come twice; taking it in again changes nothing, as a course is copied from another only once.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.errors import LaunchRefused
from lti_npq.platforms import notices
from lti_npq.platforms.notices import CourseCopied
from lti_npq.platforms.registration import Registration
from lti_npq.services import copies
from lti_npq.services.registrations import registration_of
from lti_npq.storage.models import LtiContext, NoticeSubscription
from lti_npq.storage.queries import launches, linking
from lti_npq.storage.upsert import get_or_create

NOTICES_PATH = "/lti/notices"


def sender(session: Session, token: str) -> Registration:
    """Return the registration that a notice claims to be from; it is still to be checked with that one's keys.

    Raises:
        LaunchRefused: If there is none.
    """
    named = notices.sender_of(token)
    found = launches.registrations_of(session, named.issuer, named.client_id)
    if not found:
        raise LaunchRefused("this LMS is not registered here")
    return registration_of(found[0])


def take_in(session: Session, registration: Registration, notice: CourseCopied, now: datetime) -> None:
    """Remember a copied course.

    Raises:
        LaunchRefused: If the placing of the tool that it names is unknown or not approved.
    """
    deployment = linking.deployment_called(session, registration.id, notice.deployment_id)
    if deployment is None or deployment.approved_at is None:
        raise LaunchRefused("the notice is for a deployment that is not approved here", status=403)
    if not any(linking.contexts_called(session, registration.id, each) for each in notice.origin_ids):
        return
    key = {"deployment_id": deployment.id, "context_id": notice.context_id}
    values = {"registration_id": registration.id, "title": notice.context_title, "lineitems_url": None}
    copies.remember(session, get_or_create(session, LtiContext, key, values).id, notice.origin_ids, now)


def owe_subscription(session: Session, context_id: int, service_url: str) -> None:
    """Owe a deployment's platform the subscription to its notices, unless it has it.

    Args:
        session: A writer's.
        context_id: Our own, of a course in the deployment.
        service_url: Where the platform takes subscriptions.
    """
    deployment_id = session.get_one(LtiContext, context_id).deployment_id
    known = session.get(NoticeSubscription, deployment_id)
    if known is None:
        values = {"service_url": service_url, "failures": 0, "final": False}
        get_or_create(session, NoticeSubscription, {"deployment_id": deployment_id}, values)
    elif known.service_url != service_url:
        known.service_url, known.subscribed_at, known.retry_at, known.final = service_url, None, None, False
