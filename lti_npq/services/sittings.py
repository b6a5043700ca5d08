"""Sittings: one begins with a launch or after a long silence, and ends when its reader left or was heard of no more.

A sitting that was silent for half an hour is over. Its end is told of the moment in which it came: `suspended` or
`terminated` where the page in front said that it was left, with the engaged time; `abandoned` where nothing was said,
with the time until the last sign of life.
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from msgspec.structs import replace
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.domain import progress
from lti_npq.errors import ContentError, NotFound
from lti_npq.services import page_views, statements, visits
from lti_npq.services.content import Library
from lti_npq.services.engagement import done_by
from lti_npq.services.visits import Visit
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.queries import engagement as queries
from lti_npq.storage.queries.launches import SessionParties

log = logging.getLogger(__name__)

SILENCE: Final = timedelta(minutes=30)


def touch(session: Session, visit: Visit, now: datetime) -> Visit:
    """Store that a session is in use, and return its visit; one whose sitting was over begins another."""
    if visit.is_closed:
        own = str(uuid4())
        begun = queries.begin_sitting(session, visit.token_digest, own, now)
        visit = replace(visit, xapi_session=begun or visit.xapi_session, is_closed=False)
        if begun == own and visit.records:
            statements.tell_return(session, visit, now)
    queries.note_use(session, visit.token_digest, now, left_at=None)
    return visit


def close_silent(engine: Engine, library: Library, settings: Settings, now: datetime) -> int:
    """End every sitting that went silent, each in a transaction of its own; return how many those were."""
    closed = 0
    while True:
        with Session(engine) as session, session.begin():
            found = queries.silent_session(for_writing(session), now - SILENCE, now)
            if found is None:
                return closed
            _close(session, library, settings, found, now)
        closed += 1


def _close(session: Session, library: Library, settings: Settings, found: SessionParties, now: datetime) -> None:
    # First: whatever becomes of the rest, nobody looks at it again and again.
    queries.close_sitting(session, found.token_digest, now)
    try:
        programme = library.programme(session, found.package_digest)
    except (ContentError, NotFound) as failure:
        log.warning("a session was closed without telling of it, since its content cannot be read: %s", failure)
        return
    visit = visits.visit_of(found, programme, settings, now)
    if visit.records:
        _tell_end(session, visit, found, now)


def _tell_end(session: Session, visit: Visit, stored: SessionParties, now: datetime) -> None:
    views = queries.views_of_sitting(session, visit.xapi_session)
    for view in views:
        if view.ended_at is None:
            page_views.end(session, visit, view, view.heard_at, now)
    if stored.left_at is None:
        lasted = stored.last_used_at - (stored.began_at or stored.opened_at)
        statements.tell_silence(session, visit, max(lasted, timedelta(0)), stored.last_used_at, now)
        return
    engaged = timedelta(milliseconds=sum(view.engaged_ms for view in views)) if views else None
    statements.tell_leaving(session, visit, engaged, stored.left_at, now, is_done=_is_done(session, visit))


def _is_done(session: Session, visit: Visit) -> bool:
    """Whether nothing is left to do in what the session was about."""
    module = visit.programme.module(visit.module_key) if visit.module_key else None
    done = done_by(session, visit)
    return all(progress.is_complete(each, done) for each in ((module,) if module else visit.programme.modules))
