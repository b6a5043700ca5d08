"""`lti-npq admin`."""

import json
from datetime import UTC, datetime

import click

from lti_npq.cli.listing import print_list
from lti_npq.cli.setup import read_settings, reading, writing
from lti_npq.services import audit
from lti_npq.services.administration import administrators, inviting
from lti_npq.services.administration.administrators import AdministratorView
from lti_npq.services.invitations import LASTS, Kind


@click.group()
def admin() -> None:
    """Say who may look after the installation."""


@admin.command(epilog="Example: lti-npq admin invite")
@click.option("--registration", is_flag=True, help="For an LMS that registers itself, rather than an administrator.")
@click.option("--tenant", default="", help="The one provider that the administrator, or the LMS, is for.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def invite(*, registration: bool, tenant: str, as_json: bool) -> None:
    """Print a link for one use: to become an administrator, or to register an LMS."""
    settings, kind = read_settings(), Kind.REGISTRATION if registration else Kind.ADMINISTRATOR
    with writing(settings) as session:
        provider = inviting.provider_for(session, kind, tenant)
        link = inviting.make_link(session, settings, kind, provider, datetime.now(UTC), who=audit.COMMAND_LINE)
    hours = int(LASTS[kind].total_seconds() // 3600)
    words = f"Good for one use within {hours} hours, and shown this once only:\n{link}"
    click.echo(json.dumps({"link": link, "hours": hours}) if as_json else words)


@admin.command("list", epilog="Example: lti-npq admin list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def list_(*, as_json: bool) -> None:
    """List the administrators."""
    with reading(read_settings()) as session:
        people = administrators.administrators(session)
    print_list(people, _line, as_json=as_json, none="Nobody yet. Invite the first one with: lti-npq admin invite")


@admin.command(epilog="Example: lti-npq admin disable ann@school.example")
@click.argument("email")
def disable(email: str) -> None:
    """Let the administrator EMAIL in no longer, and end their sessions and the one-time links they made."""
    with writing(read_settings()) as session:
        number = administrators.number_of(session, email)
        person = administrators.disable(session, number, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Disabled: {person.email}")


def _line(person: AdministratorView) -> str:
    ended = "  disabled" if person.disabled_at else ""
    return f"{person.email}  {person.name}  {person.tenant or 'all providers'}{ended}"
