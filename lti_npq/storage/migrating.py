"""Bringing a database to the schema that the code expects, and saying so when it is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from lti_npq.errors import SettingsError
from lti_npq.storage.database import as_writer

_FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for this connection; no ini file needed."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the revision that the code expects."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    revision = ScriptDirectory.from_config(config).get_current_head()
    if revision is None:
        raise SettingsError("The installation has no migrations; it is incomplete.", advice="Install it again.")
    return revision


def current(engine: Engine) -> str | None:
    """Return the database's revision, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, target: str = "head") -> None:
    """Migrate upwards, keeping everything; a second call does nothing.

    Raises:
        SettingsError: If the database was made by newer code.
    """
    refuse_newer(engine)
    with _alone(engine) as connection:
        command.upgrade(configuration(connection), target)


def downgrade(engine: Engine, target: str) -> None:
    """Migrate downwards; what the older schema has no place for is lost."""
    with _alone(engine) as connection:
        command.downgrade(configuration(connection), target)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection whose one transaction changes the schema.

    SQLite changes a table by building it anew and dropping the old one, which foreign keys would take for the loss of
    what they point to; so they rest meanwhile and are checked at the end.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        pragmas: Any = connection.connection.driver_connection
        pragmas.execute("PRAGMA foreign_keys=OFF")
        try:
            with as_writer(connection).begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise SettingsError("The migration would break references; nothing was changed.")
        finally:
            pragmas.execute("PRAGMA foreign_keys=ON")


def require_current(engine: Engine) -> None:
    """Refuse to run on any schema but the expected one.

    Raises:
        SettingsError: If the database is behind or ahead of the code.
    """
    refuse_newer(engine)
    if current(engine) != head():
        raise SettingsError("The database is behind the code.", advice="Bring it up to date with: lti-npq db upgrade")


def refuse_newer(engine: Engine) -> None:
    """Refuse a database whose revision this code does not know.

    Raises:
        SettingsError: If so.
    """
    revision = current(engine)
    if revision is None:
        return
    with engine.connect() as connection:
        known = {script.revision for script in ScriptDirectory.from_config(configuration(connection)).walk_revisions()}
    if revision not in known:
        raise SettingsError(
            f"The database is at revision {revision}, which is ahead of the code.",
            advice="Install the version of lti-npq that made it, or a later one.",
        )
