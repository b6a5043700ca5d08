"""Statements and scores that wait, by destination, by LMS or by course."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.base import table_of
from lti_npq.storage.models import Destination, LineItem, LtiContext, OwedScore, OwedStatement, PlatformPace, Statement
from lti_npq.storage.prepared import Prepared


def owe_to_each(session: Session, sequences: Sequence[int]) -> None:
    """Owe stored statements to every store that statements go to now."""
    _owe_to_each(len(sequences)).run(session, {f"sequence_{number}": each for number, each in enumerate(sequences)})


@cache
def _owe_to_each(count: int) -> Prepared[Any]:
    stores, statements = table_of(Destination).c, table_of(Statement).c
    named = [bindparam(f"sequence_{number}", type_=statements.sequence.type) for number in range(count)]
    wanted = select(stores.id, statements.sequence).where(stores.active, statements.sequence.in_(named))
    return Prepared(insert(table_of(OwedStatement)).from_select(["destination_id", "sequence"], wanted), tuple)


def platform_of(session: Session, line_item: LineItem) -> int:
    """Return the number of the LMS whose gradebook a column is in."""
    return session.get_one(LtiContext, line_item.context_id).registration_id


def try_platform(session: Session, registration_id: int) -> None:
    """Leave an LMS alone no longer."""
    session.execute(update(PlatformPace).filter_by(registration_id=registration_id).values(retry_at=None))


def revive_scores(session: Session, context_id: int) -> None:
    """Try a course's undelivered scores again, now that its gradebook may be reached."""
    columns = select(LineItem.id).where(LineItem.context_id == context_id)
    waiting = update(OwedScore).where(~OwedScore.delivered, OwedScore.line_item_id.in_(columns))
    session.execute(waiting.values(final=False, retry_at=None), execution_options={"synchronize_session": False})


def was_sent_to(session: Session, line_item: LineItem) -> bool:
    """Whether a column has had a score of ours, or is being sent one."""
    sent = select(OwedScore.id).where(OwedScore.line_item_id == line_item.id, OwedScore.last_sent_at.is_not(None))
    return session.scalar(sent.limit(1)) is not None


def use_column(session: Session, line_item: LineItem, url: str) -> None:
    """Send a task's scores to this column; what was delivered to one that is gone is owed again."""
    if line_item.lost_url not in {None, url}:
        gone = OwedScore.delivered_at.is_not(None) | OwedScore.drifted_at.is_not(None)
        again = update(OwedScore).where(OwedScore.line_item_id == line_item.id, gone)
        fresh = {"delivered": False, "said": [], "attempted_revision": None, "retry_at": None, "final": False}
        seen = {"delivered_at": None, "confirmed_at": None, "read_at": None, "doubts": 0, "drifted_at": None}
        session.execute(again.values(**fresh, **seen), execution_options={"synchronize_session": False})
    line_item.url, line_item.lost_url = url, None
