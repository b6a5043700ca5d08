"""One SQLite file, or memory, behind one lock."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from lti_npq.demo_lms.errors import StartError

FILE = "demo-lms.sqlite3"

_VERSION = 3
"""Of the tables below; a file of another version is refused."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pending_message (
    hint TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS access_token (
    digest TEXT PRIMARY KEY, tool INTEGER NOT NULL, scopes TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS used_once (token TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tool (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice_handler (
    deployment TEXT NOT NULL, notice_type TEXT NOT NULL, handler TEXT NOT NULL, PRIMARY KEY (deployment, notice_type));
CREATE TABLE IF NOT EXISTS course (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, title TEXT NOT NULL,
    history TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS member (
    course TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, suspended INTEGER NOT NULL,
    PRIMARY KEY (course, person));
CREATE TABLE IF NOT EXISTS activity (
    number INTEGER PRIMARY KEY AUTOINCREMENT, course TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
    description TEXT NOT NULL, custom TEXT NOT NULL, tool INTEGER NOT NULL, url TEXT, icon TEXT,
    UNIQUE (course, key));
CREATE TABLE IF NOT EXISTS line_item (
    number INTEGER PRIMARY KEY AUTOINCREMENT, course TEXT NOT NULL, label TEXT NOT NULL, maximum REAL NOT NULL,
    resource_link_id TEXT, resource_id TEXT, tag TEXT, starts TEXT, ends TEXT, tool INTEGER NOT NULL,
    made_with_activity INTEGER NOT NULL, takes_grades INTEGER NOT NULL, review TEXT);
CREATE TABLE IF NOT EXISTS score (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    line_item INTEGER NOT NULL REFERENCES line_item ON DELETE CASCADE,
    person TEXT NOT NULL, timestamp TEXT NOT NULL, given REAL, maximum REAL, activity_progress TEXT NOT NULL,
    grading_progress TEXT NOT NULL, comment TEXT, submission TEXT, received TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS teacher_grade (
    line_item INTEGER NOT NULL REFERENCES line_item ON DELETE CASCADE, person TEXT NOT NULL,
    points REAL, locked INTEGER NOT NULL, written TEXT NOT NULL, PRIMARY KEY (line_item, person));
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
            # A process that is killed loses nothing by this; a computer that crashes may, which is fine for a toy.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._require_our_version()
            self._connection.executescript(f"{_SCHEMA} PRAGMA user_version = {_VERSION};")
        except (sqlite3.Error, StartError):
            self._connection.close()
            raise

    def _require_our_version(self) -> None:
        [(version,)] = self._connection.execute("PRAGMA user_version").fetchall()
        [(tables,)] = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        if tables and version != _VERSION:
            raise StartError(f"{FILE} was written by another version of the demonstration LMS; delete its folder.")

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
