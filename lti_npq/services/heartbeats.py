"""What open pages report every fifteen seconds: that somebody studies, or that they left."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.services import page_views, sittings
from lti_npq.services.engagement import find_page
from lti_npq.services.page_views import Report
from lti_npq.services.visits import Visit
from lti_npq.storage.queries import engagement as queries

HERE, AWAY, GONE = "here", "away", "gone"
"""The page is in front, hidden, or closed."""


def hear(session: Session, visit: Visit, page_key: str, report: Report, state: str, now: datetime) -> None:
    """Credit the engaged time that a page reports, and note whether its reader is still there.

    Raises:
        NotFound: If the programme has no such page.
    """
    _, page = find_page(visit, page_key)
    # A page that is closed long after its sitting was is no return.
    if not visit.records or (visit.is_closed and not report.beats):
        return
    visit = sittings.touch(session, visit, now)
    if state != HERE:
        queries.note_use(session, visit.token_digest, now, left_at=now)
    queries.hold_person(session, visit.enrolment_id)
    view = page_views.add_time(session, visit, page, report, now)
    if view is not None and state == GONE:
        page_views.end(session, visit, view, now, now)


def leave(session: Session, visit: Visit, now: datetime) -> None:
    """Note that a page that measures nothing, such as the first one or a task's, was hidden or closed."""
    if visit.records and not visit.is_closed:
        queries.note_use(session, visit.token_digest, now, left_at=now)
