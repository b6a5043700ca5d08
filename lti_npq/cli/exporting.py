"""`lti-npq export`."""

from pathlib import Path
from typing import Any

import click

from lti_npq import exports
from lti_npq.services.exporting import export_package


@click.command(epilog="Example: lti-npq export npqh-2021 --format scorm12 -o npqh.zip")
@click.argument("package")
@click.option("--format", "format_name", required=True, help=f"One of: {', '.join(exports.FORMATS)}.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
def export(package: str, format_name: str, output: Path) -> None:
    """Write PACKAGE (a folder, or one that comes with the product) as a package for an LMS without LTI."""
    with click.progressbar(length=1, label=f"Writing {output.name}") as bar:
        programme = export_package(package, format_name, output, _onto(bar))
    click.echo(f"Wrote {output}: {programme.title} {programme.version}, {_in_words(output.stat().st_size)}.")


def _in_words(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1_000, 1)} kB"


def _onto(bar: Any) -> Any:
    """Return a callback that shows bytes written on a progress bar."""

    def show(done: int, total: int) -> None:
        bar.length = max(total, 1)
        bar.update(done - bar.pos)

    return show
