"""What a launch may cost: nothing on the network, one transaction, and no walk through a table."""

import socket
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from fakes import FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.storage.binding import db
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import Tenant
from lti_npq.web.context import EXTENSION
from sql_trace import traced
from visitors import Visitor, begin_login

# PostgreSQL is itself behind a socket, and chooses its plans by the sizes of tables.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FEW = {"destination", "programme_release"}
"""Tables with a row for each record store or programme: reading them whole costs nothing."""


class WritingMeanwhile:
    """An LMS that gives its keys out only after somebody else has written to the tool's database."""

    def __init__(self, lms: FakePlatform, engine: Engine) -> None:
        self._lms, self._engine = lms, engine

    def request(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> Answer:
        with Session(self._engine) as session, session.begin():
            for_writing(session).add(Tenant(name="Another provider"))
        return self._lms.request(method, url, headers=headers, body=body)


@ON_SQLITE
def test_a_launch_whose_keys_are_known_calls_nobody(
    app: Flask, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    Visitor.launched(app, lms)
    fetched = list(lms.requests)

    def refuse(*_: object) -> None:
        raise AssertionError("a launch opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert Visitor.launched(app, lms).get().status_code == 200
    assert lms.requests == fetched


def test_nobody_waits_for_a_launch_that_fetches_keys(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    app.extensions[EXTENSION].platform_keys = PlatformKeys(WritingMeanwhile(lms, engine))  # type: ignore[arg-type]
    Visitor.launched(app, lms)


@ON_SQLITE
def test_a_launch_whose_keys_are_known_is_one_transaction(app: Flask, lms: FakePlatform) -> None:
    visitor = Visitor.launched(app, lms)
    with app.app_context():
        engine = db.engine
    asked = begin_login(visitor.client, lms)
    form = {"state": asked["state"], "id_token": lms.sign(lms.claims(asked["nonce"]))}
    with traced(engine) as statements:
        assert visitor.client.post("/lti/launch", data=form, base_url="https://localhost").status_code == 303
    assert [each for each in statements if each.startswith(("BEGIN", "COMMIT"))] == ["BEGIN IMMEDIATE", "COMMIT"]


@ON_SQLITE
def test_no_step_of_a_launch_walks_through_a_table(app: Flask, lms: FakePlatform) -> None:
    Visitor.launched(app, lms)
    with app.app_context():
        engine = db.engine
    with traced(engine) as statements:
        Visitor.launched(app, lms).get()
    asked = [statement for statement in statements if statement.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert len(asked) > 10
    with engine.connect() as connection:
        for statement in asked:
            assert not walks(connection, statement), statement


def walks(connection: Connection, statement: str) -> list[str]:
    """Return the tables that SQLite reads whole, of those that the statement names.

    Another one is read for a foreign key, and only where a row broke it.
    """
    # The driver's own cursor: what is written in a page may look like a parameter to SQLAlchemy.
    plan = [row[3].split() for row in connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}")]
    read_whole = [step[1] for step in plan if step[0] == "SCAN" and step[2:] != ["CONSTANT", "ROWS"]]
    return [table for table in read_whole if table in statement and table not in FEW]
