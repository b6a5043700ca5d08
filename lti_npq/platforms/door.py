"""The one way out to LMSs: public addresses only, with timeouts, a size limit, no redirects, and one error."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
import urllib3
from urllib3.exceptions import HTTPError

from lti_npq import __version__
from lti_npq.platforms.addresses import is_private
from lti_npq.platforms.connections import PrivateAddressError, TooSlowError, guarded_pools

log = logging.getLogger(__name__)

TIMEOUT = urllib3.Timeout(connect=5, read=20)
"""For each piece; `connections.LONGEST_ANSWER_SECONDS` is for the whole of an answer."""
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
    """A pool of connections, shared by all threads.

    Redirects are answers like any other and never followed: a registered address must be the real one, and a token
    goes nowhere else.
    """

    def __init__(self, *, allows_private: bool = False, home: str = "") -> None:
        """Open it.

        Args:
            allows_private: Whether LMSs may lie in private networks or on this machine.
            home: The tool's own address: it says in every request who asks, and may be asked wherever it lies.
        """
        self._allows_private = allows_private
        self._home = _host_and_port(home)
        agent = f"lti-npq/{__version__}" + (f" (+{home})" if home else "")
        self._pool = urllib3.PoolManager(
            num_pools=50, maxsize=10, timeout=TIMEOUT, retries=False, headers={"User-Agent": agent}
        )
        self._pool.pool_classes_by_scheme = guarded_pools(self._may_reach)

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Send one request and read the whole answer, whatever its status.

        Raises:
            DoorError: If there is no complete answer of a sensible size in time.
        """
        began = time.monotonic()
        try:
            answer = self._exchange(method, url, headers, body)
        except DoorError as failure:
            _log(method, url, str(failure), began)
            raise
        _log(method, url, str(answer.status), began)
        return answer

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            with self._pool.request(
                method, url, headers={**self._pool.headers, **headers}, body=body, preload_content=False, redirect=False
            ) as response:
                return Answer(response.status, response.headers, _body(response))
        except PrivateAddressError as private:
            raise DoorError("its address lies in a private network, which this installation does not call") from private
        # A ValueError is a header that HTTP cannot carry, such as an access token with a line break.
        except (HTTPError, OSError, ValueError) as failure:
            slow = isinstance(failure.__cause__, TooSlowError)
            words = "the answer takes too long" if slow else f"no answer ({type(failure).__name__})"
            raise DoorError(words) from failure

    def _may_reach(self, host: str, port: int, address: str) -> bool:
        return self._allows_private or not is_private(address) or (host, port) == self._home


def _body(response: urllib3.BaseHTTPResponse) -> bytes:
    """Read a body within its limit of size."""
    body = bytearray()
    while piece := response.read1(65_536):
        body += piece
        if len(body) > LARGEST_BODY:
            raise DoorError("the answer is too large")
    return bytes(body)


def _host_and_port(url: str) -> tuple[str, int] | None:
    parts = urlsplit(url)
    return (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)) if parts.hostname else None


def _log(method: str, url: str, outcome: str, began: float) -> None:
    """Say who was asked for what; never a query, header or body, which may carry tokens and people's ids."""
    address = url.partition("?")[0].partition("#")[0]
    log.info("%s %r: %s in %.2f s", method, address, outcome, time.monotonic() - began)
