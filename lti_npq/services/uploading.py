"""Packages that came by the browser: checked at once, looked at, then released or discarded."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import BinaryIO, Final
from uuid import UUID, uuid4

import msgspec
from sqlalchemy.orm import Session

from lti_npq import packages
from lti_npq.domain.framework import Frameworks
from lti_npq.domain.programme import Programme
from lti_npq.errors import Conflict, ContentError, Forbidden, NotFound, NpqError
from lti_npq.packages import Problem
from lti_npq.services import publishing
from lti_npq.services.content import Library, save_compiled
from lti_npq.services.files import ContentStore, Packed
from lti_npq.services.publishing import Compiled, Published
from lti_npq.services.visits import Visit
from lti_npq.storage.models import PackageUpload
from lti_npq.storage.queries import content, uploads

MOST_PROBLEMS: Final = 500
"""Kept and shown of one package: nobody reads more before mending some."""
_CLOCKS: Final = timedelta(hours=1)
"""The clocks of two hosts never differ by more."""
KEPT: Final = timedelta(days=14)
"""An upload that nobody released is forgotten after this long."""


class NothingSent(NpqError):
    """A form without the file that it is for."""

    status = 422
    title = "There was no file"
    advice = "Choose a content package, a .zip file, and send it again."


@dataclass(frozen=True, slots=True)
class Received:
    """What was found in an upload; its files are stored if it can be published."""

    package: Packed | None
    """None if it could not be read at all."""

    file_name: str
    compiled: Compiled | None
    """None if it has errors."""
    brought: list[str]
    """Names in the store of files that were not there before."""
    refusal: str | None
    """Why it could not be read at all."""
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class UploadRow:
    """An upload in a list."""

    id: UUID
    file_name: str
    title: str | None
    version: str | None
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True, slots=True)
class UploadView:
    """An upload with everything that was found in it."""

    row: UploadRow
    programme_key: str | None
    digest: str | None
    """Of what can be published; None if nothing can."""
    refusal: str | None
    problems: dict[str, list[Problem]]
    """By file."""
    counts: dict[str, int]
    """Problems by severity."""
    released: str
    """The version that people see now; empty if there is none."""


def receive(store: ContentStore, file: BinaryIO, file_name: str, frameworks: Frameworks) -> Received:
    """Check a package and store its files if it can be published; needs no transaction.

    Raises:
        StorageUnreachable: If the files cannot be stored.
    """
    try:
        source = packages.read_archive(file, file_name)
    except ContentError as refused:
        return Received(None, file_name, None, [], refused.message, [])
    package, found = Packed(source, file), packages.check(source, frameworks)
    problems = found.problems[:MOST_PROBLEMS]
    if any(problem.severity == "error" for problem in found.problems):
        return Received(package, file_name, None, [], None, problems)
    brought = store.keep(package, found.programme.media)
    return Received(package, file_name, Compiled(found.programme, source.digest), brought, None, problems)


def note(
    session: Session, store: ContentStore, received: Received, now: datetime, *, who: str, enrolment_id: int | None
) -> UUID:
    """Keep what was received until somebody decides; return its number.

    Args:
        now: When it began to arrive: whatever was published since may count on its files.
    """
    compiled, brought = received.compiled, set(received.brought)
    if compiled and received.package:
        brought |= set(publishing.keep(session, store, received.package, compiled))
    number = uuid4()
    session.add(
        PackageUpload(
            id=number,
            file_name=received.file_name,
            uploaded_at=now,
            uploaded_by=who,
            enrolment_id=enrolment_id,
            programme_key=compiled and compiled.programme.key,
            version=compiled and compiled.programme.version,
            title=compiled and compiled.programme.title,
            digest=compiled and compiled.digest,
            needs=_files_of(compiled.programme, compiled.digest) if compiled else [],
            brought=sorted(brought),
            refusal=received.refusal,
            problems=msgspec.to_builtins(received.problems),
        )
    )
    if compiled:
        save_compiled(session, compiled.digest, compiled.programme)
    return number


def waiting(session: Session, enrolment_id: int | None) -> list[UploadRow]:
    """Return the uploads that nobody decided on yet, the newest first.

    Args:
        enrolment_id: Whose; None for everybody's.
    """
    return [_row(upload) for upload in uploads.waiting(session, enrolment_id)]


def view(session: Session, upload_id: UUID, enrolment_id: int | None) -> UploadView:
    """Return one upload.

    Raises:
        NotFound: If there is none, or it is somebody else's.
    """
    upload = _find(session, upload_id, enrolment_id)
    problems = msgspec.convert(upload.problems, list[Problem])
    release = content.hold_release(session, upload.programme_key) if upload.programme_key else None
    return UploadView(
        row=_row(upload),
        programme_key=upload.programme_key,
        digest=upload.digest,
        refusal=upload.refusal,
        problems={name: list(group) for name, group in groupby(problems, key=lambda problem: problem.file)},
        counts=dict(Counter(problem.severity for problem in problems)),
        released=release.version.version if release else "",
    )


def release(
    session: Session,
    store: ContentStore,
    library: Library,
    upload_id: UUID,
    now: datetime,
    *,
    who: str,
    enrolment_id: int | None,
    instead_of: str,
) -> Published:
    """Publish an upload and show it to everybody.

    Args:
        instead_of: The version that people saw when it was decided, empty for none.

    Raises:
        NotFound: If there is no such upload, or it is somebody else's.
        Conflict: If it has errors, or somebody else published or released another version first; it is kept.
    """
    uploads.hold_files(session)
    upload = _find(session, upload_id, enrolment_id)
    digest = _readable(upload.digest)
    if store.lacks(upload.needs):
        raise Conflict("Files of this upload are not there any more.", advice="Upload the package again.")
    compiled = Compiled(library.programme(session, digest), digest)
    publishing.enter(session, compiled, now, who=who, releases=False)
    programme = compiled.programme
    publishing.release(session, programme.key, programme.version, now, who=who, instead_of=instead_of)
    session.delete(upload)
    return Published(programme, is_new=True, is_released=True)


def readable_digest(upload: UploadView) -> str:
    """Return the digest of a package that can be published.

    Raises:
        Conflict: If it has errors.
    """
    return _readable(upload.digest)


def discard(session: Session, store: ContentStore, library: Library, upload_id: UUID, enrolment_id: int | None) -> None:
    """Forget an upload and remove the files that only it needed.

    Raises:
        NotFound: If there is no such upload, or it is somebody else's.
    """
    uploads.hold_files(session)
    _forget(session, store, library, _find(session, upload_id, enrolment_id))


def discard_old(session: Session, store: ContentStore, library: Library, now: datetime) -> None:
    """Forget what nobody decided on for `KEPT`, as `discard` does."""
    uploads.hold_files(session)
    for upload in uploads.before(session, now - KEPT):
        _forget(session, store, library, upload)


def require_author(visit: Visit) -> None:
    """Refuse whoever does not write content.

    Raises:
        Forbidden: If so.
    """
    if not visit.is_author:
        raise Forbidden("Content is for its authors.", advice="Your LMS gives you that role as a content developer.")


def require_right(may_release: bool) -> None:
    """Refuse somebody who may send content, not release it.

    Raises:
        Forbidden: If so.
    """
    if not may_release:
        raise Forbidden(
            "This installation serves several providers, so an administrator releases content.",
            advice="Your upload is kept: ask an administrator to look at it.",
        )


def author_may_release(session: Session) -> bool:
    """Whether an author's word is enough: content is the whole installation's, so only where it has one provider."""
    return uploads.providers(session) <= 1


def _readable(digest: str | None) -> str:
    if digest is None:
        raise Conflict("This package has errors.", advice="Mend them, then upload it again.")
    return digest


def _forget(session: Session, store: ContentStore, library: Library, upload: PackageUpload) -> None:
    """Forget an upload whose files are held, and remove those that nobody counts on.

    They go before the transaction ends: afterwards somebody might begin to. If it fails then, `release` tells.
    """
    session.delete(upload)
    session.flush()
    unneeded = set(upload.brought)
    for version in uploads.published_since(session, upload.uploaded_at - _CLOCKS):
        unneeded -= set(_files_of(library.programme(session, version.digest), version.digest))
    for other in uploads.others(session, upload):
        # They are another's to remove from now on.
        inherited = unneeded & set(other.needs)
        other.brought = sorted({*other.brought, *inherited})
        unneeded -= inherited
    store.forget(unneeded)


def _files_of(programme: Programme, digest: str) -> list[str]:
    return ContentStore.names(digest, programme.media)


def _find(session: Session, upload_id: UUID, enrolment_id: int | None) -> PackageUpload:
    upload = session.get(PackageUpload, upload_id)
    if upload is None or (enrolment_id is not None and upload.enrolment_id != enrolment_id):
        raise NotFound("There is no such upload any more.", advice="Upload the package again.")
    return upload


def _row(upload: PackageUpload) -> UploadRow:
    return UploadRow(
        id=upload.id,
        file_name=upload.file_name,
        title=upload.title,
        version=upload.version,
        uploaded_at=upload.uploaded_at,
        uploaded_by=upload.uploaded_by,
    )
