"""`lti-npq content`: everything an author does with a package."""

import click

from lti_npq.cli.content import checking, diffing, importing, looking_up, previewing, publishing, starting


@click.group()
def content() -> None:
    """Check and publish content packages."""


for command in (
    starting.new,
    importing.import_,
    looking_up.framework,
    checking.check,
    diffing.diff,
    previewing.preview,
    publishing.publish,
    publishing.list_,
    publishing.rollback,
    publishing.retire,
):
    content.add_command(command)
