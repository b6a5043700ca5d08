"""`lti-npq content`: everything an author does with a package."""

import click

from lti_npq.cli.groups import LazyGroup

COMMANDS = {
    "new": "lti_npq.cli.content.starting:new",
    "import": "lti_npq.cli.content.importing:import_",
    "framework": "lti_npq.cli.content.looking_up:framework",
    "check": "lti_npq.cli.content.checking:check",
    "diff": "lti_npq.cli.content.diffing:diff",
    "preview": "lti_npq.cli.content.previewing:preview",
    "publish": "lti_npq.cli.content.publishing:publish",
    "list": "lti_npq.cli.content.publishing:list_",
    "rollback": "lti_npq.cli.content.publishing:rollback",
    "retire": "lti_npq.cli.content.publishing:retire",
}


@click.group(cls=LazyGroup, found_at=COMMANDS)
def content() -> None:
    """Check and publish content packages."""
