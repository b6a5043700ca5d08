"""The commands in one place, and the one way in which they fail."""

import sys

import click

from lti_npq import __version__, logs
from lti_npq.cli.groups import LazyGroup
from lti_npq.errors import NpqError

COMMANDS = {
    "demo": "lti_npq.cli.demo:demo",
    "serve": "lti_npq.cli.serving:serve",
    "worker": "lti_npq.cli.serving:worker",
    "db": "lti_npq.cli.database:db",
    "platform": "lti_npq.cli.platforms:platform",
    "keys": "lti_npq.cli.keys:keys",
    "content": "lti_npq.cli.content:content",
    "export": "lti_npq.cli.exporting:export",
    "package": "lti_npq.cli.packages:package",
    "lrs": "lti_npq.cli.lrs:lrs",
    "outbox": "lti_npq.cli.outbox:outbox",
    "admin": "lti_npq.cli.administration:admin",
}


class FailingInWords(LazyGroup):
    """A group whose commands end with one sentence and exit status 1 where something is wrong."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except NpqError as error:
            click.echo(f"lti-npq: {error.message} {error.advice}", err=True)
            sys.exit(1)


@click.group(cls=FailingInWords, found_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lti-npq")
def main() -> None:
    """An LTI 1.3 tool for England's National Professional Qualifications.

    Settings are environment variables that begin with LTI_NPQ_; see docs/settings.md.
    """
    logs.install("INFO", "text")
