"""`lti-npq db`."""

import click

from lti_npq.cli.setup import read_settings
from lti_npq.services.opening import prepare_folder
from lti_npq.storage import database, migrating


@click.group()
def db() -> None:
    """Look after the database."""


@db.command(epilog="Example: lti-npq db upgrade")
def upgrade() -> None:
    """Bring the database to the schema that this version expects. Nothing is lost; a second run does nothing."""
    settings = read_settings()
    prepare_folder(settings.data_dir)
    engine = database.open_engine(settings.effective_database_url)
    database.require_reachable(engine)
    before = migrating.current(engine)
    migrating.upgrade(engine)
    after = migrating.current(engine)
    click.echo(f"The database is at {after}." if before == after else f"Upgraded from {before or 'empty'} to {after}.")
