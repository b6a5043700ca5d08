"""Celery over real brokers and PostgreSQL: workers killed at random, a broker that goes away."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from tool_process import free_port

from availability import unavailable
from fakes import FakePlatform
from lti_npq.services import installation
from lti_npq.settings import Settings
from lti_npq.storage import migrating
from lti_npq.storage.database import open_engine
from lti_npq.storage.models import Destination, OwedScore, OwedStatement, PlatformPace, QuarantinedStatement
from lti_npq.workers.scaled import DELIVER, Work, make_celery
from owing import add_store, owe_scores, owe_statements, raise_scores
from receivers import ADL, RALPH, StoreBehind, platform_at, store_at

SECRET = "a secret for tests that is long enough"
BROKERS = {"redis": "redis://127.0.0.1:6379/15", "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//"}
PATIENCE_SECONDS = 100.0
WORKER = Path(__file__).with_name("impatient_worker.py")

pytestmark = [pytest.mark.peer, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]


def broker_url(name: str) -> str:
    """Return the address of a broker that answers, or skip the test."""
    port = 6379 if name == "redis" else 5672
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        unavailable(f"{name} does not answer on 127.0.0.1:{port}")
    return BROKERS[name]


def eventually(holds: Callable[[], object], say: Callable[[], str] = lambda: "it never came to hold") -> None:
    """Wait until something holds, or say how it stands."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, say()
        time.sleep(0.1)


@dataclass
class Workers:
    """Worker processes of one installation."""

    environment: dict[str, str]
    folder: Path
    alive: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def __post_init__(self) -> None:
        self.here = self.folder / "here"
        """Where they are started: a folder of which nothing is their business."""
        self.here.mkdir()

    def start(self) -> None:
        """Have one more."""
        self.started += 1
        with (self.folder / f"worker-{self.started}.log").open("wb") as log:
            command = [sys.executable, str(WORKER)]
            self.alive.append(
                subprocess.Popen(
                    command, cwd=self.here, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
            )

    def kill(self, one: subprocess.Popen[bytes]) -> None:
        """End one at once, without a chance to tidy up."""
        self.alive.remove(one)
        os.killpg(one.pid, signal.SIGKILL)
        one.wait()

    def stop(self, one: subprocess.Popen[bytes]) -> int:
        """Have one end in its own time; return how it did."""
        one.send_signal(signal.SIGTERM)
        status = one.wait(PATIENCE_SECONDS)
        self.alive.remove(one)
        return status

    def kill_all(self) -> None:
        for one in list(self.alive):
            self.kill(one)

    def said(self) -> str:
        return "\n".join(log.read_text(errors="replace") for log in sorted(self.folder.glob("worker-*.log")))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    migrating.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(database_url: str, engine: Engine, tmp_path: Path) -> Settings:
    """An installation whose address, and so its queue, is this test's own."""
    ours = Settings(
        secret_key=SECRET,
        database_url=database_url,
        data_dir=tmp_path / "data",
        base_url=f"http://localhost:{free_port()}",
    )
    with Session(engine) as session, session.begin():
        installation.prepare(session, ours, datetime.now(UTC))
    return ours


@contextmanager
def workers(settings: Settings, broker: str, folder: Path) -> Iterator[Workers]:
    ours = {
        "SECRET_KEY": SECRET,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "BASE_URL": settings.base_url,
        "BROKER_URL": broker,
        "DELIVERY_THREADS": "8",
        "ALLOW_PRIVATE_ADDRESSES": "true",
    }
    made = Workers({**os.environ, **{f"LTI_NPQ_{name}": value for name, value in ours.items()}}, folder)
    try:
        yield made
    finally:
        made.kill_all()


def is_delivered(engine: Engine) -> bool:
    with Session(engine) as session:
        owed = session.scalar(select(func.count()).select_from(OwedStatement))
        scores = session.scalar(select(func.count()).where(~OwedScore.delivered))
    return not owed and not scores


def state(engine: Engine) -> str:
    """Say what is left, for when it does not come to an end."""
    with Session(engine) as session:
        now = datetime.now(UTC)
        stores = [
            f"{each.id}: until {each.leased_until}, again {each.retry_at}, {each.failures} {each.trouble}"
            for each in session.query(Destination)
        ]
        scores = [
            f"{each.id}: {each.leased_until} {each.retry_at} {each.trouble} {each.drifted_at} final {each.final}"
            for each in session.query(OwedScore).where(~OwedScore.delivered)
        ]
        paces = [f"{pace.retry_at} {pace.failures} {pace.trouble}" for pace in session.query(PlatformPace)]
    return "\n".join([str(now), *stores, *scores[:5], *paces])


def in_the_lms(lms: FakePlatform) -> dict[str, Any]:
    """Return the last points of each person."""
    return {score["userId"]: score["scoreGiven"] for score in lms.scores}


@pytest.mark.parametrize(("name", "kills"), [("redis", 3), ("rabbitmq", 2)])
def test_workers_killed_at_random_lose_nothing_and_repeat_nothing_visible(
    name: str, kills: int, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    broker, dice = broker_url(name), random.Random(20261128)  # noqa: S311  # to be repeated
    stores = [StoreBehind(), StoreBehind(RALPH), StoreBehind(ADL)]
    for behind in stores:
        # Slow enough for kills to meet deliveries on their way.
        behind.before = lambda _number: time.sleep(0.05)  # type: ignore[assignment, return-value]
    lms = FakePlatform()
    with store_at(stores[0]) as a, store_at(stores[1]) as b, store_at(stores[2]) as c, platform_at(lms, 0.05):
        with Session(engine) as session, session.begin():
            numbers = [add_store(session, f"store-{at[-11:-5]}", at, SECRET) for at in (a, b, c)]
            bodies = owe_statements(session, 2_000, numbers)
            people = owe_scores(session, lms.registration, 40)
        with workers(settings, broker, tmp_path) as staff:
            for _ in range(2):
                staff.start()
            for kill in range(kills):
                eventually(lambda: sum(behind.batches for behind in stores) > kill * 3)  # noqa: B023
                time.sleep(dice.uniform(0.0, 0.5))
                staff.kill(dice.choice(staff.alive))
                staff.start()
                if kill == 1:
                    raise_scores(engine, 9)
            eventually(lambda: is_delivered(engine), say=lambda: f"{state(engine)}\n{staff.said()[-3_000:]}")
            assert "Traceback" not in staff.said()
    for behind in stores:
        assert sorted(behind.held.values()) == sorted(bodies)
        assert behind.changed == []
    assert in_the_lms(lms) == dict.fromkeys(people, 9)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(QuarantinedStatement)) == 0


def test_a_worker_that_is_stopped_settles_what_it_has_in_hand(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    behind = StoreBehind(before=lambda _number: time.sleep(0.3))  # type: ignore[arg-type, return-value]
    with store_at(behind) as endpoint, workers(settings, broker_url("redis"), tmp_path) as staff:
        with Session(engine) as session, session.begin():
            bodies = owe_statements(session, 2_000, [add_store(session, "store", endpoint, SECRET)])
        staff.start()
        eventually(lambda: behind.batches)
        [only] = staff.alive
        assert staff.stop(only) == 0, staff.said()
        assert list(staff.here.iterdir()) == [], "it leaves nothing where it was started"
        with Session(engine) as session:
            left = session.scalar(select(func.count()).select_from(OwedStatement))
            assert session.scalars(select(Destination.leased_until)).all() == [None]
        assert 0 < len(behind.held) == len(bodies) - left < len(bodies)
        assert "Traceback" not in staff.said()


def test_a_broker_that_goes_away_loses_nothing(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    if not shutil.which("redis-server"):
        unavailable("redis-server is not installed")
    port, behind = free_port(), StoreBehind()
    with store_at(behind) as endpoint, workers(settings, f"redis://127.0.0.1:{port}/0", tmp_path) as staff:
        with Session(engine) as session, session.begin():
            store = add_store(session, "store", endpoint, SECRET)
            first = owe_statements(session, 50, [store])
        with redis_server(port, tmp_path):
            staff.start()
            eventually(lambda: is_delivered(engine))
        with Session(engine) as session, session.begin():
            more = owe_statements(session, 50, [store], first=50)
        with redis_server(port, tmp_path):
            eventually(lambda: is_delivered(engine))
    assert sorted(behind.held.values()) == sorted(first + more)


@contextmanager
def redis_server(port: int, folder: Path) -> Iterator[None]:
    """Run a broker that forgets everything at its end."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("name", ["redis", "rabbitmq"])
def test_a_word_through_the_broker_wakes_a_worker(name: str, settings: Settings) -> None:
    ours = Settings(
        secret_key=SECRET,
        database_url=settings.database_url,
        base_url=settings.base_url,
        data_dir=settings.data_dir,
        broker_url=broker_url(name),
    )
    app = make_celery(ours, Work(ours))
    app.send_task(DELIVER, expires=60)
    with app.connection_for_read() as connection:
        [queue] = app.amqp.queues.values()
        with connection.SimpleQueue(queue(connection.default_channel)) as messages:
            message = messages.get(timeout=10)
            message.ack()
    assert message.headers["task"] == DELIVER
    assert message.headers["argsrepr"] == "()"
