"""`lti-npq outbox`."""

import dataclasses
import json

import click

from lti_npq.cli.setup import read_settings, reading, transaction, writing
from lti_npq.services import delivery
from lti_npq.services.delivery import Overview
from lti_npq.services.installation import open_database
from lti_npq.workers.delivering import deliver_all, open_doors


@click.group()
def outbox() -> None:
    """See and hasten what is owed to LMSs and Learning Record Stores."""


@outbox.command(epilog="Example: lti-npq outbox status --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def status(*, as_json: bool) -> None:
    """Say what is owed, per destination, and what failed."""
    with reading(read_settings()) as session:
        found = delivery.overview(session)
    click.echo(json.dumps(dataclasses.asdict(found), default=str) if as_json else _in_words(found))


@outbox.command(epilog="Example: lti-npq outbox deliver")
def deliver() -> None:
    """Deliver what is due now, then stop."""
    settings = read_settings()
    settings.require_secret()
    engine = open_database(settings)
    deliver_all(engine, open_doors(engine, settings))
    with transaction(engine) as session:
        found = delivery.overview(session)
    click.echo(_in_words(found))
    if not found.is_empty:
        raise SystemExit(1)


@outbox.command(epilog="Example: lti-npq outbox retry && lti-npq outbox deliver")
def retry() -> None:
    """Give everything that was set aside another try."""
    with writing(read_settings()) as session:
        count = delivery.retry_failed(session)
    click.echo(f"{count} will be tried again.")


def _in_words(found: Overview) -> str:
    lines = [f"Scores owed: {found.scores_owed}, of which {found.scores_failed} need somebody to look."]
    lines += [f"  {trouble}" for trouble in found.score_troubles]
    for store in found.stores:
        lines.append(f"{store.endpoint}: {store.owed} statements owed, {store.quarantined} set aside.")
        if store.trouble:
            lines.append(f"  {store.trouble}")
    lines += [f"{each.platform} does not tell of copied courses: {each.trouble}" for each in found.notice_troubles]
    return "\n".join(lines)
