"""Databases of both kinds, an application on each, and people who launch into it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, make_transient

from availability import unavailable
from factories import small_package
from fakes import TARGET, FakePlatform
from lti_npq.app import create_app
from lti_npq.platforms.gradebook import Gradebook
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.notice_service import NoticeService
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.service_calls import ServiceCalls
from lti_npq.platforms.service_tokens import ServiceTokens
from lti_npq.services import installation, registry
from lti_npq.services.delivery import Doors
from lti_npq.services.keys import load_key_ring
from lti_npq.services.registry import NewRegistration
from lti_npq.settings import Settings
from lti_npq.storage import migrating
from lti_npq.storage.binding import db
from lti_npq.storage.database import open_engine
from lti_npq.storage.models import ToolKey
from lti_npq.web.context import EXTENSION
from visitors import Visitor

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"
SECRET = "a secret for tests that is long enough"


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str | None]:
    """The name of a migrated PostgreSQL database to copy, None where there is no server."""
    name = f"lti_npq_template_{uuid4().hex[:8]}"
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        yield None
        return
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
        engine = open_engine(_postgresql(name))
        migrating.upgrade(engine)
        engine.dispose()
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    template = request.getfixturevalue("postgresql_template")
    if template is None:
        unavailable("PostgreSQL does not answer on 127.0.0.1:5432")
    name = f"lti_npq_test_{uuid4().hex[:8]}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield _postgresql(name)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _postgresql(name: str) -> str:
    return POSTGRESQL.rpartition("/")[0] + f"/{name}"


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

    @property
    def tool_key(self) -> ToolKey:
        engine = open_engine(f"sqlite:///{self.database}")
        with Session(engine, expire_on_commit=False) as session:
            key = session.scalars(select(ToolKey)).one()
        engine.dispose()
        return key


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The installation that every test starts from."""
    folder = tmp_path_factory.mktemp("installed")
    made = Installed(folder / "installed.sqlite3", folder / "data")
    settings = Settings(secret_key=SECRET, database_url=f"sqlite:///{made.database}", data_dir=made.data)
    engine = installation.open_database(settings)
    _install(engine, settings, small_package(folder / "small-2021"))
    engine.dispose()
    return made


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
def engine(settings: Settings, installed: Installed, tmp_path: Path) -> Iterator[Engine]:
    """A ready installation with the small programme, the fake LMS and one LRS."""
    package = small_package(tmp_path / "small-2021")
    shutil.copytree(installed.data, settings.data_dir)
    if settings.runs_embedded:
        shutil.copy(installed.database, settings.effective_database_url.removeprefix("sqlite:///"))
        engine = open_engine(settings.effective_database_url)
    else:
        engine = installation.open_database(settings)
        with Session(engine) as session, session.begin():
            key = installed.tool_key
            make_transient(key)
            session.add(key)
        _install(engine, settings, package)
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
    """The ways out, with the fake LMS behind the gradebook."""
    with Session(engine) as session:
        keys = load_key_ring(session, SECRET)
    tokens = ServiceTokens(lms, keys.sign)  # type: ignore[arg-type]
    notices = NoticeService(lms, tokens, "http://localhost:8500/lti/notices")  # type: ignore[arg-type]
    rosters = Memberships(ServiceCalls(lms, tokens))  # type: ignore[arg-type]
    return Doors(Gradebook(lms, tokens), notices=notices, rosters=rosters, launch_url=TARGET)  # type: ignore[arg-type]


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
