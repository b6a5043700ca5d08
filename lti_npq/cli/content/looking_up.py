"""`lti-npq content framework`: what a qualification asks for, for authors to choose from."""

from collections.abc import Iterable, Iterator, Mapping

import click

from lti_npq.domain.framework import Area, StatementKind
from lti_npq.services.frameworks import find_areas, find_framework, framework_names

_BEGINS: Mapping[StatementKind, str] = {
    "knowledge": "learn that",
    "practice": "learn how to",
    "topic": "learn about",
}


@click.command(epilog="Example: lti-npq content framework 2021/NPQH --area implementation")
@click.argument("name", required=False)
@click.option("--area", "area_key", help="The id of one content area.")
def framework(name: str | None, area_key: str | None) -> None:
    """Show the content areas and statements of a framework, with the ids that pages name; without NAME, list all."""
    if name is None:
        click.echo("\n".join(framework_names()))
        return
    found = find_framework(name)
    areas = find_areas(found, area_key)
    click.echo("\n".join((f"{found.title} ({found.edition})", "", *_lines(areas))).rstrip())


def _lines(areas: Iterable[Area]) -> Iterator[str]:
    for area in areas:
        yield f"{area.number}. {area.title}: {click.style(area.id, bold=True)}"
        for statement in area.statements:
            yield f"    {click.style(statement.id, bold=True)}  {_BEGINS[statement.kind]}: {statement.text}"
        yield ""
