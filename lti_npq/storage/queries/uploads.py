"""Packages that were uploaded and not released yet."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from lti_npq.storage.database import engine_of
from lti_npq.storage.models import PackageUpload, PackageVersion, Tenant


def waiting(session: Session, enrolment_id: int | None) -> list[PackageUpload]:
    """Return uploads, the newest first: somebody's, or with None everybody's."""
    wanted = select(PackageUpload).order_by(PackageUpload.uploaded_at.desc())
    if enrolment_id is not None:
        wanted = wanted.filter_by(enrolment_id=enrolment_id)
    return list(session.scalars(wanted))


def before(session: Session, moment: datetime) -> list[PackageUpload]:
    """Return what was uploaded before some time."""
    return list(session.scalars(select(PackageUpload).where(PackageUpload.uploaded_at < moment)))


_FILES_LOCK: Final = 0x6E7071_0001
"""Any number that nothing else in the database uses."""


def hold_files(session: Session) -> None:
    """Have whoever would count on stored files, or remove some, wait until this transaction ends.

    On SQLite writers always do.

    Source: PostgreSQL, 13.3.5, advisory locks.
    """
    if engine_of(session).dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _FILES_LOCK})


def others(session: Session, upload: PackageUpload) -> list[PackageUpload]:
    """Return all uploads but one, the oldest first."""
    wanted = select(PackageUpload).where(PackageUpload.id != upload.id)
    return list(session.scalars(wanted.order_by(PackageUpload.uploaded_at)))


def published_since(session: Session, moment: datetime) -> list[PackageVersion]:
    """Return the versions published since some time: only they can count on files that came after it."""
    return list(session.scalars(select(PackageVersion).where(PackageVersion.published_at >= moment)))


def providers(session: Session) -> int:
    """Return how many providers share the installation."""
    return session.scalar(select(func.count()).select_from(Tenant)) or 0
