"""`lti-npq platform`."""

from datetime import UTC, datetime

import click

from lti_npq.cli.setup import read_settings, reading, transaction
from lti_npq.services import registry
from lti_npq.services.installation import open_database
from lti_npq.services.registry import NewRegistration


@click.group()
def platform() -> None:
    """Register LMSs."""


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
@click.option("--name", default="", help="How people call it; the issuer if left out.")
@click.option("--tenant", default="Default", show_default=True, help="The provider it belongs to.")
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
) -> None:
    """Register an LMS, or change the addresses of one."""
    new = NewRegistration(name or issuer, issuer, client_id, auth_url, token_url, jwks_url, deployments)
    with transaction(open_database(read_settings())) as session:
        number = registry.register(session, tenant, new, datetime.now(UTC))
    click.echo(f"Registered as number {number}: {new.name}")


@platform.command("list", epilog="Example: lti-npq platform list")
def list_() -> None:
    """List registered LMSs."""
    with reading(read_settings()) as session:
        for row in registry.platforms(session):
            click.echo(f"{row.id}  {row.name}  {row.issuer}  client id {row.client_id}")
