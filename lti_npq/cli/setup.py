"""What most commands begin with: settings, and a database that is ready."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq import logs
from lti_npq.services.opening import open_database
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing


def read_settings(*, reports_itself: bool = False) -> Settings:
    """Return the settings, and log as they say from now on.

    Args:
        reports_itself: Whether the command tells all that it asked of others, so that the log need not, unless more
            than usual is asked for.
    """
    settings = Settings.from_environment(os.environ)
    quiet = reports_itself and settings.log_level == "INFO"
    logs.install("WARNING" if quiet else settings.log_level, settings.log_format)
    return settings


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end, or writes nothing."""
    with Session(engine) as session, session.begin():
        yield for_writing(session)


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    """A session to look with."""
    with ready_database(settings) as engine, Session(engine) as session:
        yield session


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """A session for a command's one transaction."""
    with ready_database(settings) as engine, transaction(engine) as session:
        yield session


@contextmanager
def ready_database(settings: Settings) -> Iterator[Engine]:
    """A database that is ready, with every connection closed at the end."""
    engine = open_database(settings)
    try:
        yield engine
    finally:
        engine.dispose()
