"""What tests of several parts together begin with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from clocks import Clock
from factories import small_package
from fakes import FakeLrs, FakeStores
from lti_npq.cli import main
from lti_npq.services import installation
from lti_npq.services.delivery import Doors
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination
from new_content import Publish
from uploads import AS_AUTHOR, Changing
from visitors import Visitor
from zips import zipped

Command = Callable[..., Result]
ENDPOINT = "https://lrs.example.org/xapi"
"""Of the LRS that the installation of the tests knows."""


@pytest.fixture
def marked(participant: Visitor, facilitator: Visitor) -> Visitor:
    """A facilitator who has just given the participant two points."""
    participant.hands_in()
    facilitator.marks()
    return facilitator


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that every request looks at."""
    return Clock.of_requests(monkeypatch)


@pytest.fixture
def lrs() -> FakeLrs:
    return FakeLrs()


@pytest.fixture
def both(engine: Engine, doors: Doors, lrs: FakeLrs) -> Doors:
    """The ways out to the LMS and the LRS."""
    with Session(engine) as session, session.begin():
        session.execute(update(Destination).values(paused_at=None))
    return replace(doors, stores=FakeStores({ENDPOINT: lrs}))


@pytest.fixture
def command(engine: Engine, settings: Settings) -> Command:
    """Run `lti-npq` with arguments, over the database of the test."""
    environment = {
        "LTI_NPQ_SECRET_KEY": settings.secret_key,
        "LTI_NPQ_DATABASE_URL": settings.database_url,
        "LTI_NPQ_DATA_DIR": str(settings.data_dir),
    }
    return lambda *arguments, **given: CliRunner().invoke(main, arguments, env=environment, **given)


@pytest.fixture
def publish(engine: Engine, settings: Settings, tmp_path: Path) -> Publish:
    """Publish version 1.0.1 of the small programme, with the same ids, after a change to its folder; then 1.0.2."""
    numbers = count(1)

    def publish_changed(change: Callable[[Path], None]) -> None:
        number = next(numbers)
        folder = small_package(tmp_path / f"changed-{number}", version=f"1.0.{number}")
        change(folder)
        with Session(engine) as session, session.begin():
            installation.publish_folder(session, settings, folder, datetime.now(UTC))

    return publish_changed


@pytest.fixture
def author(visit: Callable[..., Visitor]) -> Visitor:
    return visit(**AS_AUTHOR)


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., bytes]:
    """A new version of the small programme as a zip file, after a change to its folder."""

    def make(change: Changing = lambda _: None, version: str = "1.1.0") -> bytes:
        folder = small_package(tmp_path / f"small-{len(list(tmp_path.iterdir()))}", version=version)
        change(folder)
        return zipped(folder)

    return make
