"""Periodic work: forgetting what has run out."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.storage.queries import launches, linking


def forget_expired(session: Session, now: datetime) -> None:
    """Delete logins never answered and sessions long over."""
    launches.delete_expired(session, now)
    linking.delete_expired_choices(session, now)
