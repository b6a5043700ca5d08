"""Periodic work: forgetting what has run out."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.services import keys
from lti_npq.services.administration import sessions, throttle
from lti_npq.storage.queries import launches, linking


def forget_expired(session: Session, now: datetime) -> None:
    """Delete logins never answered, sessions long over, and tries to sign in that no longer count."""
    launches.keep_last_uses(session, now)
    launches.delete_expired(session, now)
    linking.delete_expired_choices(session, now)
    sessions.forget_expired(session, now)
    throttle.forget_old(session, now)
    keys.forget_retired(session, now)
