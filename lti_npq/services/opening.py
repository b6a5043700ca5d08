"""Opening what an installation keeps: its folder and its database. On its own, since most commands need no more."""

import tempfile
from pathlib import Path

from sqlalchemy import Engine

from lti_npq.errors import SettingsError
from lti_npq.settings import Settings
from lti_npq.storage import database, migrating


def prepare_folder(folder: Path) -> None:
    """Make the data folder, or say why it cannot be used.

    Raises:
        SettingsError: If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as failure:
        raise SettingsError(
            f"The data folder {folder} cannot be written to: {failure.strerror}.",
            advice="Give the user that runs lti-npq write access, or set LTI_NPQ_DATA_DIR to another folder.",
        ) from None


def open_database(settings: Settings) -> Engine:
    """Return the engine of a database that is ready: a file of ours is brought up to date, any other must be.

    Raises:
        SettingsError: If the folder or the database cannot be used.
    """
    prepare_folder(settings.data_dir)
    engine = database.open_engine(settings.effective_database_url)
    try:
        database.require_reachable(engine)
        if settings.runs_embedded:
            migrating.upgrade(engine)
        else:
            migrating.require_current(engine)
    except SettingsError:
        engine.dispose()
        raise
    return engine
