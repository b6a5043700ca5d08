"""What is published."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import CompiledPackage, PackageVersion, ProgrammeRelease


def released_digest(session: Session, programme_key: str) -> str | None:
    """Return the digest of the version that people see now."""
    released = select(PackageVersion.digest).join(ProgrammeRelease, ProgrammeRelease.version_id == PackageVersion.id)
    return session.scalar(released.where(ProgrammeRelease.programme_key == programme_key))


class Release(NamedTuple):
    """The version that people see, and how it came to that."""

    version: PackageVersion
    released_at: datetime | None
    released_by: str
    retired_at: datetime | None


_RELEASES = select(
    PackageVersion, ProgrammeRelease.released_at, ProgrammeRelease.released_by, ProgrammeRelease.retired_at
).join(ProgrammeRelease, ProgrammeRelease.version_id == PackageVersion.id)


def releases(session: Session) -> list[Release]:
    """Return what is released of every programme, retired ones too, by key."""
    return [Release(*row) for row in session.execute(_RELEASES.order_by(PackageVersion.programme_key))]


def all_released(session: Session) -> list[PackageVersion]:
    """Return the released version of every programme that is not retired, by key."""
    return [release.version for release in releases(session) if release.retired_at is None]


def is_retired(session: Session, programme_key: str) -> bool:
    """Whether nobody new is let into a programme."""
    wanted = select(ProgrammeRelease.retired_at).filter_by(programme_key=programme_key)
    return session.scalar(wanted) is not None


def hold_release(session: Session, programme_key: str) -> Release | None:
    """Return what is released, and have whoever would change that wait until this transaction ends.

    On SQLite writers always do.
    """
    held = select(ProgrammeRelease).filter_by(programme_key=programme_key).with_for_update()
    if session.scalar(held.execution_options(populate_existing=True)) is None:
        return None
    return Release(*session.execute(_RELEASES.where(ProgrammeRelease.programme_key == programme_key)).one())


def set_retired(session: Session, programme_key: str, since: datetime | None) -> None:
    """Close a programme to everybody new, or open it again."""
    session.execute(
        update(ProgrammeRelease).where(ProgrammeRelease.programme_key == programme_key).values(retired_at=since)
    )


def versions(session: Session) -> list[PackageVersion]:
    """Return every version of every programme, by key and the newest first."""
    order = (PackageVersion.programme_key, PackageVersion.published_at.desc(), PackageVersion.id.desc())
    return list(session.scalars(select(PackageVersion).order_by(*order)))


def version(session: Session, programme_key: str, number: str) -> PackageVersion | None:
    return session.scalar(select(PackageVersion).filter_by(programme_key=programme_key, version=number))


def version_before(session: Session, version: PackageVersion) -> PackageVersion | None:
    """Return the version of the same programme that was published last before this one."""
    wanted = select(PackageVersion).where(
        PackageVersion.programme_key == version.programme_key, PackageVersion.id < version.id
    )
    return session.scalars(wanted.order_by(PackageVersion.id.desc()).limit(1)).first()


def compiled(session: Session, digest: str, compiler_version: int) -> bytes | None:
    """Return the stored compiled form."""
    found = session.get(CompiledPackage, (digest, compiler_version))
    return found.document if found else None


def compiled_earlier(session: Session, digest: str) -> list[bytes]:
    """Return the compiled forms that there are of a package, the newest first."""
    wanted = select(CompiledPackage.document).filter_by(digest=digest)
    return list(session.scalars(wanted.order_by(CompiledPackage.compiler_version.desc())))
