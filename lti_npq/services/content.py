"""Publishing content packages, and serving them in compiled form."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from lti_npq import packages
from lti_npq.domain.framework import Frameworks
from lti_npq.domain.programme import MediaFile, Programme
from lti_npq.errors import Conflict, ContentError, NotFound
from lti_npq.services.files import ContentStore
from lti_npq.settings import shipped
from lti_npq.storage.models import CompiledPackage, PackageVersion, ProgrammeRelease
from lti_npq.storage.queries import content
from lti_npq.storage.upsert import save

_MOST_KEPT = 50
"""Compiled programmes held in memory: far more than one installation serves at a time."""


@cache
def shipped_frameworks() -> Frameworks:
    """Return the national frameworks that come with the product; each is read once, when it is first needed."""
    return packages.frameworks.load(shipped("content_packages") / "frameworks")


def shipped_packages() -> list[Path]:
    """Return the folders of the content packages that come with the product."""
    return sorted(manifest.parent for manifest in shipped("content_packages").glob("*/package.yaml"))


class Library:
    """Compiled programmes by the digest of their source; safe to share between threads."""

    def __init__(self, store: ContentStore, frameworks: Callable[[], Frameworks] = shipped_frameworks) -> None:
        self._store = store
        self._frameworks = frameworks
        self._kept: OrderedDict[str, Programme] = OrderedDict()
        self._lock = threading.Lock()

    def programme(self, session: Session, digest: str) -> Programme:
        """Return a published programme; Markdown is touched only if the compiler is newer than the compiled form."""
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        programme = self._load(session, digest)
        with self._lock:
            self._kept[digest] = programme
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return programme

    def released(self, session: Session, programme_key: str) -> Programme:
        """Return the programme as people see it now.

        Raises:
            NotFound: If nothing of this key is published.
        """
        version = content.released(session, programme_key)
        if version is None:
            raise NotFound(f"No programme '{programme_key}' is published.", advice=_publish_advice(session))
        return self.programme(session, version.digest)

    def media_path(self, digest: str) -> Path:
        """Return where a picture or other file lies, by the digest of its bytes, or raise NotFound."""
        return self._store.media_path(digest)

    def _load(self, session: Session, digest: str) -> Programme:
        document = content.compiled(session, digest, packages.COMPILER_VERSION)
        if document is not None:
            return packages.decode(document)
        return packages.compile_package(self._store.source(digest), self._frameworks())


def _publish_advice(session: Session) -> str:
    keys = ", ".join(version.programme_key for version in content.all_released(session))
    published = f"Published are: {keys}." if keys else "Nothing is published yet."
    return f"{published} Publish one with: lti-npq content publish FOLDER"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did."""

    programme: Programme
    is_new: bool
    """False if this very version was published before."""


def publish(
    session: Session,
    store: ContentStore,
    source: packages.Source,
    frameworks: Frameworks,
    now: datetime,
    *,
    release_again: bool = True,
) -> Published:
    """Compile a package, store it for good and release it.

    Args:
        release_again: Whether a version published before becomes once more the one that people see.

    Raises:
        ContentError: If it has errors.
        Conflict: If the version is published already with other content.
    """
    programme = packages.compile_package(source, frameworks)
    version = content.version(session, programme.key, programme.version)
    if version is not None and version.digest != source.digest:
        raise Conflict(
            f"{programme.key} {programme.version} is published already, with other content.",
            advice="A published version never changes: raise `version` in package.yaml and publish again.",
        )
    is_new = version is None
    if version is None:
        store.keep(source, [(media, _bytes_of(source, media)) for media in programme.media])
        version = _add_version(session, programme, source.digest, now)
    if is_new or release_again:
        save(session, ProgrammeRelease, {"programme_key": programme.key}, {"version_id": version.id})
    return Published(programme, is_new)


def _add_version(session: Session, programme: Programme, digest: str, now: datetime) -> PackageVersion:
    version = PackageVersion(
        programme_key=programme.key,
        version=programme.version,
        title=programme.title,
        digest=digest,
        published_at=now,
    )
    session.add(version)
    key = {"digest": digest, "compiler_version": packages.COMPILER_VERSION}
    save(session, CompiledPackage, key, {"document": packages.encode(programme)})
    session.flush()
    return version


def _bytes_of(source: packages.Source, media: MediaFile) -> bytes:
    try:
        return source[media.name]
    except KeyError:
        raise ContentError(f"{media.name} is missing from the package.") from None


def find_package(name: str) -> Path:
    """Return the folder of a package: a path, or the name of one that comes with the product.

    Raises:
        NotFound: If it is neither.
    """
    shipped_ones = {folder.name: folder for folder in shipped_packages()}
    if (Path(name) / "package.yaml").is_file():
        return Path(name)
    if name in shipped_ones:
        return shipped_ones[name]
    near = get_close_matches(name, shipped_ones, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise NotFound(
        f"There is no content package “{name}”.",
        advice=f"{hint}Give a folder with a package.yaml, or one of: {', '.join(shipped_ones)}.",
    )


def published_versions(session: Session) -> list[PackageVersion]:
    """Return the released version of every programme."""
    return content.all_released(session)
