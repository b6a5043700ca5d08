"""Stores that misbehave as real ones do: nothing is lost, nothing comes twice, and nothing innocent is set aside.

The delivery's clock is the test's: an hour of outage takes as long as the requests in it.
"""

import json
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from couriers import deliver
from fakes import FakeStores
from lti_npq.services import destinations, outbox
from lti_npq.services.delivery import Doors
from lti_npq.services.outbox import use_destination
from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement
from lti_npq.workers.delivering import deliver_due
from lti_npq.workers.hands import Deliverer
from owing import add_store, owe_statements, statement
from receivers import (
    ADL,
    DRIPS,
    HANGS_UP,
    LEARNING_LOCKER,
    RALPH,
    RALPH_BREAKING,
    Kind,
    Reply,
    StoreBehind,
    sometimes,
    store_at,
)
from stored import rows
from xapi.encoding import canonical
from xapi.lrs_client import LrsClient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "a secret for tests that is long enough"
GOLDEN = Path(__file__).parents[1] / "unit" / "xapi" / "golden"
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
KINDS = pytest.mark.parametrize("kind", [LEARNING_LOCKER, RALPH, RALPH_BREAKING, ADL])


@pytest.fixture
def behind() -> StoreBehind:
    return StoreBehind()


@pytest.fixture
def doors(doors: Doors, behind: StoreBehind, engine: Engine) -> Iterator[Doors]:
    """The ways out, with one store over HTTP as the only one."""
    with store_at(behind) as endpoint, Session(engine) as session:
        with session.begin():
            use_destination(session, "")
            add_store(session, "store", endpoint, SECRET)
        client = LrsClient(endpoint, "key", "secret", read_timeout=2.0, now=lambda: NOW)
        with client:
            yield replace(doors, stores=FakeStores({endpoint: client}))


def owe(engine: Engine, count: int) -> list[bytes]:
    with Session(engine) as session, session.begin():
        return owe_statements(session, count, [2])


def drain(engine: Engine, doors: Doors, hours: float = 6.0) -> int:
    """Let the hours go by, looking every half minute while anything is owed; return how many seconds it took."""
    for seconds in range(0, int(hours * 3_600), 30):
        deliver(engine, doors, NOW + timedelta(seconds=seconds))
        if not rows(engine, OwedStatement):
            return seconds
    pytest.fail("it was never drained")


def assert_all_there_once(behind: StoreBehind, bodies: list[bytes]) -> None:
    assert sorted(behind.held.values()) == sorted(bodies)
    assert behind.changed == []


@KINDS
def test_a_batch_sent_again_is_there_once(kind: Kind, engine: Engine, doors: Doors, behind: StoreBehind) -> None:
    behind.kind, bodies = kind, owe(engine, 250)
    behind.held = {statement(number)["id"]: bodies[number] for number in range(130)}
    drain(engine, doors)
    assert_all_there_once(behind, bodies)
    assert rows(engine, QuarantinedStatement) == []


@KINDS
def test_other_content_under_the_same_id_is_set_aside_alone(
    kind: Kind, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    behind.kind, bodies = kind, owe(engine, 120)
    changed = canonical(statement(77) | {"timestamp": "2026-11-01T10:00:00.001Z"})
    behind.held[statement(77)["id"]] = changed
    drain(engine, doors)
    assert [row.sequence - 1 for row in rows(engine, QuarantinedStatement)] == [77]
    assert sorted(behind.held.values()) == sorted([changed, *(body for at, body in enumerate(bodies) if at != 77)])


@KINDS
def test_what_was_taken_back_there_may_be_sent_again(
    kind: Kind, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    """A store no longer shows such a statement under its id."""
    behind.kind = kind
    told = [json.loads((GOLDEN / f"{name}.json").read_bytes()) for name in ("launched", "scored", "voided")]
    with Session(engine) as session, session.begin():
        outbox.owe_statements(session, told, NOW)
    behind.after = lambda number: HANGS_UP if number == 1 else None
    drain(engine, doors)
    assert list(behind.held.values()) == [canonical(one) for one in told]
    with Session(engine) as session, session.begin():
        assert destinations.fill(session, "store", NOW, NOW, who="test") == len(told)
    deliver(engine, doors, NOW + timedelta(days=1))
    assert rows(engine, QuarantinedStatement) == []
    assert rows(engine, Destination)[1].fill_until is None


@KINDS
def test_one_poison_in_a_hundred_is_set_aside_and_nothing_else(
    kind: Kind, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    behind.kind, bodies = kind, owe(engine, 300)
    poison = {41, 141, 299}
    behind.poison = {statement(number)["id"] for number in poison}
    drain(engine, doors)
    assert {row.sequence - 1 for row in rows(engine, QuarantinedStatement)} == poison
    assert_all_there_once(behind, [body for number, body in enumerate(bodies) if number not in poison])


@KINDS
def test_answers_lost_on_three_requests_in_ten_lose_and_repeat_nothing(
    kind: Kind, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    behind.kind, bodies = kind, owe(engine, 1_000)
    behind.after = sometimes(0.3, 7, HANGS_UP)
    drain(engine, doors)
    assert_all_there_once(behind, bodies)
    assert rows(engine, QuarantinedStatement) == []


@pytest.mark.parametrize(("kind", "stored"), [(RALPH, False), (LEARNING_LOCKER, True), (ADL, True)])
def test_an_answer_that_never_comes_to_an_end_is_an_outage(
    kind: Kind, stored: bool, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    behind.kind, bodies = kind, owe(engine, 150)

    def drips(number: int) -> Reply | None:
        return DRIPS if number == 1 else None

    behind.before, behind.after = (behind.before, drips) if stored else (drips, behind.after)
    deliver(engine, doors, NOW)
    row = rows(engine, Destination)[1]
    assert row.trouble is not None
    assert "did not answer in time" in row.trouble
    assert row.leased_until is None
    drain(engine, doors)
    assert_all_there_once(behind, bodies)
    assert rows(engine, QuarantinedStatement) == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_outage_of_twenty_minutes_sets_nothing_aside(
    status: int, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    bodies, clock = owe(engine, 250), [NOW]
    until = NOW + timedelta(minutes=20)
    behind.before = lambda _number: (status, {}, b"broken") if clock[0] < until else None
    for seconds in range(0, 3_600, 90):
        clock[0] = NOW + timedelta(seconds=seconds)
        deliver(engine, doors, clock[0])
        if clock[0] < until:
            assert rows(engine, QuarantinedStatement) == []
    assert_all_there_once(behind, bodies)
    assert rows(engine, OwedStatement) == rows(engine, QuarantinedStatement) == []


@pytest.mark.parametrize("asked", ["1800", format_datetime(NOW + timedelta(seconds=1_800), usegmt=True)])
def test_retry_after_is_kept_in_both_forms(asked: str, engine: Engine, doors: Doors, behind: StoreBehind) -> None:
    owe(engine, 1)
    behind.before = lambda number: (429, {"Retry-After": asked}, b"") if number == 1 else None
    deliver(engine, doors, NOW)
    assert deliver(engine, doors, NOW + timedelta(seconds=1_799)) == 0
    assert deliver(engine, doors, NOW + timedelta(seconds=1_801)) == 1


def test_a_store_that_lets_nobody_in_is_an_alarm_until_it_does(
    engine: Engine, doors: Doors, behind: StoreBehind, caplog: pytest.LogCaptureFixture
) -> None:
    bodies = owe(engine, 5)
    behind.before = lambda number: (401, {}, b"") if number <= 3 else None
    deliver(engine, doors, NOW)
    assert rows(engine, Destination)[1].denied_at is not None
    assert "does not let us in: sending to it is paused" in caplog.text
    assert drain(engine, doors) >= 3 * 600
    assert rows(engine, Destination)[1].denied_at is None
    assert_all_there_once(behind, bodies)


def test_a_clock_that_jumps_keeps_no_lane_shut(engine: Engine, doors: Doors, behind: StoreBehind) -> None:
    bodies = owe(engine, 5)
    behind.before = lambda number: (503, {}, b"") if number == 1 else None
    deliver(engine, doors, NOW + timedelta(days=365))
    assert behind.held == {}
    deliver(engine, doors, NOW)
    assert_all_there_once(behind, bodies)


def test_an_unknown_name_a_closed_port_and_a_server_without_tls_are_outages(
    engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    owe(engine, 1)
    [(endpoint, working)] = doors.stores.clients.items()  # type: ignore[attr-defined]
    for address, words in (
        ("http://store.invalid/xapi", "its name is not known"),
        ("http://127.0.0.1:9/xapi", "it takes no connection"),
        (endpoint.replace("http:", "https:"), "its TLS certificate or settings are not acceptable"),
    ):
        with LrsClient(address, "key", "secret", connect_timeout=1.0) as lost:
            deliver(engine, replace(doors, stores=FakeStores({endpoint: lost})), NOW)
            row = rows(engine, Destination)[1]
            assert row.trouble is not None
            assert row.trouble.endswith(f"cannot be reached: {words}.")
            assert row.denied_at is None
            with Session(engine) as session, session.begin():
                session.get_one(Destination, 2).retry_at = None
    deliver(engine, replace(doors, stores=FakeStores({endpoint: working})), NOW)
    assert len(behind.held) == 1


@pytest.mark.parametrize("words", ["database or disk is full", "database is locked"])
def test_what_the_database_cannot_take_now_is_noted_later(
    words: str, engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    bodies, refusals = owe(engine, 150), [3]

    def refuse(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if refusals[0] and sql.startswith("DELETE FROM owed_statement"):
            refusals[0] -= 1
            raise sqlite3.OperationalError(words)

    due = threading.Event()
    deliverer = Deliverer(engine, doors, 4, due)
    event.listen(engine, "before_cursor_execute", refuse)
    turns_failed = 0
    for _ in range(200):
        due.clear()
        try:
            if not deliverer.turn() and not deliverer.in_hand:
                break
        except (OperationalError, sqlite3.OperationalError):
            turns_failed += 1
        due.wait(0.05)
    event.remove(engine, "before_cursor_execute", refuse)
    deliverer.finish(5)
    assert refusals == [0]
    assert rows(engine, OwedStatement) == []
    assert_all_there_once(behind, bodies)
    # What was sent once is noted when that is possible, and not sent again.
    assert behind.batches == 2


def test_several_stores_are_served_side_by_side(engine: Engine, doors: Doors, behind: StoreBehind) -> None:
    """The first waits for the second, which would never come if one were served after the other."""
    both_there = threading.Barrier(2)

    def together(number: int) -> Reply | None:
        if number == 1:
            both_there.wait(10)
        return None

    other = StoreBehind(before=together)
    behind.before = together
    with store_at(other) as endpoint:
        with Session(engine) as session, session.begin():
            add_store(session, "other", endpoint, SECRET)
            bodies = owe_statements(session, 10, [2, 3])
        with LrsClient(endpoint, "key", "secret") as client:
            clients = doors.stores.clients | {endpoint: client}  # type: ignore[attr-defined]
            deliver_due(engine, replace(doors, stores=FakeStores(clients)), 4)
    assert_all_there_once(behind, bodies)
    assert_all_there_once(other, bodies)


def test_whatever_happens_in_whatever_order_everything_arrives_once(
    engine: Engine, doors: Doors, behind: StoreBehind
) -> None:
    """Outages, refusals to wait, lost answers and repeats at random: the same each time, by their seed."""
    dice = random.Random(4)  # noqa: S311  # to be repeated
    behind.kind, bodies = ADL, owe(engine, 800)
    before: list[Callable[[int], Reply | None]] = [
        sometimes(0.2, dice.randrange(99), reply)
        for reply in ((500, {}, b""), (429, {"Retry-After": "5"}, b""), HANGS_UP)
    ]
    behind.before = lambda number: next((reply for habit in before if (reply := habit(number))), None)
    behind.after = sometimes(0.2, 5, HANGS_UP)
    drain(engine, doors, hours=48)
    assert_all_there_once(behind, bodies)
    assert rows(engine, QuarantinedStatement) == []
