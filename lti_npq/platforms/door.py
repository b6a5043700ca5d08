"""The one way out to LMSs: with timeouts, a size limit, no redirects, and one error."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import urllib3
from urllib3.exceptions import HTTPError

from lti_npq import __version__

TIMEOUT = urllib3.Timeout(connect=5, read=20)
LONGEST_BODY_SECONDS = 30.0
"""For the whole of a body: the time-out above is for each piece of it, and pieces may come one byte at a time."""
LARGEST_BODY = 2_000_000
"""Bytes; no answer of an LMS that we ask for comes near it."""


class DoorError(Exception):
    """The other side did not answer as HTTP demands: no connection, no end, too much, no JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the decoded body.

        Raises:
            DoorError: If it is not JSON.
        """
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
            raise DoorError("the answer is not JSON") from broken


class Door:
    """A pool of connections, shared by all threads."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            num_pools=50, maxsize=10, timeout=TIMEOUT, retries=False, headers={"User-Agent": f"lti-npq/{__version__}"}
        )

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Send one request and read the whole answer, whatever its status.

        Raises:
            DoorError: If there is no complete answer of a sensible size.
        """
        try:
            with self._pool.request(
                method, url, headers={**self._pool.headers, **headers}, body=body, preload_content=False, redirect=False
            ) as response:
                return Answer(response.status, response.headers, _body(response))
        # A ValueError is a header that HTTP cannot carry, such as an access token with a line break.
        except (HTTPError, OSError, ValueError) as failure:
            raise DoorError(f"no answer ({type(failure).__name__})") from failure


def _body(response: urllib3.BaseHTTPResponse) -> bytes:
    """Read a body within its limits of size and time."""
    until = time.monotonic() + LONGEST_BODY_SECONDS
    body = bytearray()
    while piece := response.read1(65_536):
        body += piece
        if len(body) > LARGEST_BODY:
            raise DoorError("the answer is too large")
        if time.monotonic() > until:
            raise DoorError("the answer takes too long")
    return bytes(body)
