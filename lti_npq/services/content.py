"""Published content as it is served: by its compiled form, made once and kept."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from lti_npq import packages
from lti_npq.domain.framework import Frameworks
from lti_npq.domain.programme import Programme
from lti_npq.errors import ContentError, NotFound
from lti_npq.services.files import ContentStore
from lti_npq.settings import shipped
from lti_npq.storage.database import engine_of, for_writing, is_writing
from lti_npq.storage.models import CompiledPackage
from lti_npq.storage.queries import content
from lti_npq.storage.upsert import save

log = logging.getLogger(__name__)

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
        return self.programme(session, self.released_digest(session, programme_key))

    def released_digest(self, session: Session, programme_key: str) -> str:
        """Return the digest of the source of what people see now.

        Raises:
            NotFound: If nothing of this key is published.
        """
        digest = content.released_digest(session, programme_key)
        if digest is None:
            raise NotFound(f"No programme “{programme_key}” is published.", advice=_publish_advice(session))
        return digest

    def handed_in(self, session: Session, programme_key: str, number: str) -> Programme | None:
        """Return the version of a programme that somebody handed something in under."""
        version = content.version(session, programme_key, number)
        return self.programme(session, version.digest) if version else None

    def media(self, digest: str) -> BinaryIO:
        """Return a picture or other file to read from, by the digest of its bytes, or raise NotFound."""
        return self._store.media(digest)

    def _load(self, session: Session, digest: str) -> Programme:
        document = content.compiled(session, digest, packages.COMPILER_VERSION)
        if document is not None:
            return packages.decode(document)
        programme = self._compiled_anew(session, digest)
        _keep_compiled(session, digest, programme)
        return programme

    def _compiled_anew(self, session: Session, digest: str) -> Programme:
        """Return a published programme in the form of a newer compiler; a stricter one takes nothing from people."""
        earlier = content.compiled_earlier(session, digest)
        try:
            with self._store.source(digest) as source:
                programme, errors = packages.recompile(source, self._frameworks(), earlier)
        except ContentError as unreadable:
            kept = packages.neutralised(earlier)
            if kept is None:
                raise
            log.warning("%s cannot be read any more, and is served as it was: %s", digest, unreadable.message)
            return kept
        if errors:
            named = f"{programme.key} {programme.version}"
            log.warning("%s would be refused today, and is served: %s", named, "; ".join(map(str, errors)))
        return programme


def save_compiled(session: Session, digest: str, programme: Programme) -> None:
    """Store the compiled form of a package."""
    key = {"digest": digest, "compiler_version": packages.COMPILER_VERSION}
    save(session, CompiledPackage, key, {"document": packages.encode(programme)})


def _keep_compiled(session: Session, digest: str, programme: Programme) -> None:
    """Store what a newer compiler made, for every process and for good.

    Where the request only reads, that takes a transaction of its own: readers never become writers.
    """
    if is_writing(session):
        save_compiled(session, digest, programme)
        return
    with Session(engine_of(session)) as own, own.begin():
        save_compiled(for_writing(own), digest, programme)


def _publish_advice(session: Session) -> str:
    keys = ", ".join(version.programme_key for version in content.all_released(session))
    published = f"Published are: {keys}." if keys else "Nothing is published yet."
    return f"{published} Publish one with: lti-npq content publish FOLDER"


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
