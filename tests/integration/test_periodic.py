"""Work that is done every so often: once, whoever is there to do it, and again after whoever did it died."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from lti_npq.services import periodic
from lti_npq.services.periodic import Work, run_due
from lti_npq.settings import Settings
from lti_npq.storage.models import PeriodicWork
from stored import rows

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def work(do: Callable[[], object], name: str = "sweep") -> Work:
    return Work(name, timedelta(minutes=10), lambda _engine, _settings, _now: do() and None)


def test_work_is_done_when_it_is_due_and_not_before(engine: Engine, settings: Settings) -> None:
    done: list[int] = []
    works = [work(lambda: done.append(1))]
    for minutes in (0, 5, 9, 10, 11, 20):
        run_due(engine, settings, NOW + timedelta(minutes=minutes), works)
    assert len(done) == 3


def test_of_several_that_come_at_once_one_does_it(engine: Engine, settings: Settings) -> None:
    done: list[int] = []
    together = Barrier(4)

    def come() -> None:
        together.wait(10)
        run_due(engine, settings, NOW, [work(lambda: done.append(1))])

    threads = [Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert done == [1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_fails_keeps_nothing_else_from_being_done(
    engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    def fail() -> None:
        raise RuntimeError("something nobody thought of")

    assert run_due(engine, settings, NOW, [work(fail, "a"), work(lambda: done.append(1), "b")]) == ["a", "b"]
    assert done == [1]
    assert "something nobody thought of" in caplog.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_work_that_somebody_died_over_is_done_again_a_while_later(engine: Engine, settings: Settings) -> None:
    done: list[int] = []
    works = [work(lambda: done.append(1))]
    run_due(engine, settings, NOW, works)
    with Session(engine) as session, session.begin():
        session.execute(update(PeriodicWork).values(leased_until=NOW + timedelta(minutes=25)))
    run_due(engine, settings, NOW + timedelta(minutes=20), works)
    assert len(done) == 1
    run_due(engine, settings, NOW + timedelta(minutes=26), works)
    assert len(done) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_was_set_back_stops_no_work(engine: Engine, settings: Settings) -> None:
    done: list[int] = []
    works = [work(lambda: done.append(1))]
    run_due(engine, settings, NOW + timedelta(days=365), works)
    run_due(engine, settings, NOW, works)
    assert len(done) == 2


def test_everything_that_is_done_every_so_often_can_be_done(engine: Engine, settings: Settings) -> None:
    names = run_due(engine, settings, NOW)
    assert names == [each.name for each in periodic.WORKS]
    assert {row.name for row in rows(engine, PeriodicWork)} == set(names)
