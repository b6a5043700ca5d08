"""PostgreSQL for tests: one database of this process that is put back between tests, or one of a test's own.

Making and dropping a database costs the server a checkpoint and some 300 files, ten times what a test of ours takes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Engine, Table, text

from lti_npq.storage import migrating
from lti_npq.storage.base import Base
from lti_npq.storage.database import open_engine

SERVER = "postgresql://postgres@127.0.0.1:5432/test"


def answers() -> bool:
    """Whether there is a server to test with."""
    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def new_database() -> Iterator[str]:
    """The URL of an empty database, which goes at the end."""
    name = f"lti_npq_test_{uuid4().hex[:8]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        # No test pulls the plug, so none need wait for the disk.
        server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        try:
            yield SERVER.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class SharedDatabase:
    """A migrated database that many tests use one after another."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = open_engine(url)
        migrating.upgrade(self._engine)
        self._has_snapshot = False

    def close(self) -> None:
        self._engine.dispose()

    def empty(self) -> None:
        """Have no rows in it, whatever the test before left, open transactions included."""
        with self._without_rules() as connection:
            connection.execute(_END_THE_OTHERS)
            self._run(connection, "DELETE FROM {table}", "SELECT setval({sequence}, 1, false)")

    def fill_from(self, installed: Engine) -> None:
        """Have the rows of another database; they are copied over once and kept here."""
        if not self._has_snapshot:
            self._take_snapshot(installed)
        with self._without_rules() as connection:
            self._run(connection, *_FILL)

    def _take_snapshot(self, installed: Engine) -> None:
        with installed.connect() as source, self._without_rules() as connection:
            connection.execute(text("CREATE SCHEMA snapshot"))
            for table in Base.metadata.sorted_tables:
                if rows := [row._asdict() for row in source.execute(table.select())]:
                    connection.execute(table.insert(), rows)
            self._run(connection, "CREATE TABLE snapshot.{table} AS TABLE public.{table}", "")
            self._run(connection, "DELETE FROM {table}", "")
        self._has_snapshot = True

    @contextmanager
    def _without_rules(self) -> Iterator[Connection]:
        """A transaction in which tables may be emptied and filled in any order."""
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection

    @staticmethod
    def _run(connection: Connection, for_table: str, for_sequence: str) -> None:
        """Run one statement for each table, and one for each that numbers its rows, all in one go."""
        statements = []
        for table in Base.metadata.sorted_tables:
            statements.append(for_table.format(table=f'"{table.name}"'))
            if for_sequence and (column := _numbered(table)):
                sequence = f"pg_get_serial_sequence('\"{table.name}\"', '{column}')"
                statements.append(for_sequence.format(sequence=sequence, table=f'"{table.name}"', column=column))
        connection.exec_driver_sql("; ".join(statements))


_FILL = (
    "INSERT INTO public.{table} SELECT * FROM snapshot.{table}",
    "SELECT setval({sequence}, (SELECT coalesce(max({column}), 0) + 1 FROM public.{table}), false)",
)
_END_THE_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _numbered(table: Table) -> str | None:
    """The column whose numbers the server gives, if there is one."""
    column = table.autoincrement_column
    return column.name if column is not None and not column.foreign_keys else None
