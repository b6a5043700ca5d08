"""A disk without room: what somebody did is stored with what is owed for it, or not at all, and goes on afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from lti_npq.storage.binding import db
from lti_npq.storage.models import Answer
from stored import owed, rows
from visitors import Visitor
from xapi import vocabulary

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def no_more_room(app: Flask) -> Iterator[None]:
    """Have SQLite answer as it does on a full disk, as soon as the file would have to grow."""

    def limit(connection: Any, *_: object) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def answers(participant: Visitor) -> int:
    return participant.post("questions/planning-check/answers", {"option": "b"}).status_code


def test_a_fact_and_its_statement_are_stored_together_or_not_at_all(
    app: Flask, participant: Visitor, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.connect() as connection:
        # Nothing is left over inside the file.
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    with no_more_room(app):
        met = [answers(participant) for _ in range(60)]
    assert met[-1] == 500
    assert "database or disk is full" in caplog.text
    taken = len(met) - met.count(500)
    assert len(rows(engine, Answer)) == len(owed(engine, vocabulary.ANSWERED)) == taken
    assert answers(participant) != 500
    assert len(rows(engine, Answer)) == len(owed(engine, vocabulary.ANSWERED)) == taken + 1
