"""Packages that were uploaded and not released yet."""

from datetime import datetime
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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


def files_of_others(session: Session, upload: PackageUpload) -> list[str]:
    """Return the names of files that other uploads need."""
    others = select(PackageUpload.needs).where(PackageUpload.id != upload.id)
    return list(chain.from_iterable(session.scalars(others)))


def published_since(session: Session, moment: datetime) -> list[PackageVersion]:
    """Return the versions published since some time: only they can count on files that came after it."""
    return list(session.scalars(select(PackageVersion).where(PackageVersion.published_at >= moment)))


def providers(session: Session) -> int:
    """Return how many providers share the installation."""
    return session.scalar(select(func.count()).select_from(Tenant)) or 0
