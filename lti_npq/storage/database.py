"""Engines: SQLite used well, PostgreSQL as it is, by one URL."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from lti_npq.errors import SettingsError
from lti_npq.storage.base import Base, table_of
from lti_npq.storage.direct import DirectSession, begin

BUSY_SECONDS = 15
_WRITES = "lti_npq_writes"
_LOG_PAGES = 4_000
"""Of SQLite's write-ahead log, before it is carried over: what many requests change, such as the newest page of a
table, is carried over once for all of them. More would need a second block of the log's index."""


def engine_options(url: str) -> dict[str, Any]:
    """Return what an engine for this URL must be made with.

    Raises:
        SettingsError: If the URL is not one of SQLite or PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("LTI_NPQ_DATABASE_URL is not a database URL.", advice=_URL_ADVICE) from None
    match parsed.get_backend_name():
        case "sqlite":
            return {"url": parsed, "connect_args": {"timeout": BUSY_SECONDS}, **_DISCREET}
        case "postgresql":
            return {"url": parsed.set(drivername="postgresql+psycopg"), "pool_pre_ping": True, **_DISCREET}
        case other:
            raise SettingsError(f"LTI_NPQ_DATABASE_URL names '{other}', which is not supported.", advice=_URL_ADVICE)


# What a statement carries is people's writing and secrets: an error must not print it.
_DISCREET = {"hide_parameters": True}
_URL_ADVICE = "Use postgresql://user:password@host/database, or leave it out for SQLite in the data folder."


def open_engine(url: str) -> Engine:
    """Return a tuned engine.

    Raises:
        SettingsError: If the URL is wrong or its driver is not installed.
    """
    try:
        engine = create_engine(**engine_options(url))
    except (ModuleNotFoundError, NoSuchModuleError):
        raise SettingsError(
            "The PostgreSQL driver is not installed.", advice="Install it with: pip install 'lti-npq[postgresql]'"
        ) from None
    return tune(engine)


def tune(engine: Engine) -> Engine:
    """Prepare an engine's connections; on PostgreSQL there is nothing to do."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin late and without IMMEDIATE.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"wal_autocheckpoint={_LOG_PAGES}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    begin(connection.connection, "sqlite", writes=writes)


def for_writing(session: Session) -> Session:
    """Start the session's transaction as a writer, so that SQLite queues it instead of failing it half way."""
    if isinstance(session, DirectSession):
        session.begin_directly(writes=True)
    else:
        session.connection(execution_options={_WRITES: True})
    return session


def is_writing(session: Session) -> bool:
    """Whether the session is in a transaction that began as a writer's."""
    if isinstance(session, DirectSession):
        return session.writes
    return session.in_transaction() and _WRITES in session.connection().get_execution_options()


def engine_of(session: Session) -> Engine:
    """Return the engine that a session's connections come from."""
    if isinstance(session, DirectSession):
        return session.engine
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine


def hold_writers(session: Session, model: type[Base]) -> None:
    """Let nobody else write to a table until this transaction ends, and wait for those who are at it.

    On SQLite a writer is alone in any case.
    """
    if engine_of(session).dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table_of(model).name} IN SHARE ROW EXCLUSIVE MODE"))


def as_writer(connection: Connection) -> Connection:
    """Have the connection's next transaction begin as a writer's."""
    return connection.execution_options(**{_WRITES: True})


def require_reachable(engine: Engine) -> None:
    """Say in one sentence why the database cannot be used, if so.

    Raises:
        SettingsError: If no connection can be made.
    """
    try:
        engine.connect().close()
    except DBAPIError as failure:
        address = engine.url.render_as_string(hide_password=True)
        reason = str(failure.orig).strip().splitlines()[0]
        raise SettingsError(
            f"The database {address} cannot be opened: {reason}.",
            advice="Check LTI_NPQ_DATABASE_URL and LTI_NPQ_DATA_DIR.",
        ) from None
