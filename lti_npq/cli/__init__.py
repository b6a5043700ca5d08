"""The command line: parse, call one service, print. The exit status tells the truth."""

from lti_npq.cli.main import main

__all__ = ["main"]
