"""`lti-npq outbox`."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import BinaryIO

import click

from lti_npq.cli.listing import print_list
from lti_npq.cli.setup import read_settings, reading, ready_database, transaction, writing
from lti_npq.services import audit, delivery, destinations, quarantine
from lti_npq.services.delivery import Overview
from lti_npq.services.delivery.overview import Fares, retry_statements
from lti_npq.services.quarantine import Aside
from lti_npq.workers.delivering import deliver_due
from lti_npq.workers.doors import open_doors


@click.group()
def outbox() -> None:
    """See and hasten what is owed to LMSs and Learning Record Stores."""


@outbox.command(epilog="Example: lti-npq outbox status --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def status(*, as_json: bool) -> None:
    """Say what is owed, per destination, and what failed."""
    with reading(read_settings()) as session:
        found = delivery.overview(session, datetime.now(UTC))
    click.echo(json.dumps(dataclasses.asdict(found), default=str) if as_json else _in_words(found))


@outbox.command(epilog="Example: lti-npq outbox deliver")
def deliver() -> None:
    """Deliver what is due now, then stop."""
    settings = read_settings()
    settings.require_secret()
    with ready_database(settings) as engine:
        deliver_due(engine, open_doors(engine, settings), settings.delivery_threads)
        with transaction(engine) as session:
            found = delivery.overview(session, datetime.now(UTC))
    click.echo(_in_words(found))
    if not found.is_empty:
        raise SystemExit(1)


@outbox.command(epilog="Example: lti-npq outbox retry && lti-npq outbox deliver")
@click.option("--lrs", "name", help="Only statements that this Learning Record Store refused.")
@click.option("--statement", "number", type=int, help="Only the statement with this number.")
def retry(*, name: str | None, number: int | None) -> None:
    """Give everything that was set aside another try."""
    with writing(read_settings()) as session:
        if name is None and number is None:
            count = delivery.retry_failed(session)
        else:
            where = destinations.named(session, name).id if name else None
            count = retry_statements(session, where, number)
    click.echo(f"{count} will be tried again.")


@outbox.command(epilog="Example: lti-npq outbox quarantined --json")
@click.option("--lrs", "name", help="Only those that this Learning Record Store refused.")
@click.option("--after", default=0, help="Only those beyond this number: the next page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts, with the statements.")
def quarantined(*, name: str | None, after: int, as_json: bool) -> None:
    """List statements that a store refused for good, oldest first, fifty at a time."""
    with reading(read_settings()) as session:
        where = destinations.named(session, name).id if name else None
        found = quarantine.aside(session, where, after=after)
    print_list(found, _line, as_json=as_json, none="None.")


@outbox.command(epilog="Example: lti-npq outbox show 4711 > statement.json")
@click.argument("number", type=int)
def show(*, number: int) -> None:
    """Print the statement NUMBER that was set aside, and to standard error what the stores say of it."""
    with reading(read_settings()) as session:
        found = quarantine.one_aside(session, number)
    for one in found:
        click.echo(f"{one.destination}: {one.reason} {one.said}".rstrip(), err=True)
    click.echo(found[0].as_text)


@outbox.command(epilog="Example: lti-npq outbox replace 4711 statement.json")
@click.argument("number", type=int)
@click.argument("file", type=click.File("rb"))
def replace(*, number: int, file: BinaryIO) -> None:
    """Send the corrected statement in FILE in place of NUMBER, under an id of its own; stores that have it void it."""
    with writing(read_settings()) as session:
        new = quarantine.replace(session, number, file.read(), datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Replaced by {new}.")


@outbox.command(epilog="Example: lti-npq outbox discard 4711 --lrs research")
@click.argument("number", type=int)
@click.option("--lrs", "name", required=True, help="The Learning Record Store that refused it.")
def discard(*, number: int, name: str) -> None:
    """Send the statement NUMBER to a store no longer. It stays stored here."""
    with writing(read_settings()) as session:
        where = destinations.named(session, name).id
        quarantine.give_up(session, number, where, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Given up: {number} at {name}.")


def _line(one: Aside) -> str:
    return f"{one.number}  {one.destination}  {one.verb}  {one.quarantined_at:%Y-%m-%d %H:%M}  {one.reason}"


def _in_words(found: Overview) -> str:
    lines = [f"Scores owed: {found.scores_owed}, of which {found.scores_failed} need somebody to look."]
    lines += [f"  {trouble}" for trouble in found.score_troubles]
    for platform in found.platforms:
        lines.append(f"{platform.name}: {platform.owed} scores owed{_since(platform.oldest)}{_pace(platform.fares)}")
    for store in found.stores:
        past = f", and up to {store.past_owed} of the past" if store.past_owed else ""
        owed = f"{store.owed} statements owed{past}, {store.quarantined} set aside{_since(store.oldest)}"
        lines.append(f"{store.name}: {owed}{_pace(store.fares)}")
    lines += [f"{each.platform} does not tell of copied courses: {each.trouble}" for each in found.notice_troubles]
    return "\n".join(lines)


def _since(oldest: datetime | None) -> str:
    return f", the oldest since {oldest:%Y-%m-%d %H:%M} UTC" if oldest else ""


def _pace(fares: Fares) -> str:
    """Say how fast it goes, and what is in the way."""
    words = f"; {fares.per_minute:.4g} a minute; {fares.in_words}."
    if fares.trouble:
        again = f" Tried again at {fares.retry_at:%H:%M:%S} UTC." if fares.retry_at else ""
        words += f"\n  {fares.trouble}{again}"
    return words
