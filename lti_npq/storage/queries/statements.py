"""Statements that nobody needs any longer, a handful at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement, Statement

_AT_ONCE = 1_000


def empty_some(session: Session, before: datetime, *, after: int) -> list[int]:
    """Forget the bytes of some statements stored before a moment that nobody is to get; return their numbers in order.

    Args:
        after: Only those beyond this number.
    """
    waits = (
        select(OwedStatement.sequence)
        .join(Destination, Destination.id == OwedStatement.destination_id)
        .where(OwedStatement.sequence == Statement.sequence, Destination.active)
    )
    is_aside = select(QuarantinedStatement.sequence).where(QuarantinedStatement.sequence == Statement.sequence)
    is_past = select(Destination.id).where(
        Destination.active, Destination.fill_after < Statement.sequence, Destination.fill_until >= Statement.sequence
    )
    unneeded = ~exists(waits) & ~exists(is_aside) & ~exists(is_past)
    old = select(Statement.sequence).where(
        Statement.sequence > after, Statement.stored_at < before, Statement.body != b"", unneeded
    )
    numbers = list(session.scalars(old.order_by(Statement.sequence).limit(_AT_ONCE)))
    if numbers:
        session.execute(_quietly(update(Statement).where(Statement.sequence.in_(numbers)).values(body=b"")))
        # Owed to stores that nothing is sent to any more, if at all.
        session.execute(_quietly(delete(OwedStatement).where(OwedStatement.sequence.in_(numbers))))
    return numbers


def forget_some_of_removed(session: Session) -> bool:
    """Forget some of what removed destinations were owed, and those that are owed nothing; whether more is left."""
    removed = session.scalars(select(Destination).where(Destination.removed_at.is_not(None)).limit(1)).first()
    if removed is None:
        return False
    for model in (OwedStatement, QuarantinedStatement):
        rows = select(model.sequence).where(model.destination_id == removed.id).order_by(model.sequence)
        if numbers := list(session.scalars(rows.limit(_AT_ONCE))):
            forgetting = delete(model).where(model.destination_id == removed.id, model.sequence.in_(numbers))
            session.execute(_quietly(forgetting))
            return True
    session.delete(removed)
    return True


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)
