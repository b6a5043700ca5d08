"""`lti-npq content new`: a package to write over."""

from pathlib import Path

import click

from lti_npq.services.starting import start_package


@click.command(epilog="Example: lti-npq content new my-programme --framework 2021/NPQH --title 'Headship, our way'")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--framework", required=True, help="Edition and qualification, such as 2021/NPQH.")
@click.option("--title", help="As participants read it; the qualification's if left out.")
def new(folder: Path, framework: str, title: str | None) -> None:
    """Write a small package to FOLDER, one of everything, for you to write over.

    The folder's name becomes the programme's id.
    """
    known = start_package(folder, framework, title)
    click.echo(f"Wrote {folder}, a package for {known.title} ({known.edition}).")
    click.echo(f"Look at it: lti-npq content preview {folder} --open")
