"""Periodic work: ending what went silent, forgetting what has run out."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.services import keys, sittings, uploading
from lti_npq.services.administration import sessions, throttle
from lti_npq.services.content import Library
from lti_npq.services.files import content_store
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.queries import launches, linking


def close_silent_sittings(engine: Engine, settings: Settings, now: datetime) -> None:
    """Tell the end of every sitting that nobody has been heard of in for a while."""
    sittings.close_silent(engine, Library(content_store(settings)), settings, now)


def forget_uploads(engine: Engine, settings: Settings, now: datetime) -> None:
    """Forget uploads that nobody decided on, with the files that only they needed."""
    store = content_store(settings)
    with Session(engine) as session, session.begin():
        uploading.discard_old(for_writing(session), store, Library(store), now)


def forget_expired(session: Session, now: datetime) -> None:
    """Delete logins never answered, sessions long over, and tries to sign in that no longer count."""
    launches.keep_last_uses(session, now)
    launches.delete_expired(session, now)
    linking.delete_expired_choices(session, now)
    sessions.forget_expired(session, now)
    throttle.forget_old(session, now)
    keys.forget_retired(session, now)
