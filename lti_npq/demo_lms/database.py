"""One SQLite file, or memory, behind one lock."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from lti_npq.demo_lms.errors import StartError

FILE = "demo-lms.sqlite3"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pending_launch (
    hint TEXT PRIMARY KEY, person TEXT NOT NULL, course TEXT NOT NULL, activity TEXT NOT NULL,
    document_target TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS access_token (digest TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS used_assertion (jti TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS line_item (
    number INTEGER PRIMARY KEY AUTOINCREMENT, course TEXT NOT NULL, label TEXT NOT NULL, maximum REAL NOT NULL,
    resource_link_id TEXT, resource_id TEXT, tag TEXT, starts TEXT, ends TEXT);
CREATE TABLE IF NOT EXISTS score (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    line_item INTEGER NOT NULL REFERENCES line_item ON DELETE CASCADE,
    person TEXT NOT NULL, timestamp TEXT NOT NULL, given REAL, maximum REAL, activity_progress TEXT NOT NULL,
    grading_progress TEXT NOT NULL, comment TEXT, received TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS statement (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, stored TEXT NOT NULL);
"""


class Database:
    """Rows in and out; a writer's `transaction` lands whole or not at all."""

    def __init__(self, folder: Path | None) -> None:
        path = folder / FILE if folder else ":memory:"
        try:
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            self._prepare()
        except (OSError, sqlite3.Error) as problem:
            raise StartError(f"The demonstration LMS cannot keep its data in {folder}: {problem}.") from problem
        self._lock = RLock()

    def _prepare(self) -> None:
        try:
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to one thread; commits at the end, rolls back on an error."""
        with self._lock, self._connection:
            yield self._connection

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        found = self.rows(query, *values)
        return found[0] if found else None

    def write(self, query: str, *values: Any) -> int:
        """Run one statement in a transaction of its own; returns how many rows it touched."""
        with self.transaction() as connection:
            return connection.execute(query, values).rowcount

    def close(self) -> None:
        with self._lock:
            self._connection.close()
