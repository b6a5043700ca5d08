"""The commands in one place, and the one way in which they fail."""

import sys

import click

from lti_npq import __version__, logs
from lti_npq.cli import (
    administration,
    content,
    database,
    demo,
    exporting,
    keys,
    lrs,
    outbox,
    packages,
    platforms,
    serving,
)
from lti_npq.errors import NpqError


class FailingInWords(click.Group):
    """A group whose commands end with one sentence and exit status 1 where something is wrong."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except NpqError as error:
            click.echo(f"lti-npq: {error.message} {error.advice}", err=True)
            sys.exit(1)


@click.group(cls=FailingInWords, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lti-npq")
def main() -> None:
    """An LTI 1.3 tool for England's National Professional Qualifications.

    Settings are environment variables that begin with LTI_NPQ_; see docs/settings.md.
    """
    logs.install("INFO", "text")


for command in (
    demo.demo,
    serving.serve,
    serving.worker,
    database.db,
    platforms.platform,
    keys.keys,
    content.content,
    exporting.export,
    packages.package,
    lrs.lrs,
    outbox.outbox,
    administration.admin,
):
    main.add_command(command)
