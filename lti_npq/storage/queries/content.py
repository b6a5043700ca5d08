"""What is published."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_npq.storage.models import CompiledPackage, PackageVersion, ProgrammeRelease

# Every launch runs it, so it is built once: building a statement costs more than running it.
_RELEASED = (
    select(PackageVersion)
    .join(ProgrammeRelease, ProgrammeRelease.version_id == PackageVersion.id)
    .where(ProgrammeRelease.programme_key == bindparam("programme_key"))
)


def released(session: Session, programme_key: str) -> PackageVersion | None:
    """Return the version that people see now."""
    return session.scalar(_RELEASED, {"programme_key": programme_key})


def all_released(session: Session) -> list[PackageVersion]:
    """Return the released version of every programme, by key."""
    return list(
        session.scalars(
            select(PackageVersion)
            .join(ProgrammeRelease, ProgrammeRelease.version_id == PackageVersion.id)
            .order_by(PackageVersion.programme_key)
        )
    )


def version(session: Session, programme_key: str, number: str) -> PackageVersion | None:
    return session.scalar(select(PackageVersion).filter_by(programme_key=programme_key, version=number))


def compiled(session: Session, digest: str, compiler_version: int) -> bytes | None:
    """Return the stored compiled form."""
    found = session.get(CompiledPackage, (digest, compiler_version))
    return found.document if found else None
