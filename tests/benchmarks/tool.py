"""The product itself, installed as an administrator would, with the shipped content and one LMS."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from msgspec.structs import replace
from sqlalchemy.orm import Session

from lti_npq.app import create_app
from lti_npq.services import installation, opening, publishing, registry
from lti_npq.services.content import Library
from lti_npq.services.files import content_store
from lti_npq.services.outbox import use_destination
from lti_npq.services.publishing import Compiled
from lti_npq.services.registry import NewRegistration
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from tests.benchmarks.earlier_use import EarlierUse
from tests.benchmarks.platform import BenchPlatform, published_keys
from tests.benchmarks.servers import Server, running

DATABASE = "lti-npq.sqlite3"
NO_USE = EarlierUse(lmses=0, launches=0)
SECRET = "a secret for benchmarks that is long enough"


def settings(data_dir: str | Path) -> Settings:
    """Return the defaults: SQLite on disk. Nothing is delivered, since only requests are measured."""
    return Settings(secret_key=SECRET, data_dir=Path(data_dir), embedded_delivery=False, allow_private_addresses=True)


def application(config: dict[str, Any]) -> Flask:
    """Make the application in the server's process."""
    return create_app(settings(config["data_dir"]))


@contextmanager
def installed(folder: Path, platform: BenchPlatform, earlier: EarlierUse = NO_USE) -> Iterator[Server]:
    """Install the tool in a folder, and serve it, as if it had been used, together with the keys of its LMS."""
    with published_keys(platform) as jwks_url:
        _install(folder, platform, jwks_url)
        earlier.leave_in(folder / DATABASE)
        with running(f"{__name__}:application", {"data_dir": str(folder)}, folder) as server:
            yield server


def publish_many(folder: Path, programme_key: str, number: int) -> None:
    """Have so many versions of a programme, the last of which people see."""
    ready, now = settings(folder), datetime.now(UTC)
    engine = opening.open_database(ready)
    with Session(engine) as session, session.begin():
        programme = Library(content_store(ready)).released(for_writing(session), programme_key)
        for minor in range(1, number):
            digest = sha256(str(minor).encode()).hexdigest()
            version = Compiled(replace(programme, version=f"1.{minor}.0"), digest)
            publishing.enter(session, version, now, who="a benchmark", releases=minor == number - 1)
    engine.dispose()


def _install(folder: Path, platform: BenchPlatform, jwks_url: str) -> None:
    ready, now = settings(folder), datetime.now(UTC)
    engine = opening.open_database(ready)
    with Session(engine) as session, session.begin():
        installation.prepare(session, ready, now)
        installation.publish_shipped(session, ready, now)
        addresses = platform.registration | {"jwks_url": jwks_url}
        registry.register(session, "Provider", NewRegistration("LMS", deployments=["deployment-1"], **addresses), now)
        # With a record store, as in earnest: every launch then owes it statements.
        use_destination(session, "https://lrs.example.org/xapi")
    engine.dispose()
