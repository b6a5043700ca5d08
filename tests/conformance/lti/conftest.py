"""What a launch may not do is the same on every database, so these tests use the quick one, made once and copied."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factories import small_package
from fakes import FakePlatform
from lti_npq.services import installation
from lti_npq.services.installation import NewRegistration
from lti_npq.settings import Settings
from lti_npq.storage.database import open_engine


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with the small programme and the fake LMS, that every test gets a copy of."""
    folder = tmp_path_factory.mktemp("installed")
    settings = Settings(secret_key="a secret for tests that is long enough", data_dir=folder / "data")
    engine = installation.open_database(settings)
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        installation.prepare(session, settings, now)
        installation.publish_folder(session, settings, small_package(folder / "small-2021"), now)
        registration = NewRegistration(name="LMS", deployments=["deployment-1"], **FakePlatform().registration)
        installation.register(session, "Provider", registration, now)
        installation.use_destination(session, "https://lrs.example.org/xapi")
    engine.dispose()
    return settings


@pytest.fixture
def settings(installed: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(installed.data_dir, tmp_path / "data")
    return replace(installed, data_dir=tmp_path / "data")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.storage_url)
    yield engine
    engine.dispose()
