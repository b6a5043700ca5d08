"""SIGKILL at each labelled step of the delivery: afterwards every statement is there once, every score the newest."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fakes import FakePlatform
from lti_npq.services import delivery, installation
from lti_npq.settings import Settings
from lti_npq.storage import migrating
from lti_npq.storage.database import for_writing, open_engine
from lti_npq.storage.models import OwedScore, OwedStatement, QuarantinedStatement
from lti_npq.workers.delivering import deliver_due
from lti_npq.workers.doors import open_doors
from owing import add_store, owe_scores, owe_statements, raise_scores
from receivers import ADL, LEARNING_LOCKER, Kind, StoreBehind, platform_at, store_at
from stored import rows

SCRIPT = Path(__file__).with_name("killed_at_step.py")
STEPS = ["leased", "sending", "sent", "settling", "settled"]


@pytest.fixture
def settings(tmp_path: Path, own_database_url: str) -> Settings:
    return Settings(
        secret_key="a secret for tests that is long enough",
        database_url=own_database_url,
        data_dir=tmp_path / "data",
        allow_private_addresses=True,
    )


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.effective_database_url)
    settings.data_dir.mkdir()
    migrating.upgrade(engine)
    with Session(engine) as session, session.begin():
        installation.prepare(session, settings, datetime.now(UTC))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_loses_nothing_and_repeats_nothing_visible(
    step: str, settings: Settings, engine: Engine
) -> None:
    kind: Kind = ADL if STEPS.index(step) % 2 else LEARNING_LOCKER
    behind, lms = StoreBehind(kind), FakePlatform()
    with store_at(behind) as endpoint, platform_at(lms):
        with Session(engine) as session, session.begin():
            store = add_store(session, "store", endpoint, settings.secret_key)
            bodies = owe_statements(session, 250, [store])
            people = owe_scores(session, lms.registration, 4)
        # The first time, and in the midst of it.
        for number in (1, 3):
            assert killed(settings, step, number) == -signal.SIGKILL
            with Session(engine) as session, session.begin():
                delivery.release_leases(for_writing(session))
        raise_scores(engine, 9)
        deliver_all_that_is_left(engine, settings)
    assert sorted(behind.held.values()) == sorted(bodies)
    assert behind.changed == []
    assert rows(engine, OwedStatement) == rows(engine, QuarantinedStatement) == []
    assert {score["userId"]: score["scoreGiven"] for score in lms.scores} == dict.fromkeys(people, 9)


def killed(settings: Settings, step: str, number: int) -> int:
    """Deliver in a process that ends at the step; return how it ended."""
    ours = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "ALLOW_PRIVATE_ADDRESSES": "true",
    }
    environment = {**os.environ, **{f"LTI_NPQ_{name}": value for name, value in ours.items()}}
    command = [sys.executable, str(SCRIPT), step, str(number)]
    return subprocess.run(command, env=environment, check=False, timeout=60).returncode


def deliver_all_that_is_left(engine: Engine, settings: Settings) -> None:
    """Deliver as a worker does, which comes again a second later for a person's next score."""
    doors = open_doors(engine, settings)
    for _ in range(30):
        deliver_due(engine, doors, 8)
        if all(score.delivered for score in rows(engine, OwedScore)):
            return
        # Scores of one person bear times a whole second apart.
        time.sleep(0.2)
    pytest.fail("the scores are never delivered")
