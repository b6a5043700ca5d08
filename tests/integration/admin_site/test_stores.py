"""Learning Record Stores at the admin site: added, paused, removed; what they refused is corrected or sent again."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from admins import Admin
from couriers import deliver, later
from fakes import FakeLrs, FakeStores
from lti_npq.services import outbox
from lti_npq.services.delivery import Doors
from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement
from stored import rows
from visitors import Visitor
from xapi.lrs_error import LrsError, Meaning

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRST, SECOND = "https://lrs.example.org/xapi", "https://second.example.org/xapi"
GOLDEN = Path(__file__).parents[2] / "unit" / "xapi" / "golden" / "completed.json"
FORM = {"name": "research", "endpoint": SECOND, "key": "npq", "secret": "swordfish"}


@pytest.fixture
def lrs() -> FakeLrs:
    return FakeLrs()


@pytest.fixture
def all_doors(doors: Doors, lrs: FakeLrs) -> Doors:
    return replace(doors, stores=FakeStores({SECOND: lrs}))


@pytest.fixture
def refused(engine: Engine, all_doors: Doors, ann: Admin, lrs: FakeLrs) -> int:
    """The number of a statement that the added store refused."""
    ann.post("/admin/stores/new", FORM)
    statement = json.loads(GOLDEN.read_bytes())
    with Session(engine) as session, session.begin():
        outbox.owe_statement(session, statement, datetime.now(UTC))
    lrs.poison.add(statement["id"])
    deliver(engine, all_doors, later())
    [row] = rows(engine, QuarantinedStatement)
    return row.sequence


def test_a_store_is_added_with_a_profile_and_its_secret_is_never_shown(engine: Engine, ann: Admin) -> None:
    ann.post("/admin/stores/new", {**FORM, "event": "completed", "pseudonymous": "on", "since": "2026-09-01"})
    page = ann.get("/admin/deliveries").text
    assert "research" in page
    assert "Gets completed, with pseudonyms" in page
    assert "swordfish" not in page
    row = rows(engine, Destination)[1]
    assert row.profile == {"events": ["completed"], "pseudonymous": True}
    assert b"swordfish" not in row.sealed_secret
    assert "added a Learning Record Store" in ann.get("/admin/log").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"endpoint": "nonsense"}, "is not an address"),
        ({"name": ""}, "needs a name"),
        ({"since": "yesterday"}, "That is not a day"),
        ({"endpoint": FIRST}, "sends the same statements"),
    ],
)
def test_a_store_that_cannot_work_is_explained_and_what_was_written_is_kept(
    change: dict[str, str], words: str, engine: Engine, ann: Admin
) -> None:
    answer = ann.post("/admin/stores/new", {**FORM, **change})
    assert answer.status_code in {409, 422}
    assert words in unescape(answer.text)
    assert 'value="npq"' in answer.text
    assert "swordfish" not in answer.text
    assert len(rows(engine, Destination)) == 1


def test_a_store_is_paused_resumed_and_removed(engine: Engine, ann: Admin) -> None:
    ann.post("/admin/stores/new", FORM)
    ann.post("/admin/stores/2/pause", page="/admin/deliveries")
    assert "Paused" in ann.get("/admin/deliveries").text
    ann.post("/admin/stores/2/resume", page="/admin/deliveries")
    assert rows(engine, Destination)[1].paused_at is None
    ann.post("/admin/stores/2/remove", page="/admin/deliveries")
    assert rows(engine, Destination)[1].active
    ann.post("/admin/stores/2/remove", {"sure": "yes"}, page="/admin/deliveries")
    assert not rows(engine, Destination)[1].active
    assert ann.post("/admin/stores/2/pause", page="/admin/deliveries").status_code == 404


def test_a_store_that_does_not_let_us_in_is_an_alarm_with_the_next_step(
    engine: Engine, all_doors: Doors, ann: Admin, lrs: FakeLrs, participant: Visitor
) -> None:
    ann.post("/admin/stores/new", FORM)
    participant.post("pages/planning-see/read", {})
    lrs.troubles = [LrsError(Meaning.DENIED, "The LRS at second.example.org did not accept the key.", status=401)]
    deliver(engine, all_doors, later())
    page = unescape(ann.get("/admin/deliveries").text)
    assert "Does not let us in" in page
    assert "Mend the access there" in page
    assert "did not accept the key" in unescape(ann.get("/admin/").text)


def test_a_refused_statement_is_shown_with_its_reason(ann: Admin, refused: int) -> None:
    assert "1 set aside" in ann.get("/admin/deliveries").text
    assert "did not accept" in ann.get("/admin/stores/refused").text
    page = unescape(ann.get(f"/admin/stores/refused/{refused}").text)
    assert '"id": "http://adlnet.gov/expapi/verbs/completed"' in page
    assert ann.get(f"/admin/stores/refused/{refused + 1}").status_code == 404


def test_a_refused_statement_is_sent_again(
    engine: Engine, ann: Admin, refused: int, all_doors: Doors, lrs: FakeLrs
) -> None:
    lrs.poison.clear()
    ann.post(f"/admin/stores/refused/{refused}/again", {"store": "2"}, page=f"/admin/stores/refused/{refused}")
    deliver(engine, all_doors, later(hours=1))
    assert len(lrs.statements) == 1
    assert "No statement is set aside" in ann.get("/admin/stores/refused").text


def test_a_refused_statement_is_given_up(engine: Engine, ann: Admin, refused: int) -> None:
    ann.post(f"/admin/stores/refused/{refused}/discard", {"store": "2"}, page=f"/admin/stores/refused/{refused}")
    assert rows(engine, QuarantinedStatement) == []
    assert "gave up a statement" in ann.get("/admin/log").text


def test_a_refused_statement_is_corrected(
    engine: Engine, ann: Admin, refused: int, all_doors: Doors, lrs: FakeLrs
) -> None:
    page = f"/admin/stores/refused/{refused}"
    wrong = ann.post(f"{page}/replace", {"statement": '{"verb": '}, page=page)
    assert wrong.status_code == 422
    assert "not a JSON object" in wrong.text
    assert unescape(wrong.text).count('{"verb": ') == 1
    corrected = json.loads(GOLDEN.read_bytes()) | {"timestamp": "2026-03-02T16:00:00.000Z"}
    ann.post(f"{page}/replace", {"statement": json.dumps(corrected)}, page=page)
    deliver(engine, all_doors, later(hours=1))
    [held] = lrs.statements.values()
    assert held["timestamp"] == "2026-03-02T16:00:00.000Z"
    assert {owed.destination_id for owed in rows(engine, OwedStatement)} == {1}
