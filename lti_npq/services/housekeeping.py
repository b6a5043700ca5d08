"""Periodic work: ending what went silent, forgetting what has run out."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.services import keys, page_views, sittings, uploading
from lti_npq.services.administration import sessions, throttle
from lti_npq.services.content import Library
from lti_npq.services.files import content_store
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.queries import launches, linking, statements


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


def forget_old_statements(engine: Engine, settings: Settings, now: datetime) -> None:
    """Forget the bytes of statements older than they are kept, and owed to nobody; that they were told stays known."""
    if not settings.statement_days:
        return
    before, last = now - timedelta(days=settings.statement_days), 0
    while True:
        # One small transaction after the other, so that nobody who studies waits for them.
        with Session(engine) as session, session.begin():
            emptied = statements.empty_some(for_writing(session), before, after=last)
        if not emptied:
            return
        last = emptied[-1]


def forget_stretches(engine: Engine, _settings: Settings, now: datetime) -> None:
    """Forget when exactly people studied, once that is no longer needed to credit no time twice."""
    page_views.forget_stretches(engine, now)


def forget_removed_stores(engine: Engine, _settings: Settings, _now: datetime) -> None:
    """Forget what removed Learning Record Stores were still owed, then the stores."""
    left = True
    while left:
        with Session(engine) as session, session.begin():
            left = statements.forget_some_of_removed(for_writing(session))
