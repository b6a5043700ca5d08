"""`lti-npq content publish` and `list`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from lti_npq.cli.setup import read_settings, reading, writing
from lti_npq.services.content import find_package, published_versions
from lti_npq.services.installation import publish_folder


@click.command(epilog="Example: lti-npq content publish npqh-2021")
@click.argument("package")
def publish(package: str) -> None:
    """Publish PACKAGE: a folder, or the name of one that comes with the product. Learners see it at once."""
    settings = read_settings()
    folder: Path = find_package(package)
    with writing(settings) as session:
        published = publish_folder(session, settings, folder, datetime.now(UTC))
    did = "Published" if published.is_new else "Already published:"
    click.echo(f"{did} {published.programme.key} {published.programme.version}, {published.programme.title}")


@click.command("list", epilog="Example: lti-npq content list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def list_(*, as_json: bool) -> None:
    """List what is published."""
    with reading(read_settings()) as session:
        versions = published_versions(session)
    if as_json:
        click.echo(json.dumps([{"key": v.programme_key, "version": v.version, "title": v.title} for v in versions]))
        return
    for version in versions:
        click.echo(f"{version.programme_key}  {version.version}  {version.title}")
    if not versions:
        click.echo("Nothing is published yet. Publish with: lti-npq content publish FOLDER")
