"""`lti-npq export`."""

import sys
from pathlib import Path
from typing import Any

import click

from lti_npq import exports
from lti_npq.cli.setup import read_settings, reading
from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.services import comparing, exporting
from lti_npq.services.content import Library
from lti_npq.services.exporting import Exportable
from lti_npq.services.files import content_store


@click.command(epilog="Example: lti-npq export npqh-2021 --format scorm12 -o npqh.zip")
@click.argument("package", required=False)
@click.option("--format", "format_name", required=True, help=f"One of: {', '.join(exports.FORMATS)}.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file, or folder, to write.")
@click.option("--all", "every", is_flag=True, help="Every package that comes with the product, into a folder.")
@click.option("--module", "modules", multiple=True, metavar="ID", help="Only this module; may be given several times.")
@click.option(
    "--per",
    type=click.Choice(["programme", "module"]),
    default="programme",
    show_default=True,
    help="What one activity in the LMS holds.",
)
@click.option("--tool-url", default="", help="Where LTI links in a cartridge lead; LTI_NPQ_BASE_URL by default.")
def export(
    package: str | None,
    format_name: str,
    output: Path,
    modules: tuple[str, ...],
    per: exports.Per,
    tool_url: str,
    *,
    every: bool,
) -> None:
    """Write PACKAGE for another system.

    PACKAGE is a folder, a zip file, the name of a package that comes with the product, or PROGRAMME@VERSION of a
    published one.
    """
    if every == bool(package) or (every and modules):
        raise click.UsageError("Name one package, with its modules if you like, or say --all.")
    options = exporting.options_for(read_settings(), exports.Options(modules=modules, per=per, tool_url=tool_url))
    if package:
        _one(package, format_name, output, options)
    else:
        _all(format_name, output, options)


def _one(package: str, format_name: str, output: Path, options: exports.Options) -> None:
    exports.format_named(format_name)  # before anything is read or opened
    what = _found(package)
    is_watched = sys.stderr.isatty()
    with click.progressbar(length=1, label=f"Writing {output.name}", file=sys.stderr, hidden=not is_watched) as bar:
        exporting.export(what, format_name, output, _onto(bar), options)
    click.echo(_wrote(output, what.programme))


def _found(package: str) -> Exportable:
    if not comparing.is_published_name(package):
        return exporting.from_package(package)
    settings = read_settings()
    store = content_store(settings)
    with reading(settings) as session:
        return exporting.from_published(comparing.find_published(session, Library(store), package), store)


def _all(format_name: str, folder: Path, options: exports.Options) -> None:
    failures = 0
    for out, outcome in exporting.export_all(format_name, folder, options):
        if isinstance(outcome, Programme):
            click.echo(_wrote(out, outcome))
        else:
            failures += 1
            click.echo(f"{out.name}: {outcome.message} {outcome.advice}", err=True)
    if failures:
        raise ExportError(f"{failures} of the packages could not be written.", advice="The others are whole.")


def _wrote(out: Path, programme: Programme) -> str:
    return f"Wrote {out}: {programme.title} {programme.version}, {_in_words(out.stat().st_size)}."


def _in_words(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1_000, 1)} kB"


def _onto(bar: Any) -> Any:
    """Return a callback that shows bytes written on a progress bar."""

    def show(done: int, total: int) -> None:
        bar.length = max(total, 1)
        bar.update(done - bar.pos)

    return show
