"""`lti-npq lrs`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from lti_npq.cli.listing import print_list
from lti_npq.cli.setup import read_settings, reading, writing
from lti_npq.services import audit, destinations
from lti_npq.services.delivery.overview import LrsOverview, stores
from lti_npq.services.destinations import NewDestination, Profile

_SINCE = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])

_A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def lrs() -> None:
    """Look after the Learning Record Stores that statements go to."""


@lrs.command(
    epilog="Example: lti-npq lrs add research https://lrs.example.org/xapi --key npq --pseudonymous --from 2026-09-01"
)
@click.argument("name")
@click.argument("endpoint")
@click.option("--key", default="", help="User name, or OAuth client id.")
@click.option("--secret-file", type=_A_FILE, help="A file with the password or client secret.")
@click.option("--token-url", default="", help="Where access tokens are asked for: OAuth 2 client credentials.")
@click.option("--scope", default="", help="The scope to ask for.")
@click.option("--xapi", "version", default="1.0.3", show_default=True, type=click.Choice(destinations.VERSIONS))
@click.option(
    "--event", "events", multiple=True, type=click.Choice(destinations.EVENTS), help="Send only this; repeat."
)
@click.option("--pseudonymous", is_flag=True, help="Name people by keyed hashes.")
@click.option("--without-text", is_flag=True, help="Leave out what people wrote.")
@click.option("--from", "since", type=_SINCE, help="Send what was stored since this day, too (UTC).")
def add(
    *,
    name: str,
    endpoint: str,
    key: str,
    secret_file: Path | None,
    token_url: str,
    scope: str,
    version: str,
    events: tuple[str, ...],
    pseudonymous: bool,
    without_text: bool,
    since: datetime | None,
) -> None:
    """Send statements to one more store, at ENDPOINT, and call it NAME. The secret is asked for if no file has it."""
    settings = read_settings()
    settings.require_secret()
    profile = Profile(sorted(set(events)), pseudonymous, without_text)
    new = NewDestination(name, endpoint, key, _secret(secret_file, key), version, token_url, scope, profile)
    with writing(settings) as session:
        destinations.add(
            session, new, settings.secret_key, datetime.now(UTC), fill_from=_utc(since), who=audit.COMMAND_LINE
        )
    click.echo(f"Added: {name}. Running servers and workers begin to send within seconds.")


@lrs.command("list", epilog="Example: lti-npq lrs list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def list_(*, as_json: bool) -> None:
    """List the stores, with what each gets."""
    with reading(read_settings()) as session:
        found = stores(session, datetime.now(UTC))
    print_list(found, _line, as_json=as_json, none="None yet. Add one with: lti-npq lrs add")


@lrs.command(epilog="Example: lti-npq lrs pause research")
@click.argument("name")
def pause(*, name: str) -> None:
    """Send nothing more to NAME for the time being; what it is owed waits."""
    with writing(read_settings()) as session:
        destinations.pause(session, name, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Paused: {name}. Go on with: lti-npq lrs resume {name}")


@lrs.command(epilog="Example: lti-npq lrs resume research")
@click.argument("name")
def resume(*, name: str) -> None:
    """Send to NAME again, at once."""
    with writing(read_settings()) as session:
        destinations.resume(session, name, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Resumed: {name}.")


@lrs.command(epilog="Example: lti-npq lrs fill research --from 2026-09-01")
@click.argument("name")
@click.option("--from", "since", type=_SINCE, required=True, help="The first day (UTC).")
def fill(*, name: str, since: datetime) -> None:
    """Send NAME what was stored since a day, once more where it has it; what is new goes first."""
    with writing(read_settings()) as session:
        count = destinations.fill(session, name, since.replace(tzinfo=UTC), datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"{count} statements of the past will be sent to {name}.")


@lrs.command(epilog="Example: lti-npq lrs remove research")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(*, name: str, yes: bool) -> None:
    """Send nothing more to NAME, and forget what it was owed."""
    if not yes:
        click.confirm(f"Forget what {name} is still owed?", abort=True)
    with writing(read_settings()) as session:
        destinations.remove(session, name, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Removed: {name}. The statements themselves stay stored.")


def _secret(file: Path | None, key: str) -> str:
    """Return the secret: never from the command line itself, which every user of the machine can read."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except UnicodeDecodeError:
            raise click.BadParameter(f"{file} is no text in UTF-8.", param_hint="--secret-file") from None
    return str(click.prompt("Secret", hide_input=True, default="", show_default=False)) if key else ""


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day else None


def _line(store: LrsOverview) -> str:
    return f"{store.id}  {store.name}  {store.endpoint}  {_profile(store)}  {store.fares.in_words}"


def _profile(store: LrsOverview) -> str:
    gets = store.profile
    events = gets.get("events")
    words = [", ".join(map(str, events))] if isinstance(events, list) else ["everything"]
    words += ["pseudonymous"] if gets.get("pseudonymous") else []
    words += ["without text"] if gets.get("without_text") else []
    return "; ".join(words)
