"""The tool's own keys."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lti_npq.storage.database import engine_of
from lti_npq.storage.models import ToolKey


def all_keys(session: Session) -> list[ToolKey]:
    """Return every key pair, newest first."""
    return list(session.scalars(select(ToolKey).order_by(ToolKey.created_at.desc(), ToolKey.kid)))


def hold_keys(session: Session) -> None:
    """Have whoever would change the keys wait until this transaction ends; on SQLite writers always do."""
    if engine_of(session).dialect.name == "postgresql":
        session.execute(text("LOCK TABLE tool_key IN SHARE ROW EXCLUSIVE MODE"))
