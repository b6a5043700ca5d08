"""What is published, as people look after it: every programme with its versions."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from lti_npq.storage.models import PackageVersion
from lti_npq.storage.queries import content


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a programme."""

    number: str
    title: str
    published_at: datetime
    published_by: str
    """Empty for what was published before that was kept."""
    is_released: bool
    """Whether it is the one that people see."""


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme and everything that was ever published of it."""

    key: str
    versions: list[VersionRow]
    """The newest first."""
    retired_at: datetime | None

    @property
    def released(self) -> VersionRow | None:
        """The version that people see; None where none was released yet."""
        return next((version for version in self.versions if version.is_released), None)

    @property
    def title(self) -> str:
        return (self.released or self.versions[0]).title


def programmes(session: Session) -> list[ProgrammeRow]:
    """Return every programme, by key."""
    released = {release.version.programme_key: release for release in content.releases(session)}
    rows = []
    for key, group in groupby(content.versions(session), key=lambda version: version.programme_key):
        release = released.get(key)
        current = release.version.id if release else None
        rows.append(ProgrammeRow(key, [_row(each, current) for each in group], release.retired_at if release else None))
    return rows


def _row(version: PackageVersion, current: int | None) -> VersionRow:
    return VersionRow(
        number=version.version,
        title=version.title,
        published_at=version.published_at,
        published_by=version.published_by,
        is_released=version.id == current,
    )
