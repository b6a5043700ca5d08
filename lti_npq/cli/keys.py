"""`lti-npq keys`."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from lti_npq.cli.listing import print_list
from lti_npq.cli.setup import read_settings, reading, writing
from lti_npq.services import audit
from lti_npq.services import keys as service
from lti_npq.services.keys import KeyView

_MOMENT = "%d %B %Y %H:%M UTC"


@click.group()
def keys() -> None:
    """Look at the tool's own keys, and change them."""


@keys.command("list", epilog="Example: lti-npq keys list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def list_(*, as_json: bool) -> None:
    """List the published keys, the one that signs first."""
    with reading(read_settings()) as session:
        views = service.key_views(session, datetime.now(UTC))
    _print(views, as_json=as_json)


@keys.command(epilog="Example: lti-npq keys rotate")
@click.option("--now", "at_once", is_flag=True, help="Sign with the new key at once, not a day from now.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def rotate(*, at_once: bool, as_json: bool) -> None:
    """Publish a new key, sign with it a day later, and publish the old one a day longer."""
    settings = read_settings()
    settings.require_secret()
    with writing(settings) as session:
        who, moment = audit.COMMAND_LINE, datetime.now(UTC)
        views = service.rotate(session, settings.secret_key, moment, at_once=at_once, who=who)
    _print(views, as_json=as_json)


@keys.command(epilog="Example: lti-npq keys withdraw 0e5cd0c1d6c94c0db6f9a5ac1f3a8f52")
@click.argument("kid")
def withdraw(*, kid: str) -> None:
    """Publish the key KID no longer, because it leaked for instance, and destroy it."""
    with writing(read_settings()) as session:
        service.withdraw(session, kid, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Withdrawn: {kid}. Running processes follow within a minute.")


def _print(views: Sequence[KeyView], *, as_json: bool) -> None:
    none = "None yet. The first is made when the tool is served."
    print_list(views, lambda view: f"{view.kid}  {_in_words(view)}", as_json=as_json, none=none)


def _in_words(view: KeyView) -> str:
    match view.state:
        case service.KeyState.SIGNS:
            until = f" until {view.signs_until:{_MOMENT}}" if view.signs_until else ""
            return f"signs since {view.signs_from:{_MOMENT}}{until}"
        case service.KeyState.WAITS:
            return f"is published, and signs from {view.signs_from:{_MOMENT}}"
        case _:
            return f"signs no more, and is published until {view.published_until:{_MOMENT}}"
