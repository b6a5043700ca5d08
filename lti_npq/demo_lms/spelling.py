"""Product addresses lead to the plain ones, so that every view has one address; the plain ones go on to work."""

import re
from collections.abc import Iterable
from dataclasses import astuple
from typing import TYPE_CHECKING

from lti_npq.demo_lms.addresses import PLAIN, Addresses

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ASKED_FOR = "demo_lms.asked_for"
"""Key of the WSGI environment: the path that was really asked for."""


class Respelling:
    """A WSGI application that respells paths for another."""

    def __init__(self, application: "WSGIApplication", addresses: Addresses) -> None:
        self._application = application
        self._rules = [
            (_pattern(theirs), _template(ours))
            for theirs, ours in zip(astuple(addresses), astuple(PLAIN), strict=True)
            if theirs != ours
        ]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ[ASKED_FOR] = environ["PATH_INFO"]
        environ["PATH_INFO"] = self._respelt(environ["PATH_INFO"])
        return self._application(environ, start_response)

    def _respelt(self, path: str) -> str:
        for pattern, ours in self._rules:
            if found := pattern.fullmatch(path):
                return str(found.expand(ours))
        return path


def _pattern(address: str) -> re.Pattern[str]:
    """Match an address without its query, and what may follow a line item's: /scores, /results."""
    path = re.escape(address.partition("?")[0]).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path) + "(?P<rest>/(?:scores|results))?")


def _template(address: str) -> str:
    return re.sub(r"{(\w+)}", r"\\g<\1>", address.partition("?")[0]) + r"\g<rest>"
