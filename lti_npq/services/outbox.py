"""What is owed to other systems; each call belongs in the transaction of the fact it tells of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_npq.domain.placing import content_key
from lti_npq.domain.programme import Task
from lti_npq.domain.score import Score
from lti_npq.services.enrolment import Enrolled
from lti_npq.storage.models import (
    Destination,
    Enrolment,
    LineItem,
    OwedScore,
    ResourceLink,
    Statement,
    Submission,
)
from lti_npq.storage.queries import outbox as queries
from lti_npq.storage.upsert import get_or_create, insert_those_absent
from xapi.encoding import JsonObject, canonical

_FRESH = {"version": "1.0.3", "by_settings": True, "key": "", "sealed_secret": b"", "token_url": "", "scope": ""} | {
    "profile": {},
    "failures": 0,
    "attempts": 0,
    "failed_attempts": 0,
    "delivered": 0,
    "seconds": 0.0,
    "latencies": [],
    "recent": [],
}
"""A destination that was never tried."""


def owe_statement(session: Session, statement: JsonObject, now: datetime) -> None:
    """Freeze a statement's bytes and owe it to every Learning Record Store; the same id is never owed twice.

    It is stored even where there is no store to send it to, so that one added later can be filled from here.
    """
    owe_statements(session, [statement], now)


def owe_statements(session: Session, statements: Sequence[JsonObject], now: datetime) -> None:
    """Do the same for several at once, in their order."""
    rows = [{"statement_id": UUID(each["id"]), "body": canonical(each), "stored_at": now} for each in statements]
    if new := insert_those_absent(session, Statement, rows):
        queries.owe_to_each(session, new)


def owe_score(
    session: Session, submission: Submission, user_id: int, task: Task, score: Score, comment: str, now: datetime
) -> None:
    """Owe the LMS's gradebook a score; it takes the place of any older one still owed.

    Where somebody else's grade was seen, that is looked for again: if it went away, the score is sent.
    """
    line_item = _line_item(session, submission, task)
    owed = get_or_create(
        session,
        OwedScore,
        {"line_item_id": line_item.id, "user_id": user_id},
        {
            "registration_id": queries.platform_of(session, line_item),
            "submission_id": submission.id,
            "points": score.given,
            "maximum": score.maximum,
            "comment": comment,
            "submitted_at": submission.submitted_at,
            "revision": 0,
            "delivered": False,
            "failures": 0,
            "final": False,
            "said": [],
        },
    )
    # A worker may be noting at this moment that the one before was delivered.
    session.refresh(owed, with_for_update=True)
    owed.submission_id, owed.points, owed.maximum = submission.id, score.given, score.maximum
    owed.comment, owed.submitted_at = comment, submission.submitted_at
    owed.revision += 1
    owed.delivered = owed.final = False
    owed.failures, owed.retry_at, owed.trouble = 0, None, None
    owed.delivered_at = owed.confirmed_at = None
    owed.read_at = now if owed.drifted_at else None


def withdraw_score(session: Session, owed: OwedScore) -> None:
    """Owe a score no longer; one that is on its way at this moment cannot be called back."""
    session.refresh(owed, with_for_update=True)
    owed.revision += 1
    owed.delivered = True
    owed.read_at = None


def _line_item(session: Session, submission: Submission, task: Task) -> LineItem:
    """Return the column of a task in the course that the submission came from."""
    link = session.get_one(ResourceLink, submission.resource_link_id)
    values = {"label": task.title, "maximum": task.maximum, "resource_link_id": link.resource_link_id, "url": None}
    # Two programmes of one course may name their tasks alike.
    programme_key = session.get_one(Enrolment, submission.enrolment_id).programme_key
    key = {"context_id": link.context_id, "task_key": content_key(programme_key, task.key)}
    return get_or_create(session, LineItem, key, values)


def adopt_column(
    session: Session, enrolled: Enrolled, programme_key: str, task: Task, url: str, *, is_its_own: bool
) -> None:
    """Use the column that the LMS itself tied to an activity for the one task that the activity leads to.

    Teachers look for the grade there, and a tool without the right to make columns has no other. The column of the
    task's own activity (`is_its_own`) takes the place of a module's, which some LMSs make unasked, as long as nothing
    was sent to that one.
    """
    values = {"label": task.title, "maximum": task.maximum, "resource_link_id": None, "url": url}
    key = {"context_id": enrolled.context_id, "task_key": content_key(programme_key, task.key)}
    line_item = get_or_create(session, LineItem, key, values)
    if line_item.url is None:
        queries.use_column(session, line_item, url)
        queries.revive_scores(session, enrolled.context_id)
    elif is_its_own and line_item.url != url and not queries.was_sent_to(session, line_item):
        queries.use_column(session, line_item, url)


def use_destination(session: Session, endpoint: str) -> None:
    """Owe statements to the Learning Record Store that the settings name, if any, and to no other that they named.

    What was owed to another stays owed: should the settings name it again, it gets that first. Stores that were added
    by command are none of the settings' business.
    """
    session.execute(update(Destination).where(Destination.by_settings).values(active=False))
    if not endpoint:
        return
    known = select(Destination).where(Destination.by_settings, Destination.endpoint == endpoint)
    named = session.scalars(known.order_by(Destination.id)).first()
    if named is None:
        named = get_or_create(session, Destination, {"name": endpoint}, {"endpoint": endpoint, "active": True} | _FRESH)
    named.active, named.removed_at = True, None
