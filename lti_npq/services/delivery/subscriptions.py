"""The lane that subscribes to a platform's notices: one request for each placing of the tool, then no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import BY_PEOPLE, ServiceError
from lti_npq.services.delivery.lanes import NOTHING, Doors, Outcome, Settle, pause, release
from lti_npq.services.delivery.pace import is_free, is_past
from lti_npq.services.registrations import registration_of
from lti_npq.storage.models import LtiDeployment, LtiRegistration, NoticeSubscription


@dataclass(frozen=True, slots=True)
class SubscriptionParcel:
    """A subscription that a platform does not have yet."""

    deployment_id: int
    leased_until: datetime
    registration: Registration
    service_url: str

    def send(self, doors: Doors) -> Settle:
        """Ask the platform to tell of copied courses; asking again changes nothing there."""
        try:
            doors.notices.subscribe(self.registration, self.service_url)
        except ServiceError as error:
            return self._failed(error)
        return self._subscribed

    def _subscribed(self, session: Session, now: datetime) -> Outcome:
        subscription = session.get_one(NoticeSubscription, self.deployment_id)
        release(subscription, self.leased_until)
        if subscription.service_url == self.service_url:
            subscription.subscribed_at, subscription.failures, subscription.trouble = now, 0, None
        return NOTHING

    def _failed(self, error: ServiceError) -> Settle:
        def settle(session: Session, now: datetime) -> Outcome:
            subscription = session.get_one(NoticeSubscription, self.deployment_id)
            if not release(subscription, self.leased_until):
                return Outcome.failed(error)
            subscription.trouble = error.words
            subscription.failures += 1
            subscription.final = error.remedy in BY_PEOPLE and not error.shuts_out
            subscription.retry_at = now + pause(subscription.failures, error.retry_after)
            return Outcome.failed(error)

        return settle


def lease_subscription(
    session: Session, now: datetime, until: datetime, ready: Sequence[int]
) -> SubscriptionParcel | None:
    """Reserve a subscription that is owed and due, to an LMS that is ready."""
    row = session.execute(
        select(NoticeSubscription, LtiRegistration)
        .join(LtiDeployment, LtiDeployment.id == NoticeSubscription.deployment_id)
        .join(LtiRegistration, LtiRegistration.id == LtiDeployment.registration_id)
        .where(
            NoticeSubscription.subscribed_at.is_(None),
            ~NoticeSubscription.final,
            LtiRegistration.id.in_(ready),
            is_past(NoticeSubscription.retry_at, now),
            is_free(NoticeSubscription.leased_until, now),
        )
        .limit(1)
        .with_for_update(of=NoticeSubscription, skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    subscription, registration = row
    subscription.leased_until = until
    return SubscriptionParcel(
        subscription.deployment_id, until, registration_of(registration), subscription.service_url
    )
