"""`lti-npq content diff`: what a new version changes for people in mid-course."""

import json
from collections.abc import Iterator
from typing import Any

import click
from msgspec import to_builtins

from lti_npq.cli.setup import read_settings, reading
from lti_npq.domain.changes import Change, Changes
from lti_npq.domain.programme import Programme
from lti_npq.services import comparing
from lti_npq.services.content import Library
from lti_npq.services.effects import effects, in_words
from lti_npq.services.files import content_store

_COLOURS = {"added": "green", "removed": "red", "moved": "blue", "changed": "yellow"}


@click.command(epilog="Example: lti-npq content diff npqh-2021@1.0.0 my-programme")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
def diff(old: str, new: str, *, as_json: bool) -> None:
    """Say what changes for people in mid-course if NEW takes the place of OLD.

    Each is a folder, a zip file, the name of a package that comes with the product, or PROGRAMME@VERSION of a
    published one. Ends with status 0 whether or not there are changes, and with 1 if one of them cannot be read.
    """
    before, after = _programme(old), _programme(new)
    found = comparing.compare(before, after)
    shown = json.dumps(_document(found), ensure_ascii=False) if as_json else "\n".join(_report(found, before, after))
    click.echo(shown)


def _programme(name: str) -> Programme:
    if not comparing.is_published_name(name):
        return comparing.read_package(name)
    settings = read_settings()
    with reading(settings) as session:
        return comparing.find_published(session, Library(content_store(settings)), name)


def _report(found: Changes, before: Programme, after: Programme) -> Iterator[str]:
    yield f"{after.key}: from {before.version} to {after.version}\n"
    for change in found.changes:
        yield _headline(change)
        yield from (f"    {in_words(aspect)}" for aspect in change.aspects)
        yield from (f"    → {effect}" for effect in effects(change))
        yield ""
    if not found.changes:
        yield "Nothing changes for anybody.\n"
    if found.reopened:
        yield f"Unfinished again for those who had finished them: {', '.join(found.reopened)}"
    if found.hidden:
        yield f"Answers kept and perhaps no longer shown: {', '.join(found.hidden)}"
    yield f"Online study: {found.minutes_before} minutes before, {found.minutes_after} after"


def _headline(change: Change) -> str:
    place = f", in {change.where}" if change.where else ""
    how = click.style(change.how, fg=_COLOURS[change.how])
    return f"{how} {change.what} {change.key}{place}: {change.title}"


def _document(found: Changes) -> dict[str, Any]:
    changes = [to_builtins(change) | {"effects": list(effects(change))} for change in found.changes]
    return {**to_builtins(found), "changes": changes}
