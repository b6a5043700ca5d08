"""`lti-npq content import`: what authors already have, as a draft to edit."""

from pathlib import Path

import click

from lti_npq.services.importing import import_package


@click.command("import", epilog="Example: lti-npq content import quiz.gift -o my-programme --framework 2021/NPQH")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), required=True, help="A new folder.")
@click.option("--framework", help="Edition and qualification, such as 2021/NPQH.")
@click.option("--module", "title", help="The module's title; that of the source if left out.")
def import_(source: Path, folder: Path, framework: str | None, title: str | None) -> None:
    """Make a draft package of SOURCE: Markdown, a Word document, a cartridge, or questions.

    SOURCE is a folder of Markdown, a .docx, an IMS Common Cartridge, a QTI 1.2 file or zip, or a GIFT or text2qti
    file. What could not be carried over is listed, here and in the draft's README.md.
    """
    draft = import_package(source, folder, framework, title)
    for loss in draft.losses:
        click.echo(f"not carried over: {loss.place}: {loss.reason}")
    click.echo(f"Wrote {folder}: pages: {len(draft.pages)}. Its README.md lists what is to be settled.")
    click.echo(f"Then check it: lti-npq content check {folder}")
