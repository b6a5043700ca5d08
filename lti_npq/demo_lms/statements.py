"""The statements received, as they came."""

import json
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any
from uuid import uuid4

from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.errors import RefusedError

Statement = dict[str, Any]

_SET_BY_THE_STORE = {"stored", "authority", "version"}


class StatementLog:
    """Statements by id. The same one again is no news; another one of the same id is a conflict."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, statements: list[Statement]) -> list[str]:
        """Store checked statements, all or none; returns their ids in order.

        Raises:
            RefusedError: 409, if an id is known with other content.

        Source: xAPI 1.0.3, Communication, 2.1.1 and 2.1.2.
        """
        with self._database.transaction() as connection:
            return [_add_one(connection, {"id": str(uuid4()), **statement}) for statement in statements]

    def find(self, identifier: str) -> Statement | None:
        row = self._database.row("SELECT * FROM statement WHERE id = ?", identifier.lower())
        return _as_stored(row["body"], row["stored"]) if row else None

    def recent(self, limit: int = 0) -> list[Statement]:
        """Return statements, newest first; a limit of 0 means all."""
        rows = self._database.rows("SELECT * FROM statement ORDER BY number DESC LIMIT ?", limit or -1)
        return [_as_stored(row["body"], row["stored"]) for row in rows]


def _add_one(connection: Connection, statement: Statement) -> str:
    identifier = str(statement["id"]).lower()
    known = connection.execute("SELECT body FROM statement WHERE id = ?", (identifier,)).fetchone()
    if known is None:
        query = "INSERT INTO statement (id, body, stored) VALUES (?, ?, ?)"
        connection.execute(query, (identifier, json.dumps(statement), datetime.now(UTC).isoformat()))
    elif _essence(json.loads(known["body"])) != _essence(statement):
        raise RefusedError(409, "conflict", f"statement {identifier} is known with other content")
    return identifier


def _as_stored(body: str, stored: str) -> Statement:
    statement: Statement = json.loads(body)
    return {"version": "1.0.0", "timestamp": stored, **statement, "stored": stored}


def _essence(statement: Statement) -> Statement:
    essence = {name: value for name, value in statement.items() if name not in _SET_BY_THE_STORE}
    return {**essence, "id": essence["id"].lower()}
