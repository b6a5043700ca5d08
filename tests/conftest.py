"""Databases of both kinds, an application on each, and people who launch into it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

import databases
from availability import unavailable
from databases import SharedDatabase
from factories import small_package
from fakes import TARGET, FakePlatform, FakeStores
from lti_npq.app import create_app
from lti_npq.platforms.gradebook import Gradebook
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.notice_service import NoticeService
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.service_calls import ServiceCalls
from lti_npq.platforms.service_tokens import ServiceTokens
from lti_npq.services import installation, opening, registry
from lti_npq.services.delivery import Doors
from lti_npq.services.keys import load_key_ring
from lti_npq.services.registry import NewRegistration
from lti_npq.settings import Settings
from lti_npq.storage.binding import db
from lti_npq.storage.database import open_engine
from lti_npq.storage.models import Destination
from lti_npq.web.context import EXTENSION
from visitors import Visitor

NO_POSTGRESQL = "PostgreSQL does not answer on 127.0.0.1:5432"
SECRET = "a secret for tests that is long enough"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[SharedDatabase | None]:
    """The database of this test process, None where there is no server."""
    if not databases.answers():
        yield None
        return
    with databases.new_database() as url:
        shared = SharedDatabase(url)
        yield shared
        shared.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without rows: a file that is not there yet, or PostgreSQL with every table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    shared = request.getfixturevalue("postgresql")
    if shared is None:
        unavailable(NO_POSTGRESQL)
    shared.empty()
    yield shared.url


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, to change them or to be killed at."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    if not databases.answers():
        unavailable(NO_POSTGRESQL)
    with databases.new_database() as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(secret_key=SECRET, database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def lms() -> FakePlatform:
    return FakePlatform()


@dataclass(frozen=True)
class Installed:
    """An installation made once: making keys, migrating and publishing take longer than most tests."""

    database: Path
    """A SQLite file."""
    data: Path
    engine: Engine
    """To read the file with."""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The installation that every test starts from."""
    folder = tmp_path_factory.mktemp("installed")
    database, data = folder / "installed.sqlite3", folder / "data"
    settings = Settings(secret_key=SECRET, database_url=f"sqlite:///{database}", data_dir=data)
    engine = opening.open_database(settings)
    _install(engine, settings, small_package(folder / "small-2021"))
    # Also moves everything into the one file that tests copy.
    engine.dispose()
    yield Installed(database, data, engine)
    engine.dispose()


def _install(engine: Engine, settings: Settings, package: Path) -> None:
    """Have the small programme, the fake LMS and one LRS."""
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        installation.prepare(session, settings, now)
        installation.publish_folder(session, settings, package, now)
        registration = NewRegistration(name="LMS", deployments=["deployment-1"], **FakePlatform().registration)
        registry.register(session, "Provider", registration, now)
        installation.use_destination(session, "https://lrs.example.org/xapi")


@pytest.fixture
def engine(
    request: pytest.FixtureRequest, settings: Settings, installed: Installed, tmp_path: Path
) -> Iterator[Engine]:
    """A ready installation with the small programme, the fake LMS and one LRS."""
    small_package(tmp_path / "small-2021")
    shutil.copytree(installed.data, settings.data_dir)
    if settings.runs_embedded:
        shutil.copy(installed.database, settings.effective_database_url.removeprefix("sqlite:///"))
    else:
        request.getfixturevalue("postgresql").fill_from(installed.engine)
    engine = open_engine(settings.effective_database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled by one test for all: each has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    engine: Engine, settings: Settings, lms: FakePlatform, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    app.extensions[EXTENSION].platform_keys = PlatformKeys(lms)  # type: ignore[arg-type]
    app.extensions[EXTENSION].door = lms
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def doors(engine: Engine, lms: FakePlatform) -> Doors:
    """The ways out, with the fake LMS behind the gradebook; the LRS is paused."""
    with Session(engine) as session, session.begin():
        keys = load_key_ring(session, SECRET)
        session.execute(update(Destination).values(paused_at=datetime.now(UTC)))
    tokens = ServiceTokens(lms, keys.sign)  # type: ignore[arg-type]
    notices = NoticeService(lms, tokens, "http://localhost:8500/lti/notices")  # type: ignore[arg-type]
    rosters = Memberships(ServiceCalls(lms, tokens))  # type: ignore[arg-type]
    stores = FakeStores()
    return Doors(Gradebook(lms, tokens), stores=stores, notices=notices, rosters=rosters, launch_url=TARGET)  # type: ignore[arg-type]


@pytest.fixture
def visit(app: Flask, lms: FakePlatform) -> Callable[..., Visitor]:
    """Launch somebody, with changes to the claims of a correct launch."""

    def launch(**changes: Any) -> Visitor:
        return Visitor.launched(app, lms, **changes)

    return launch


@pytest.fixture
def participant(visit: Callable[..., Visitor]) -> Visitor:
    return visit()


@pytest.fixture
def facilitator(visit: Callable[..., Visitor]) -> Visitor:
    return visit(**Visitor.AS_FACILITATOR)
