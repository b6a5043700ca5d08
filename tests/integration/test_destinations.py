"""Several Learning Record Stores, each with settings, profile, pace and past of its own."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from couriers import deliver, hand_over, later, take
from fakes import FakeLrs, FakeStores
from lti_npq.errors import CannotCorrect, Conflict, DestinationRefused, NotFound
from lti_npq.services import destinations, housekeeping, installation, outbox, quarantine
from lti_npq.services.delivery import Doors, SealedStores
from lti_npq.services.delivery.overview import retry_statements, stores
from lti_npq.services.delivery.stores import Store
from lti_npq.services.destinations import NewDestination, Profile
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement, Statement
from stored import rows
from visitors import Visitor
from xapi.lrs_error import LrsError, Meaning
from xapi.privacy import Privacy
from xapi.profile import profile
from xapi.validation import violations
from xapi.vocabulary import VOIDED
from xapi_profile_rules import breaches, matching

SECRET = "a secret for tests that is long enough"
FIRST = "https://lrs.example.org/xapi"
SECOND = "https://second.example.org/xapi"
THIRD = "https://third.example.org/xapi"
GOLDEN = Path(__file__).parents[1] / "unit" / "xapi" / "golden"

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before the database is asked."""


def tell(engine: Engine, count: int = 1, at: datetime | None = None) -> list[str]:
    ids = [str(uuid4()) for _ in range(count)]
    with Session(engine) as session, session.begin():
        for one in ids:
            outbox.owe_statement(session, {"id": one, "verb": {"id": "v/launched"}}, at or datetime.now(UTC))
    return ids


def add(engine: Engine, name: str = "second", since: datetime | None = None, **given: Any) -> int:
    new = NewDestination(name, given.pop("endpoint", SECOND), **given)
    with Session(engine) as session, session.begin():
        added = destinations.add(session, new, SECRET, datetime.now(UTC), fill_from=since, who="test")
        return added.id


def change(engine: Engine, do: Callable[..., Any], *arguments: Any) -> Any:
    with Session(engine) as session, session.begin():
        return do(session, *arguments, datetime.now(UTC), who="test")


@pytest.fixture
def second() -> FakeLrs:
    return FakeLrs()


@pytest.fixture
def all_doors(both: Doors, lrs: FakeLrs, second: FakeLrs) -> Doors:
    return replace(both, stores=FakeStores({FIRST: lrs, SECOND: second}))


def test_a_new_store_gets_what_comes_from_then_on(
    engine: Engine, all_doors: Doors, lrs: FakeLrs, second: FakeLrs
) -> None:
    before = tell(engine)
    add(engine)
    after = tell(engine)
    deliver(engine, all_doors, later())
    assert list(lrs.statements) == before + after
    assert list(second.statements) == after


def test_a_new_store_is_filled_from_a_day_on_and_what_is_new_goes_first(
    engine: Engine, all_doors: Doors, second: FakeLrs
) -> None:
    day = datetime(2026, 9, 1, tzinfo=UTC)
    tell(engine, 3, day - timedelta(days=1))
    past = tell(engine, 250, day)
    add(engine, since=day)
    new = tell(engine, 2)
    deliver(engine, all_doors, later())
    assert list(second.statements) == new + past
    [_, row] = rows(engine, Destination)
    assert (row.fill_after, row.fill_until) == (None, None)


def test_what_is_refused_of_the_past_is_set_aside_and_holds_up_no_other(
    engine: Engine, all_doors: Doors, second: FakeLrs
) -> None:
    past = tell(engine, 30)
    add(engine, since=datetime(2020, 1, 1, tzinfo=UTC))
    second.poison.add(past[11])
    deliver(engine, all_doors, later())
    assert list(second.statements) == [one for one in past if one != past[11]]
    assert len(rows(engine, QuarantinedStatement)) == 1


def test_what_was_set_aside_and_arrives_with_the_past_is_set_aside_no_longer(
    engine: Engine, all_doors: Doors, second: FakeLrs
) -> None:
    add(engine)
    ids = tell(engine, 3)
    second.poison |= {ids[0], ids[2]}
    deliver(engine, all_doors, later())
    assert len(rows(engine, QuarantinedStatement)) == 2
    second.poison.remove(ids[2])
    change(
        engine,
        lambda session, now, who: destinations.fill(session, "second", datetime(2020, 1, 1, tzinfo=UTC), now, who=who),
    )
    deliver(engine, all_doors, later())
    assert set(second.statements) == set(ids[1:])
    assert [row.sequence for row in rows(engine, QuarantinedStatement)] == [1]


def test_trouble_while_filling_goes_on_where_it_stopped(engine: Engine, all_doors: Doors, second: FakeLrs) -> None:
    past = tell(engine, 250)
    add(engine, since=datetime(2020, 1, 1, tzinfo=UTC))
    store = second.store

    def second_batch_fails(bodies: Any) -> None:
        if len(second.batches) == 1:
            second.batches.append(0)
            raise LrsError(Meaning.UNREACHABLE, "Gone.")
        store(bodies)

    second.store = second_batch_fails  # type: ignore[method-assign]
    now = later()
    deliver(engine, all_doors, now)
    assert len(second.statements) == 100
    deliver(engine, all_doors, now + timedelta(hours=1))
    assert list(second.statements) == past
    assert second.batches == [100, 0, 100, 50]


def test_a_store_that_has_its_past_can_be_filled_once_more(engine: Engine, all_doors: Doors, second: FakeLrs) -> None:
    day = datetime(2026, 9, 1, tzinfo=UTC)
    past = tell(engine, 5, day)
    add(engine)
    with Session(engine) as session, session.begin():
        assert destinations.fill(session, "second", day, day, who="test") == 5
    deliver(engine, all_doors, later())
    assert list(second.statements) == past
    change(engine, lambda session, now, who: destinations.fill(session, "second", day, now, who=who))
    deliver(engine, all_doors, later())
    assert list(second.statements) == past
    assert rows(engine, QuarantinedStatement) == []


def test_a_dead_store_is_no_other_stores_trouble(
    engine: Engine, all_doors: Doors, lrs: FakeLrs, second: FakeLrs
) -> None:
    add(engine)
    ids = tell(engine, 3)
    lrs.troubles = [LrsError(Meaning.UNREACHABLE, "Gone.")] * 9
    deliver(engine, all_doors, later())
    assert list(second.statements) == ids
    assert lrs.statements == {}
    [first, _] = rows(engine, Destination)
    assert (first.trouble, first.failures) == ("Gone.", 1)


def test_a_paused_store_waits_until_it_is_resumed(engine: Engine, all_doors: Doors, second: FakeLrs) -> None:
    add(engine)
    change(engine, destinations.pause, "second")
    ids = tell(engine)
    deliver(engine, all_doors, later(days=3))
    assert second.statements == {}
    change(engine, destinations.resume, "second")
    deliver(engine, all_doors, later())
    assert list(second.statements) == ids


def test_a_store_is_removed_with_what_it_was_owed(
    engine: Engine, settings: Settings, all_doors: Doors, lrs: FakeLrs, second: FakeLrs
) -> None:
    add(engine)
    ids = tell(engine)
    change(engine, destinations.remove, "second")
    assert rows(engine, Destination)[1].sealed_secret == b""
    deliver(engine, all_doors, later())
    housekeeping.forget_removed_stores(engine, settings, datetime.now(UTC))
    assert second.statements == {}
    assert list(lrs.statements) == ids
    assert [row.endpoint for row in rows(engine, Destination)] == [FIRST]
    assert rows(engine, OwedStatement) == []
    add(engine)


def test_the_store_of_the_settings_is_removed_in_the_settings_only(engine: Engine) -> None:
    with pytest.raises(Conflict, match="The settings name"):
        change(engine, destinations.remove, FIRST)


def test_the_settings_leave_stores_alone_that_were_added(engine: Engine) -> None:
    add(engine)
    with Session(engine) as session, session.begin():
        installation.use_destination(session, "")
    assert [(row.name, row.active) for row in rows(engine, Destination)] == [(FIRST, False), ("second", True)]


def test_one_store_with_another_profile_is_another_destination(engine: Engine) -> None:
    add(engine)
    with pytest.raises(Conflict, match="sends the same statements"):
        add(engine, "third")
    add(engine, "third", profile=Profile(pseudonymous=True))
    with pytest.raises(Conflict, match="“third” already"):
        add(engine, "third", endpoint="https://elsewhere.example.org")


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "7"},
        {"name": "x" * 81},
        {"name": "a\nb"},
        {"endpoint": "lrs.example.org"},
        {"endpoint": "https://user:pw@lrs.example.org/"},
        {"endpoint": "https://lrs.example.org/?a=b"},
        {"endpoint": "https://[lrs"},
        {"endpoint": "ftp://lrs.example.org"},
        {"key": "a:b"},
        {"version": "0.9"},
        {"token_url": "token"},
        {"secret": "a\r\nb"},
        {"key": "ü"},
        {"profile": Profile(events=["danced"])},
    ],
)
@ON_SQLITE
def test_what_cannot_work_is_refused_and_nothing_kept(given: dict[str, Any], engine: Engine) -> None:
    with pytest.raises(DestinationRefused):
        add(engine, **given)
    assert len(rows(engine, Destination)) == 1


def test_a_secret_is_kept_sealed_and_opened_for_its_store_only(engine: Engine, settings: Settings) -> None:
    add(engine, key="npq", secret="swordfish", profile=Profile(["completed"], pseudonymous=True))
    row = rows(engine, Destination)[1]
    assert b"swordfish" not in row.sealed_secret
    sealed = SealedStores(settings)
    client = sealed.client(Store.of(row))
    assert "swordfish" in client._access.secrets
    assert sealed.client(Store.of(row)) is client
    privacy = sealed.privacy(Store.of(row))
    assert privacy.events == {"completed"}
    assert privacy.pseudonym_key is not None


def test_a_secret_stored_under_another_key_pauses_its_store_with_words(engine: Engine, settings: Settings) -> None:
    add(engine, secret="swordfish")
    elsewhere = SealedStores(replace(settings, secret_key="another secret that is long enough too"))
    with pytest.raises(LrsError, match="stored under another LTI_NPQ_SECRET_KEY") as denied:
        elsewhere.client(Store.of(rows(engine, Destination)[1]))
    assert denied.value.meaning is Meaning.DENIED


def test_a_pseudonymous_store_gets_no_subject(
    engine: Engine, all_doors: Doors, participant: Visitor, lrs: FakeLrs, second: FakeLrs
) -> None:
    add(engine, profile=Profile(pseudonymous=True))
    profiled = FakeStores({FIRST: lrs, SECOND: second}, {SECOND: Privacy(pseudonym_key=b"k" * 32)})
    participant.post("pages/planning-see/read", {})
    deliver(engine, replace(all_doors, stores=profiled), later())
    assert "user-1" in json.dumps(list(lrs.statements.values()))
    assert second.statements
    assert "user-1" not in json.dumps(list(second.statements.values()))


def test_events_outside_the_profile_are_passed_over(engine: Engine, all_doors: Doors, second: FakeLrs) -> None:
    add(engine)
    tell(engine, 3)
    profiled = FakeStores({SECOND: second}, {SECOND: Privacy(events=frozenset({"completed"}))})
    deliver(engine, replace(all_doors, stores=profiled), later())
    assert second.statements == {}
    assert {row.destination_id for row in rows(engine, OwedStatement)} == {1}
    assert rows(engine, Destination)[1].delivered == 0


def test_a_statement_that_makes_no_sense_is_set_aside_and_the_rest_goes_on(
    engine: Engine, all_doors: Doors, second: FakeLrs
) -> None:
    add(engine)
    tell(engine, 2)
    with Session(engine) as session, session.begin():
        session.scalars(select(Statement).order_by(Statement.sequence)).first().body = b"{"  # type: ignore[union-attr]
    profiled = FakeStores({SECOND: second}, {SECOND: Privacy(events=frozenset({"launched"}))})
    deliver(engine, replace(all_doors, stores=profiled), later())
    assert len(second.statements) == 1
    [row] = [row for row in rows(engine, QuarantinedStatement) if row.destination_id == 2]
    assert "could not be made fit" in row.reason


# What was set aside.


@pytest.fixture
def refused(engine: Engine, all_doors: Doors, second: FakeLrs) -> int:
    """The number of a statement that the second store refused and the first has."""
    add(engine)
    statement = json.loads((GOLDEN / "completed.json").read_bytes())
    with Session(engine) as session, session.begin():
        outbox.owe_statement(session, statement, datetime.now(UTC))
    second.poison.add(statement["id"])
    deliver(engine, all_doors, later())
    [row] = rows(engine, QuarantinedStatement)
    return row.sequence


def test_a_statement_set_aside_is_shown_with_its_reason(engine: Engine, refused: int) -> None:
    with Session(engine) as session:
        [one] = quarantine.aside(session)
        assert (one.number, one.destination, one.verb) == (refused, "second", "completed")
        assert "did not accept" in one.reason
        assert quarantine.aside(session, 1) == []
        assert quarantine.one_aside(session, refused) == [one]
        with pytest.raises(NotFound):
            quarantine.one_aside(session, refused + 1)


def test_pages_of_what_was_set_aside_leave_nothing_out(
    engine: Engine, all_doors: Doors, lrs: FakeLrs, second: FakeLrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "PAGE", 3)
    add(engine)
    ids = tell(engine, 7)
    lrs.poison |= set(ids[1:])
    second.poison |= set(ids)
    deliver(engine, all_doors, later())
    seen, after = [], 0
    with Session(engine) as session:
        while page := quarantine.aside(session, after=after):
            seen += [(one.number, one.destination_id) for one in page]
            after = page[-1].number
        assert [one.number for one in quarantine.aside(session, 1)] == [2, 3, 4]
    assert seen == [(1, 2), *((number, store) for number in range(2, 8) for store in (1, 2))]


def test_a_statement_set_aside_is_sent_again(engine: Engine, all_doors: Doors, refused: int, second: FakeLrs) -> None:
    second.poison.clear()
    change(engine, quarantine.send_again, refused, 2)
    deliver(engine, all_doors, later(hours=1))
    assert len(second.statements) == 1
    with pytest.raises(NotFound):
        change(engine, quarantine.send_again, refused, 2)


def test_a_statement_set_aside_is_given_up_at_one_store_and_stays_stored(engine: Engine, refused: int) -> None:
    change(engine, quarantine.give_up, refused, 2)
    assert rows(engine, QuarantinedStatement) == []
    assert len(rows(engine, Statement)) == 1
    with pytest.raises(NotFound):
        change(engine, quarantine.give_up, refused, 2)


def test_a_correction_takes_the_place_and_stores_that_have_the_old_one_void_it(
    engine: Engine, all_doors: Doors, refused: int, lrs: FakeLrs, second: FakeLrs
) -> None:
    old = json.loads((GOLDEN / "completed.json").read_bytes())
    corrected = old | {"timestamp": "2026-03-02T16:00:00.000Z"}
    new = change(engine, quarantine.replace, refused, json.dumps(corrected).encode())
    deliver(engine, all_doors, later(hours=1))
    assert [each["verb"]["id"].rpartition("/")[2] for each in lrs.statements.values()] == [
        "completed",
        "voided",
        "completed",
    ]
    assert next(each for each in lrs.statements.values() if each["verb"]["id"].endswith("voided"))["object"] == {
        "objectType": "StatementRef",
        "id": old["id"],
    }
    assert list(second.statements) == [str(new)]
    assert second.statements[str(new)] == corrected | {"id": str(new)}
    assert rows(engine, QuarantinedStatement) == rows(engine, OwedStatement) == []


def test_what_makes_a_statement_void_is_a_sound_statement_of_the_profile(engine: Engine, refused: int) -> None:
    change(engine, quarantine.replace, refused, (GOLDEN / "completed.json").read_bytes())
    told = [json.loads(row.body) for row in rows(engine, Statement)]
    [voiding] = [one for one in told if one["verb"]["id"] == VOIDED.iri]
    assert violations(voiding) == []
    published = profile("https://tool.example")
    [template] = matching(published, voiding)
    [described] = [each for each in published["templates"] if each["id"] == template]
    assert list(breaches(described, voiding)) == []
    assert matching(published, told[0])[0] in described["objectStatementRefTemplate"]
    assert voiding["actor"] == told[0]["actor"]


def test_a_store_that_is_filled_later_hears_that_the_old_one_is_void(
    engine: Engine, all_doors: Doors, refused: int, lrs: FakeLrs
) -> None:
    """Even if nobody else had to, since the only store that there was refused it."""
    with Session(engine) as session, session.begin():
        session.execute(delete(Destination).where(Destination.name == FIRST))
    change(engine, quarantine.replace, refused, (GOLDEN / "completed.json").read_bytes())
    add(engine, "third", since=datetime(2020, 1, 1, tzinfo=UTC), endpoint=THIRD)
    third = FakeLrs()
    deliver(engine, replace(all_doors, stores=FakeStores({THIRD: third})), later())
    assert [each["verb"]["id"].rpartition("/")[2] for each in third.statements.values()] == [
        "completed",
        "voided",
        "completed",
    ]


def test_a_store_that_is_just_being_sent_the_old_one_voids_it(
    engine: Engine, all_doors: Doors, refused: int, lrs: FakeLrs
) -> None:
    with Session(engine) as session, session.begin():
        session.add(OwedStatement(destination_id=1, sequence=refused))
    lrs.statements.clear()
    now = later(minutes=1)
    on_its_way = take(engine, all_doors, now)
    change(engine, quarantine.replace, refused, (GOLDEN / "completed.json").read_bytes())
    hand_over(engine, all_doors, on_its_way, now)
    deliver(engine, all_doors, later(hours=1))
    assert [each["verb"]["id"].rpartition("/")[2] for each in lrs.statements.values()] == [
        "completed",
        "voided",
        "completed",
    ]


def test_a_store_that_is_still_to_be_sent_the_old_one_hears_last_that_it_is_void(
    engine: Engine, all_doors: Doors, refused: int
) -> None:
    """Stores need not know a statement that is taken back before it comes."""
    add(engine, "third", since=datetime(2020, 1, 1, tzinfo=UTC), endpoint=THIRD)
    change(engine, quarantine.replace, refused, (GOLDEN / "completed.json").read_bytes())
    third = FakeLrs()
    deliver(engine, replace(all_doors, stores=FakeStores({THIRD: third})), later())
    told = [(each["verb"]["id"].rpartition("/")[2], each["id"]) for each in third.statements.values()]
    old = json.loads((GOLDEN / "completed.json").read_bytes())["id"]
    assert [verb for verb, _ in told] == ["completed", "completed", "voided"]
    assert [which for _, which in told].index(old) == 1


def test_what_takes_a_statement_back_cannot_be_corrected(engine: Engine, all_doors: Doors, second: FakeLrs) -> None:
    add(engine)
    statement = json.loads((GOLDEN / "voided.json").read_bytes())
    with Session(engine) as session, session.begin():
        outbox.owe_statement(session, statement, datetime.now(UTC))
    second.poison.add(statement["id"])
    deliver(engine, all_doors, later())
    [row] = rows(engine, QuarantinedStatement)
    with pytest.raises(CannotCorrect, match="cannot be taken back"):
        change(engine, quarantine.replace, row.sequence, (GOLDEN / "completed.json").read_bytes())


def test_what_is_no_longer_kept_cannot_be_corrected(engine: Engine, refused: int) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Statement).values(body=b""))
    with pytest.raises(CannotCorrect, match="nothing to correct"):
        change(engine, quarantine.replace, refused, (GOLDEN / "completed.json").read_bytes())


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{}", b'{"actor": {"mbox": "mailto:a@b.c"}}', b"[" * 100_000])
@ON_SQLITE
def test_a_correction_that_is_no_statement_changes_nothing(body: bytes, engine: Engine, refused: int) -> None:
    with pytest.raises(CannotCorrect):
        change(engine, quarantine.replace, refused, body)
    assert len(rows(engine, QuarantinedStatement)) == len(rows(engine, Statement)) == 1


def test_the_same_correction_twice_is_one(engine: Engine, refused: int) -> None:
    body = (GOLDEN / "completed.json").read_bytes()
    assert isinstance(change(engine, quarantine.replace, refused, body), UUID)
    with pytest.raises(NotFound):
        change(engine, quarantine.replace, refused, body)
    assert len(rows(engine, Statement)) == 3


def test_only_one_stores_statements_are_tried_again(engine: Engine, refused: int) -> None:
    with Session(engine) as session, session.begin():
        assert retry_statements(session, 1) == 0
        assert retry_statements(session, 2) == 1


# Retention.


def test_old_statements_keep_their_ids_and_lose_their_bytes_once_nobody_is_owed_them(
    engine: Engine, settings: Settings, all_doors: Doors, second: FakeLrs
) -> None:
    add(engine)
    change(engine, destinations.pause, "second")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    [old] = tell(engine, 1, long_ago)
    tell(engine)
    keep = replace(settings, statement_days=30)
    deliver(engine, all_doors, later())
    housekeeping.forget_old_statements(engine, keep, datetime.now(UTC))
    assert all(row.body for row in rows(engine, Statement))
    change(engine, destinations.resume, "second")
    deliver(engine, all_doors, later())
    housekeeping.forget_old_statements(engine, keep, datetime.now(UTC))
    assert [bool(row.body) for row in rows(engine, Statement)] == [False, True]
    with Session(engine) as session, session.begin():
        outbox.owe_statement(session, {"id": old}, long_ago)
    assert rows(engine, OwedStatement) == []


def test_statements_of_a_past_that_is_still_being_filled_are_kept(engine: Engine, settings: Settings) -> None:
    tell(engine, 2, datetime(2020, 1, 1, tzinfo=UTC))
    change(engine, destinations.pause, FIRST)
    with Session(engine) as session, session.begin():
        session.execute(OwedStatement.__table__.delete())
    add(engine, since=datetime(2019, 1, 1, tzinfo=UTC))
    housekeeping.forget_old_statements(engine, replace(settings, statement_days=30), datetime.now(UTC))
    assert all(row.body for row in rows(engine, Statement))


def test_a_store_that_the_settings_no_longer_name_keeps_no_statement_for_ever(
    engine: Engine, settings: Settings, all_doors: Doors, lrs: FakeLrs
) -> None:
    tell(engine, 2, datetime(2020, 1, 1, tzinfo=UTC))
    new = tell(engine)
    with Session(engine) as session, session.begin():
        installation.use_destination(session, "")
    housekeeping.forget_old_statements(engine, replace(settings, statement_days=30), datetime.now(UTC))
    assert [bool(row.body) for row in rows(engine, Statement)] == [False, False, True]
    with Session(engine) as session, session.begin():
        installation.use_destination(session, FIRST)
    deliver(engine, all_doors, later())
    assert list(lrs.statements) == new


def test_with_no_limit_everything_is_kept(engine: Engine, settings: Settings) -> None:
    tell(engine, 1, datetime(2020, 1, 1, tzinfo=UTC))
    with Session(engine) as session, session.begin():
        session.execute(OwedStatement.__table__.delete())
    housekeeping.forget_old_statements(engine, replace(settings, statement_days=0), datetime.now(UTC))
    assert rows(engine, Statement)[0].body


# What is seen of it.


def test_each_store_tells_what_it_is_owed_and_how_it_fares(
    engine: Engine, all_doors: Doors, lrs: FakeLrs, second: FakeLrs
) -> None:
    add(engine)
    tell(engine, 4)
    lrs.troubles = [LrsError(Meaning.DENIED, "It does not know our key.", status=401)]
    now = datetime.now(UTC)
    deliver(engine, all_doors, now)
    with Session(engine) as session:
        first, other = stores(session, now + timedelta(minutes=1))
    assert (first.owed, first.fares.in_words, first.trouble) == (4, "does not let us in", "It does not know our key.")
    assert first.fares.denied_at is not None
    assert first.oldest is not None
    assert (other.owed, other.oldest, other.fares.in_words) == (0, None, "in order")
    assert (other.fares.delivered, other.fares.attempts, other.fares.failed_attempts) == (4, 1, 0)
    assert other.fares.per_minute == pytest.approx(4 / 5)
    assert sum(other.fares.latencies) == 1
