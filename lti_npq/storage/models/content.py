"""Published content: versions never change, compiled forms are made once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
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
    published_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who, as the audit log names people."""


class ProgrammeRelease(Base):
    """The version of a programme that people see now."""

    __tablename__ = "programme_release"

    programme_key: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"))
    released_at: Mapped[datetime | None]
    """Since when; unknown for what was released before this was kept."""
    released_by: Mapped[str] = mapped_column(default="", server_default="")
    retired_at: Mapped[datetime | None]
    """Since when nobody new is let in."""


class CompiledPackage(Base):
    """A package compiled by one version of the compiler; a newer one compiles it again, from its source."""

    __tablename__ = "compiled_package"

    digest: Mapped[str] = mapped_column(primary_key=True)
    compiler_version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[bytes]


class PackageUpload(Base):
    """A package that somebody uploaded, checked and not yet released."""

    __tablename__ = "package_upload"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    uploaded_by: Mapped[str]
    """Who, as the audit log names people."""
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    """Whose, if it was uploaded from inside an LMS."""
    programme_key: Mapped[str | None]
    """With the next four: what is in it, if it can be published."""
    version: Mapped[str | None]
    title: Mapped[str | None]
    digest: Mapped[str | None]
    needs: Mapped[list[str]] = mapped_column(JSON)
    """Names of its files in the store."""
    brought: Mapped[list[str]] = mapped_column(JSON)
    """Those of them that were not there before."""
    refusal: Mapped[str | None]
    """Why it could not be read at all."""
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As `packages.Problem` has them."""


class ContentPreview(Base):
    """A look at a version that is not released: a session of nobody, in which nothing is kept."""

    __tablename__ = "content_preview"

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """Of the package."""
    csrf: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
