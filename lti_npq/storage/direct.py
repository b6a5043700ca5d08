"""Sessions that begin on the driver's own connection, for requests that run prepared statements alone.

SQLAlchemy's own way into and out of a transaction costs as much as all that a launch asks of SQLite. It comes in, with
the same connection and in the same transaction, as soon as something needs it: an entity, an expression, a savepoint.
"""

from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection


def begin(connection: PoolProxiedConnection, dialect: str, *, writes: bool) -> None:
    """Begin a transaction on SQLite, which has to be told who writes; PostgreSQL's driver begins by itself."""
    # SQLAlchemy may begin on a connection on which a request has begun.
    if dialect == "sqlite" and not connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")


class DirectSession(Session):
    """A session with one engine."""

    engine: Engine
    writes: bool = False
    """Whether the transaction that it is in began as a writer's."""
    _direct: PoolProxiedConnection | None = None
    _adopted: Connection | None = None
    """The same connection as SQLAlchemy has it."""

    def begin_directly(self, *, writes: bool) -> PoolProxiedConnection:
        """Begin a transaction.

        Raises:
            RuntimeError: If a reader's is under way that was to become a writer's: SQLite cannot promise that.
        """
        if self._direct is None:
            self._direct, self.writes = self.engine.raw_connection(), writes
            begin(self._direct, self.engine.dialect.name, writes=writes)
        elif writes and not self.writes:
            raise RuntimeError("a transaction that began as a reader's cannot become a writer's")
        return self._direct

    def run(self, sql: str, parameters: Any) -> DBAPICursor:
        """Run a statement on the driver itself, in this session's transaction; return the cursor with the answer."""
        driver: Any = (self._direct or self.begin_directly(writes=False)).driver_connection
        answer: DBAPICursor = driver.execute(sql, parameters)
        return answer

    def get_bind(self, *_of: Any, **_for: Any) -> Connection:
        """Have SQLAlchemy take part."""
        if self._adopted is None:
            self._adopted = Connection(self.engine, self.begin_directly(writes=False))
        return self._adopted

    def in_transaction(self) -> bool:
        return self._direct is not None or super().in_transaction()

    def commit(self) -> None:
        if super().in_transaction():
            super().commit()
        if self._direct is not None:
            self._direct.commit()
        self._release()

    def rollback(self) -> None:
        if super().in_transaction():
            super().rollback()
        if self._direct is not None:
            self._direct.rollback()
        self._release()

    def close(self) -> None:
        # Nothing of SQLAlchemy's is to be cleared away where nothing but prepared statements ran.
        if self._adopted is not None or self.identity_map or self.new:
            super().close()
        self._release()

    def _release(self) -> None:
        """Give the connection back; the pool rolls back whatever was not committed."""
        taken, self._direct, self._adopted, self.writes = self._adopted or self._direct, None, None, False
        if taken is not None:
            taken.close()
