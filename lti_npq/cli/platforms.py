"""`lti-npq platform`."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from lti_npq.cli.listing import print_list
from lti_npq.cli.setup import read_settings, reading, writing
from lti_npq.platforms.door import Door
from lti_npq.platforms.profiles import PROFILES
from lti_npq.services import audit, doctor, registry
from lti_npq.services.doctor import Check
from lti_npq.services.keys import ensure_key, load_key_ring
from lti_npq.services.registry import NewRegistration, PlatformView


@click.group()
def platform() -> None:
    """Register LMSs, let their deployments in, and find out what is wrong."""


@platform.command(
    epilog="Example: lti-npq platform add --name 'Our Moodle' --issuer https://moodle.example.org --client-id abc "
    "--auth-url https://moodle.example.org/mod/lti/auth.php --token-url https://moodle.example.org/mod/lti/token.php "
    "--jwks-url https://moodle.example.org/mod/lti/certs.php --deployment 1"
)
@click.option("--issuer", required=True, help="As the LMS names itself in launches.")
@click.option("--client-id", required=True)
@click.option("--auth-url", required=True, help="Where logins are sent.")
@click.option("--token-url", required=True, help="Where access tokens come from.")
@click.option("--jwks-url", required=True, help="Where the LMS publishes its keys.")
@click.option("--deployment", "deployments", multiple=True, help="A deployment id to approve; may be repeated.")
@click.option("--name", default="", help="What people call it; the issuer if left out.")
@click.option("--tenant", default="Default", show_default=True, help="The provider it belongs to.")
@click.option("--platform", "kind", type=click.Choice(list(PROFILES)), help="What kind of LMS it is.")
@click.option(
    "--service-host",
    "service_hosts",
    multiple=True,
    help="A host of its services beside those above, such as school.instructure.com; may be repeated.",
)
def add(
    *,
    issuer: str,
    client_id: str,
    auth_url: str,
    token_url: str,
    jwks_url: str,
    deployments: tuple[str, ...],
    name: str,
    tenant: str,
    kind: str | None,
    service_hosts: tuple[str, ...],
) -> None:
    """Register an LMS, or change the addresses of one."""
    new = NewRegistration(
        name or issuer, issuer, client_id, auth_url, token_url, jwks_url, deployments, kind, service_hosts
    )
    with writing(read_settings()) as session:
        number = registry.register(session, tenant, new, datetime.now(UTC))
    click.echo(f"Registered as number {number}: {new.name}")


@platform.command("list", epilog="Example: lti-npq platform list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def list_(*, as_json: bool) -> None:
    """List registered LMSs with their deployments, also those that wait for approval."""
    with reading(read_settings()) as session:
        views = registry.platforms(session)
    print_list(views, _in_words, as_json=as_json, none="None yet. Add one with: lti-npq platform add")


@platform.command(epilog="Example: lti-npq platform approve 1 7")
@click.argument("number", type=int)
@click.argument("deployment")
@click.option("--withdraw", is_flag=True, help="Take the approval back.")
def approve(*, number: int, deployment: str, withdraw: bool) -> None:
    """Let launches of a DEPLOYMENT of the LMS with this NUMBER through."""
    change = registry.withdraw if withdraw else registry.approve
    with writing(read_settings()) as session:
        change(session, number, deployment, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Deployment {deployment} {'waits for approval again' if withdraw else 'is approved'}.")


@platform.command(epilog="Example: lti-npq platform remove 1")
@click.argument("number", type=int)
@click.confirmation_option(prompt="Refuse launches of this LMS from now on?")
def remove(*, number: int) -> None:
    """Refuse launches of the LMS with this NUMBER; what people did there stays."""
    with writing(read_settings()) as session:
        name = registry.remove(session, number, datetime.now(UTC), who=audit.COMMAND_LINE)
    click.echo(f"Removed: {name}. Register it again to let it back in.")


@platform.command("doctor", epilog="Example: lti-npq platform doctor 1")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def doctor_(*, number: int, as_json: bool) -> None:
    """Find out what is wrong between the tool and the LMS with this NUMBER; status 1 if something is."""
    settings = read_settings(reports_itself=True)
    settings.require_secret()
    with writing(settings) as session:
        known = doctor.known_of(session, number)
        # Before the tool is first served there are none, and that nobody can read them is part of the report.
        ensure_key(session, settings.secret_key, datetime.now(UTC))
        keys = load_key_ring(session, settings.secret_key)
    checks = doctor.examine(
        known, Door(allows_private=settings.allow_private_addresses, home=settings.base_url), keys, settings.base_url
    )
    with writing(settings) as session:
        doctor.remember(session, known, checks, datetime.now(UTC))
    click.echo(json.dumps([dataclasses.asdict(check) for check in checks]) if as_json else _report(checks))
    if doctor.failed(checks):
        raise SystemExit(1)


def _in_words(view: PlatformView) -> str:
    removed = "" if view.removed_at is None else "  (removed)"
    lines = [f"{view.id}  {view.name}  {view.issuer}  client id {view.client_id}  {view.tenant}{removed}"]
    for deployment in view.deployments:
        state = "waits for approval" if deployment.approved_at is None else "approved"
        lines.append(f"   deployment {deployment.deployment_id}  {state}")
    return "\n".join(lines)


def _report(checks: Sequence[Check]) -> str:
    lines = []
    for check in checks:
        lines.append(f"{check.verdict:<8} {check.subject}: {check.words}")
        lines += [f"         {check.advice}"] if check.advice else []
    return "\n".join(lines)
