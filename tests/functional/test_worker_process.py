"""`lti-npq worker` without a broker: delivers, does what is due every so often, and stops with nothing half done."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.services import installation, opening
from lti_npq.services.periodic import WORKS
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination, OwedStatement, PeriodicWork
from owing import add_store, owe_statements
from receivers import StoreBehind, store_at
from stored import rows

PATIENCE_SECONDS = 60.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(secret_key="a secret for tests that is long enough", data_dir=tmp_path / "data")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = opening.open_database(settings)
    with Session(engine) as session, session.begin():
        installation.prepare(session, settings, datetime.now(UTC))
    yield engine
    engine.dispose()


@contextmanager
def worker(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker; kill it at the end if it is still there."""
    ours = {"LTI_NPQ_SECRET_KEY": settings.secret_key, "LTI_NPQ_DATA_DIR": str(settings.data_dir)}
    with subprocess.Popen([sys.executable, "-m", "lti_npq", "worker"], env={**os.environ, **ours}) as process:
        try:
            yield process
        finally:
            process.kill()


def eventually(holds: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.05)


def test_a_worker_that_is_stopped_settles_what_it_has_in_hand(settings: Settings, engine: Engine) -> None:
    behind, slowly = StoreBehind(), 0.3

    def after_a_while(_number: int) -> None:
        time.sleep(slowly)

    behind.before = after_a_while  # type: ignore[assignment]
    with store_at(behind) as endpoint:
        with Session(engine) as session, session.begin():
            store = add_store(session, "store", endpoint, settings.secret_key)
            first = owe_statements(session, 250, [store])
        with worker(settings) as process:
            eventually(lambda: behind.batches)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_SECONDS) == 0
        assert rows(engine, OwedStatement) == []
        assert [row.leased_until for row in rows(engine, Destination)] == [None]
        with Session(engine) as session, session.begin():
            more = owe_statements(session, 10, [store], first=250)
        with worker(settings):
            eventually(lambda: not rows(engine, OwedStatement))
    assert list(behind.held.values()) == first + more
    assert behind.batches == 4


def test_a_worker_does_what_is_due_every_so_often(settings: Settings, engine: Engine) -> None:
    with worker(settings):
        eventually(lambda: {row.name for row in rows(engine, PeriodicWork)} == {work.name for work in WORKS})
