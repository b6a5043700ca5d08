"""Publishing: versions that never change, and which of them people see.

Compiling and storing files takes no transaction, entering the version takes one; so nothing waits while a film is
copied, and whoever comes second is told. In that transaction the files are looked at once more: an upload that was
discarded in the meantime may have taken some along.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq import packages
from lti_npq.domain.framework import Frameworks
from lti_npq.domain.programme import Programme
from lti_npq.errors import Conflict, NotFound
from lti_npq.services import audit
from lti_npq.services.content import save_compiled
from lti_npq.services.files import ContentStore, Packed
from lti_npq.services.moments import how_long_ago
from lti_npq.storage.models import PackageVersion, ProgrammeRelease
from lti_npq.storage.queries import content, uploads
from lti_npq.storage.upsert import insert_if_absent, save


@dataclass(frozen=True, slots=True)
class Compiled:
    """A package ready to be published."""

    programme: Programme
    digest: str
    """Of its source."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did."""

    programme: Programme
    is_new: bool
    """False if this very version was published before."""
    is_released: bool
    """Whether it is what people see now."""
    instead_of: str | None = None
    """The version that people saw before, if it was another; they still do if this one is not released."""


def compile_packed(package: Packed, frameworks: Frameworks) -> Compiled:
    """Compile a package.

    Raises:
        ContentError: If it has errors.
    """
    return Compiled(packages.compile_package(package.source, frameworks), package.source.digest)


def publish(
    session: Session, store: ContentStore, source: packages.Source, frameworks: Frameworks, now: datetime, *, who: str
) -> Published:
    """Compile a package, store it for good and release it, unless this very version was published before.

    Raises:
        ContentError: If it has errors.
        Conflict: If the version is published already with other content.
    """
    with store.packed(source) as package:
        compiled = compile_packed(package, frameworks)
        refuse_taken(session, compiled, now)
        keep(session, store, package, compiled)
    return enter(session, compiled, now, who=who, release_again=False)


def keep(session: Session, store: ContentStore, package: Packed, compiled: Compiled) -> list[str]:
    """Store those files of a package that are not there; none is removed until this transaction ends.

    Returns:
        The names of those that were stored.
    """
    uploads.hold_files(session)
    return store.keep(package, compiled.programme.media)


def enter(
    session: Session, compiled: Compiled, now: datetime, *, who: str, releases: bool = True, release_again: bool = True
) -> Published:
    """Enter a package whose files are stored (`keep`, in the same transaction), and release it.

    Args:
        who: Who publishes, as the audit log names people.
        releases: Whether people see it from now on.
        release_again: Whether that also holds for a version that was published before.

    Raises:
        Conflict: If the version is published already with other content.
    """
    programme = compiled.programme
    refuse_taken(session, compiled, now)
    key = {"programme_key": programme.key, "version": programme.version}
    values = {"title": programme.title, "digest": compiled.digest, "published_at": now, "published_by": who}
    is_new = insert_if_absent(session, PackageVersion, key | values) is not None
    if is_new:
        save_compiled(session, compiled.digest, programme)
        _note(session, "published a version", programme.key, programme.version, who, now)
    else:
        # Somebody may have published the same number since it was looked for.
        refuse_taken(session, compiled, now)
    is_released = releases and (is_new or release_again)
    if is_released:
        before = _release(session, _find(session, programme.key, programme.version), now, who=who)
    else:
        current = content.hold_release(session, programme.key)
        before = current.version.version if current else None
    if before == programme.version:
        return Published(programme, is_new, is_released=True)
    return Published(programme, is_new, is_released, before)


def refuse_taken(session: Session, compiled: Compiled, now: datetime) -> None:
    """Refuse to publish under a number that stands for other content.

    Raises:
        Conflict: With who published it, and when.
    """
    there = content.version(session, compiled.programme.key, compiled.programme.version)
    if there is None or there.digest == compiled.digest:
        return
    by = f" by {there.published_by}" if there.published_by else ""
    raise Conflict(
        f"{there.programme_key} {there.version} was published {how_long_ago(there.published_at, now)}{by}, "
        "with other content.",
        advice="A published version never changes: raise `version` in package.yaml and publish again.",
    )


def release(
    session: Session, programme_key: str, number: str, now: datetime, *, who: str, instead_of: str | None = None
) -> PackageVersion:
    """Have people see a version from now on.

    Args:
        instead_of: The version that whoever decides saw as released, empty for none; None if that does not matter.

    Raises:
        NotFound: If there is no such version.
        Conflict: If another version was released in the meantime.
    """
    version = _find(session, programme_key, number)
    _release(session, version, now, who=who, instead_of=instead_of)
    return version


def _release(
    session: Session, version: PackageVersion, now: datetime, *, who: str, instead_of: str | None = None
) -> str | None:
    """Do as `release`; return the number of the version that people saw before, None if there was none."""
    key = {"programme_key": version.programme_key}
    values = {"version_id": version.id, "released_at": now, "released_by": who}
    current = content.hold_release(session, version.programme_key)
    # A first release has no row to hold: of two at once one makes it, and the other finds it then.
    if current is None and insert_if_absent(session, ProgrammeRelease, key | values) is not None:
        _note(session, "released a version", version.programme_key, version.version, who, now)
        return None
    current = current or _hold(session, version.programme_key)
    if current.version.id != version.id:
        _refuse_overtaken(current, instead_of, now)
        save(session, ProgrammeRelease, key, values)
        _note(session, "released a version", version.programme_key, version.version, who, now)
    return current.version.version


def _refuse_overtaken(current: content.Release, instead_of: str | None, now: datetime) -> None:
    if instead_of is None or current.version.version == instead_of:
        return
    when = how_long_ago(current.released_at, now) if current.released_at else "in the meantime"
    raise Conflict(
        f"{current.released_by or 'Somebody'} released {current.version.version} {when}.",
        advice="Nothing of yours was lost: reload the page, look at what is released now, and decide again.",
    )


def roll_back(session: Session, programme_key: str, number: str | None, now: datetime, *, who: str) -> PackageVersion:
    """Have people see an earlier version again: the one named, else the one published before.

    Raises:
        NotFound: If there is no such version, or none before.
    """
    if number is None:
        earlier = content.version_before(session, _hold(session, programme_key).version)
        if earlier is None:
            raise NotFound(
                f"Nothing was published before the version of {programme_key} that people see.",
                advice="See all versions with: lti-npq content list --all",
            )
        number = earlier.version
    return release(session, programme_key, number, now, who=who)


def retire(session: Session, programme_key: str, now: datetime, *, who: str) -> None:
    """Let nobody new into a programme; whoever is in it may go on reading, and nothing is lost.

    Raises:
        NotFound: If nothing of this key is released.
    """
    if _hold(session, programme_key).retired_at is None:
        content.set_retired(session, programme_key, now)
        audit.note(session, who=who, action="retired a programme", subject=programme_key, now=now)


def reinstate(session: Session, programme_key: str, now: datetime, *, who: str) -> None:
    """Open a retired programme again, as it was.

    Raises:
        NotFound: If nothing of this key is released.
    """
    if _hold(session, programme_key).retired_at is not None:
        content.set_retired(session, programme_key, None)
        audit.note(session, who=who, action="reinstated a programme", subject=programme_key, now=now)


def _hold(session: Session, programme_key: str) -> content.Release:
    current = content.hold_release(session, programme_key)
    if current is None:
        raise NotFound(
            f"No programme “{programme_key}” is published.", advice="See what is with: lti-npq content list --all"
        )
    return current


def _find(session: Session, programme_key: str, number: str) -> PackageVersion:
    version = content.version(session, programme_key, number)
    if version is None:
        raise NotFound(
            f"{programme_key} {number} was never published.", advice="See what was with: lti-npq content list --all"
        )
    return version


def _note(session: Session, action: str, programme_key: str, number: str, who: str, now: datetime) -> None:
    audit.note(session, who=who, action=action, subject=f"{programme_key} {number}", now=now)
