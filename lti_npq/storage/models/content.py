"""Published content: versions never change, compiled forms are made once."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class PackageVersion(Base):
    """One published version of a content package; its source lies in the data folder under its digest."""

    __tablename__ = "package_version"
    __table_args__ = (UniqueConstraint("programme_key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_key: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    digest: Mapped[str]
    """SHA-256 of the source, hexadecimal."""
    published_at: Mapped[datetime]


class ProgrammeRelease(Base):
    """The version of a programme that people see now."""

    __tablename__ = "programme_release"

    programme_key: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"))


class CompiledPackage(Base):
    """A package compiled by one version of the compiler; a newer one compiles it again, from its source."""

    __tablename__ = "compiled_package"

    digest: Mapped[str] = mapped_column(primary_key=True)
    compiler_version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[bytes]
