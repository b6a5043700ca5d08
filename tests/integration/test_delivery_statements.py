"""Statements on their way to the LRS: in order, in batches, one bad one holding up no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from couriers import deliver, later, lease, take
from fakes import FakeLrs, FakePlatform, FakeStores
from lti_npq.platforms.door import DoorError
from lti_npq.services import outbox
from lti_npq.services.delivery import Doors, statements
from lti_npq.services.delivery.lanes import DENIED_PAUSE_SECONDS, LEASE
from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement
from lti_npq.workers.delivering import deliver_all
from stored import owed, owed_score, rows
from visitors import Visitor
from xapi.encoding import canonical
from xapi.lrs_error import LrsError, Meaning

ENDPOINT = "https://lrs.example.org/xapi"


def tell(engine: Engine, count: int, padding: int = 0) -> list[str]:
    """Owe so many statements; return their ids in order."""
    ids = [str(uuid4()) for _ in range(count)]
    with Session(engine) as session, session.begin():
        for number, statement_id in enumerate(ids):
            body = {"id": statement_id, "verb": {"id": "x"}, "result": {"number": number}, "padding": "." * padding}
            outbox.owe_statement(session, body, datetime.now(UTC))
    return ids


def quarantined(engine: Engine) -> dict[int, str | None]:
    return {row.sequence: row.reason for row in rows(engine, QuarantinedStatement)}


def test_statements_arrive_in_the_order_in_which_they_happened(
    participant: Visitor, engine: Engine, both: Doors, lrs: FakeLrs
) -> None:
    participant.post("pages/planning-see/read", {})
    told = owed(engine)
    deliver_all(engine, both)
    assert list(lrs.statements.values()) == told
    assert rows(engine, OwedStatement) == []
    assert deliver_all(engine, both) == 0


def test_a_batch_has_at_most_a_hundred(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    ids = tell(engine, 250)
    deliver_all(engine, both)
    assert lrs.batches == [100, 100, 50]
    assert list(lrs.statements) == ids


def test_a_batch_is_no_larger_than_a_receiver_takes(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    tell(engine, 5, padding=50_000)
    tell(engine, 2, padding=200_000)
    deliver_all(engine, both)
    assert lrs.batches == [2, 2, 1, 1, 1]
    assert statements.MOST_BYTES == 130_000


@pytest.mark.parametrize("at", [0, 41, 99])
def test_one_bad_statement_holds_up_no_other(at: int, engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    ids = tell(engine, 100)
    lrs.poison.add(ids[at])
    deliver_all(engine, both)
    assert list(lrs.statements) == [one for one in ids if one != ids[at]]
    [reason] = quarantined(engine).values()
    assert reason is not None
    assert "did not accept" in reason
    assert len(lrs.batches) < 20
    assert deliver_all(engine, both) == 0


def test_what_the_lrs_has_already_is_delivered(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    tell(engine, 3)
    middle = owed(engine)[1]
    lrs.statements[middle["id"]] = {**middle, "stored": "2026-11-21T20:00:00.000Z", "version": "1.0.3"}
    deliver_all(engine, both)
    assert len(lrs.statements) == 3
    assert rows(engine, OwedStatement) == []


def test_another_statement_under_the_same_id_is_set_aside(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    tell(engine, 3)
    middle = owed(engine)[1]
    lrs.statements[middle["id"]] = {**middle, "verb": {"id": "another"}}
    deliver_all(engine, both)
    assert len(quarantined(engine)) == 1
    assert lrs.statements[middle["id"]]["verb"] == {"id": "another"}
    assert len(lrs.statements) == 3


def test_answers_that_are_lost_repeat_nothing(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    ids = tell(engine, 5)
    lrs.loses_answers = True
    deliver(engine, both, later())
    assert len(rows(engine, OwedStatement)) == 5
    lrs.loses_answers = False
    deliver(engine, both, later(hours=1))
    assert list(lrs.statements) == ids
    assert rows(engine, OwedStatement) == []


def test_an_lrs_that_denies_our_key_is_left_alone_for_ten_minutes(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    tell(engine, 2)
    now = later()
    lrs.troubles.append(LrsError(Meaning.DENIED, "The LRS at lrs.example.org did not accept the key.", status=401))
    deliver(engine, both, now)
    [destination] = rows(engine, Destination)
    assert destination.trouble == "The LRS at lrs.example.org did not accept the key."
    assert deliver(engine, both, now + timedelta(seconds=DENIED_PAUSE_SECONDS - 1)) == 0
    assert deliver(engine, both, now + timedelta(seconds=DENIED_PAUSE_SECONDS + 1)) == 1
    [destination] = rows(engine, Destination)
    assert (destination.trouble, destination.failures, destination.retry_at) == (None, 0, None)
    assert len(lrs.statements) == 2


@pytest.mark.parametrize("meaning", [Meaning.UNREACHABLE, Meaning.BROKEN, Meaning.BUSY])
def test_an_lrs_that_fails_is_tried_again_at_growing_distances(
    meaning: Meaning, engine: Engine, both: Doors, lrs: FakeLrs
) -> None:
    tell(engine, 2)
    now, waits = later(), []
    for _ in range(6):
        # A store that goes on failing by itself is asked up to three times: the batch, and two single statements.
        lrs.troubles[:] = [LrsError(meaning, "The LRS cannot be reached.")] * 3
        assert deliver(engine, both, now) == 1
        [destination] = rows(engine, Destination)
        assert destination.retry_at is not None
        waits.append((destination.retry_at - now).total_seconds())
        now = destination.retry_at
    assert waits[0] < 5
    assert waits[-1] > 4 * waits[0]
    assert quarantined(engine) == {}
    lrs.troubles.clear()
    deliver(engine, both, now)
    assert len(lrs.statements) == 2


def test_the_time_that_the_lrs_asks_for_is_given(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    tell(engine, 1)
    now = later()
    lrs.troubles.append(LrsError(Meaning.BUSY, "The LRS is too busy.", status=429, retry_after=1_800.0))
    deliver(engine, both, now)
    assert deliver(engine, both, now + timedelta(seconds=1_799)) == 0
    assert deliver(engine, both, now + timedelta(seconds=1_801)) == 1


def test_trouble_in_the_middle_of_halving_keeps_what_arrived(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    ids = tell(engine, 4)
    lrs.poison.add(ids[3])
    letters_refused = LrsError(Meaning.REFUSED, "No.")
    unreachable = LrsError(Meaning.UNREACHABLE, "Gone.")
    store = lrs.store

    def first_half_then_gone(bodies: list[bytes]) -> None:
        if lrs.batches == [4, 2]:
            lrs.batches.append(0)
            raise unreachable
        store(bodies)

    lrs.store = first_half_then_gone  # type: ignore[method-assign]
    lrs.troubles.append(letters_refused)
    now = later()
    deliver(engine, both, now)
    assert list(lrs.statements) == ids[:2]
    assert len(rows(engine, OwedStatement)) == 2
    deliver(engine, both, now + timedelta(hours=1))
    assert list(lrs.statements) == ids[:3]
    assert len(quarantined(engine)) == 1


def test_two_workers_never_send_to_one_lrs_at_once(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    tell(engine, 3)
    now = later()
    take(engine, both, now)
    assert lease(engine, both, now) is None
    assert lease(engine, both, now + LEASE) is not None


def test_a_worker_that_dies_after_sending_statements_repeats_nothing(engine: Engine, both: Doors, lrs: FakeLrs) -> None:
    ids = tell(engine, 3)
    now = later()
    parcel = take(engine, both, now)
    parcel.send(both)
    deliver(engine, both, now + LEASE)
    assert list(lrs.statements) == ids
    assert rows(engine, OwedStatement) == []


def test_a_dead_lms_does_not_hold_up_the_lrs(
    marked: Visitor, engine: Engine, both: Doors, lrs: FakeLrs, lms: FakePlatform
) -> None:
    lms.answers += [DoorError("no answer")] * 5
    deliver(engine, both, later())
    assert owed(engine) == []
    assert not owed_score(engine).delivered
    assert lrs.statements


def test_the_bytes_of_a_statement_are_sent_as_they_were_frozen(engine: Engine, both: Doors) -> None:
    received: list[bytes] = []

    class Recorder(FakeLrs):
        def store(self, bodies: Any) -> None:
            received.extend(bodies)

    [statement_id] = tell(engine, 1)
    deliver_all(engine, replace(both, stores=FakeStores({ENDPOINT: Recorder()})))
    assert received == [canonical({"id": statement_id, "verb": {"id": "x"}, "result": {"number": 0}, "padding": ""})]
