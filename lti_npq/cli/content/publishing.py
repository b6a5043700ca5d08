"""`lti-npq content publish`, `list`, `rollback` and `retire`."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from lti_npq.cli.setup import read_settings, reading, writing
from lti_npq.services import catalogue, publishing
from lti_npq.services.audit import COMMAND_LINE
from lti_npq.services.catalogue import ProgrammeRow
from lti_npq.services.checking import locate, open_package
from lti_npq.services.content import shipped_frameworks
from lti_npq.services.files import ContentStore, Packed, content_store
from lti_npq.services.opening import prepare_folder
from lti_npq.services.publishing import Compiled, Published
from lti_npq.settings import Settings


@click.command(epilog="Example: lti-npq content publish npqh-2021")
@click.argument("package")
@click.option("--no-release", is_flag=True, help="Keep the version without showing it to anybody yet.")
def publish(package: str, *, no_release: bool) -> None:
    """Publish PACKAGE: a folder, a zip file, or the name of one that comes with the product.

    People see it at once, also those in mid-course; their progress and answers stay.
    """
    settings = read_settings()
    prepare_folder(settings.data_dir)
    store = content_store(settings)
    with store.packed(open_package(locate(package))) as packed:
        compiled = _stored(settings, store, packed)
        with writing(settings) as session:
            now = datetime.now(UTC)
            publishing.keep(session, store, packed, compiled)
            published = publishing.enter(session, compiled, now, who=COMMAND_LINE, releases=not no_release)
    click.echo(_outcome(published))


def _stored(settings: Settings, store: ContentStore, package: Packed) -> Compiled:
    """Compile a package and store its files; no transaction is open meanwhile."""
    compiled = publishing.compile_packed(package, shipped_frameworks())
    with reading(settings) as session:
        publishing.refuse_taken(session, compiled, datetime.now(UTC))
    media, is_watched = compiled.programme.media, sys.stderr.isatty()
    # Films take most of the time, and longer still into a bucket.
    with click.progressbar(media, label="Storing", file=sys.stderr, hidden=not (media and is_watched)) as stored:
        store.keep(package, stored)
    return compiled


def _outcome(published: Published) -> str:
    did = "Published" if published.is_new else "Already published:"
    programme = published.programme
    return f"{did} {programme.key} {programme.version}, {programme.title}{_shown(published)}"


def _shown(published: Published) -> str:
    if not published.is_released:
        return ". Nobody sees it yet; show it by publishing it again without --no-release"
    if published.instead_of is None:
        return ""
    key, before, now = published.programme.key, published.instead_of, published.programme.version
    told = f"What that changes for those in mid-course: lti-npq content diff {key}@{before} {key}@{now}"
    return f". People see {now} now, in place of {before}\n{told}"


@click.command("list", epilog="Example: lti-npq content list --json")
@click.option("--all", "all_versions", is_flag=True, help="List every version, not only what people see.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def list_(*, all_versions: bool, as_json: bool) -> None:
    """List what is published."""
    with reading(read_settings()) as session:
        rows = list(_rows(catalogue.programmes(session), all_versions=all_versions))
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        state = "retired" if row["retired"] else "" if row["released"] else "not released"
        click.echo("  ".join(filter(None, (row["key"], row["version"], row["title"], state))))
    if not rows:
        click.echo("Nothing is published yet. Publish with: lti-npq content publish FOLDER")


def _rows(programmes: list[ProgrammeRow], *, all_versions: bool) -> Iterator[dict[str, Any]]:
    for programme in programmes:
        for version in programme.versions:
            if all_versions or version.is_released:
                yield {
                    "key": programme.key,
                    "version": version.number,
                    "title": version.title,
                    "released": version.is_released,
                    "retired": version.is_released and programme.retired_at is not None,
                    "published_at": version.published_at.isoformat(),
                    "published_by": version.published_by,
                }


@click.command(epilog="Example: lti-npq content rollback npqh-2021 1.0.0")
@click.argument("programme")
@click.argument("version", required=False)
def rollback(programme: str, version: str | None) -> None:
    """Show an earlier VERSION of PROGRAMME again, without one the version published before.

    Progress and answers stay, those to newer pages too: they count again as soon as the pages are back.
    """
    with writing(read_settings()) as session:
        shown = publishing.roll_back(session, programme, version, datetime.now(UTC), who=COMMAND_LINE)
        click.echo(f"People see {programme} {shown.version} now.")


@click.command(epilog="Example: lti-npq content retire npqh-2017")
@click.argument("programme")
@click.option("--undo", is_flag=True, help="Open a retired programme again.")
def retire(programme: str, *, undo: bool) -> None:
    """Let nobody new into PROGRAMME. Whoever is in it can go on reading; nothing is lost, and marking goes on."""
    with writing(read_settings()) as session:
        change = publishing.reinstate if undo else publishing.retire
        change(session, programme, datetime.now(UTC), who=COMMAND_LINE)
    click.echo(f"{programme} is {'open again' if undo else 'retired: nobody new is let in'}.")
