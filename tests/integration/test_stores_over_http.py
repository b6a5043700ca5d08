"""What is kept of a Learning Record Store is what it is sent with, over HTTP: access, version and profile."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session
from urllib3.util import make_headers

from couriers import deliver, later
from lti_npq.services import destinations, outbox
from lti_npq.services.delivery import Doors, SealedStores
from lti_npq.services.destinations import NewDestination, Profile
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination, OwedStatement, Statement
from receivers import StoreBehind, store_at
from stored import rows
from xapi.validation import violations

GOLDEN = Path(__file__).parents[1] / "unit" / "xapi" / "golden"
EVENTS = ("launched", "answered", "completed")


@pytest.fixture
def behind() -> StoreBehind:
    return StoreBehind()


@pytest.fixture
def endpoint(behind: StoreBehind) -> Iterator[str]:
    with store_at(behind) as address:
        yield address


@pytest.fixture
def doors(doors: Doors, settings: Settings) -> Doors:
    return replace(doors, stores=SealedStores(settings))


def send(engine: Engine, settings: Settings, doors: Doors, endpoint: str, **store: Any) -> None:
    """Add a store and deliver a few statements to it."""
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        destinations.add(
            session, NewDestination("store", endpoint, **store), settings.secret_key, now, fill_from=None, who="test"
        )
        outbox.owe_statements(session, [json.loads((GOLDEN / f"{event}.json").read_bytes()) for event in EVENTS], now)
    deliver(engine, doors, later())


def test_a_store_is_shown_its_key_and_spoken_to_in_version_1_0_3(
    engine: Engine, settings: Settings, doors: Doors, endpoint: str, behind: StoreBehind
) -> None:
    send(engine, settings, doors, endpoint, key="npq", secret="swordfish")
    [asked] = behind.asked
    assert asked["Authorization"] == make_headers(basic_auth="npq:swordfish")["authorization"]
    assert asked["X-Experience-API-Version"] == "1.0.3"
    assert asked["Content-Encoding"] is None
    frozen = {str(row.statement_id): row.body for row in rows(engine, Statement)}
    assert behind.held == frozen
    assert len(frozen) == len(EVENTS)


def test_a_store_of_xapi_2_is_spoken_to_in_its_version(
    engine: Engine, settings: Settings, doors: Doors, endpoint: str, behind: StoreBehind
) -> None:
    send(engine, settings, doors, endpoint, version="2.0.0")
    assert [asked["X-Experience-API-Version"] for asked in behind.asked] == ["2.0.0"]


def test_a_store_with_client_credentials_is_shown_a_token(
    engine: Engine, settings: Settings, doors: Doors, endpoint: str, behind: StoreBehind
) -> None:
    access = {"key": "client", "secret": "swordfish", "scope": "statements/write"}
    send(engine, settings, doors, endpoint, token_url=endpoint.replace("/xapi", "/token"), **access)
    for_token, for_statements = behind.asked
    assert for_token["Authorization"] == make_headers(basic_auth="client:swordfish")["authorization"]
    assert for_statements["Authorization"] == "Bearer statements/write"
    assert len(behind.held) == len(EVENTS)


def test_a_store_gets_what_its_profile_leaves(
    engine: Engine, settings: Settings, doors: Doors, endpoint: str, behind: StoreBehind
) -> None:
    send(engine, settings, doors, endpoint, profile=Profile(["answered", "completed"], pseudonymous=True))
    sent = [json.loads(body) for body in behind.held.values()]
    assert [one["verb"]["id"].rpartition("/")[2] for one in sent] == ["answered", "completed"]
    assert [violations(one) for one in sent] == [[], []]
    assert b"b7e2f1" not in b"".join(behind.held.values())
    assert {row.destination_id for row in rows(engine, OwedStatement)} == {1}


def test_a_key_that_was_changed_meanwhile_is_shown_from_then_on(
    engine: Engine, settings: Settings, doors: Doors, endpoint: str, behind: StoreBehind
) -> None:
    send(engine, settings, doors, endpoint, key="old", secret="swordfish")
    with Session(engine) as session, session.begin():
        session.execute(update(Destination).where(Destination.name == "store").values(key="new"))
        outbox.owe_statement(session, json.loads((GOLDEN / "passed.json").read_bytes()), datetime.now(UTC))
    deliver(engine, doors, later())
    assert behind.asked[-1]["Authorization"] == make_headers(basic_auth="new:swordfish")["authorization"]
