"""The audit log: who changed what, written in the transaction of the change itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.storage.models import AuditEntry

COMMAND_LINE: Final = "command line"
"""Who acts where nobody signed in."""
A_LAUNCH: Final = "a launch"
"""Who acts where an LMS itself said something of consequence."""
PAGE: Final = 50
"""Entries of one page."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry as people read it."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str


def note(
    session: Session,
    *,
    who: str,
    action: str,
    subject: str,
    detail: str = "",
    tenant_id: int | None = None,
    now: datetime,
) -> None:
    """Write down what is being done, in words: `approved a deployment`, `Our Moodle`. Never a secret.

    Args:
        tenant_id: The provider that it concerns, whose own administrators may then read it.
    """
    session.add(AuditEntry(at=now, who=who, action=action, subject=subject, detail=detail, tenant_id=tenant_id))


def newest(session: Session, *, tenant_id: int | None = None, before: int | None = None) -> list[Noted]:
    """Return a page of entries, newest first.

    Args:
        tenant_id: Only what concerns this provider; None for everything.
        before: Only entries older than the one with this id.
    """
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE)
    if tenant_id is not None:
        wanted = wanted.where(AuditEntry.tenant_id == tenant_id)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return [Noted(row.id, row.at, row.who, row.action, row.subject, row.detail) for row in session.scalars(wanted)]
