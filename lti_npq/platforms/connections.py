"""Connections that end where they should: at public addresses only, and in time.

A name is looked up once, every address that it stands for is judged, and the connection is made to one of those very
addresses: a name that stands for something else a moment later gains nothing.
"""

import io
import socket
import time
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any, cast

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

LONGEST_ANSWER_SECONDS = 30.0
"""From the first byte awaited to the last. The socket's own time-out is for each piece, and pieces may come one byte at
a time."""
_MOST_ADDRESSES = 4
"""Of one name that are tried: each may take as long as a connection may."""

May = Callable[[str, int, str], bool]
"""Whether a host and port may be reached at this IP address."""


class TooSlowError(TimeoutError):
    """An answer whose pieces all came in time, and which as a whole did not."""


class PrivateAddressError(NewConnectionError):
    """A host that stands for an address which is not for the whole internet."""


class _InTime(io.RawIOBase):
    """A socket's bytes, until the time for all of them is over."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock
        self._each = sock.gettimeout()
        self._until = time.monotonic() + LONGEST_ANSWER_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooSlowError
        self._sock.settimeout(left if self._each is None else min(left, self._each))
        try:
            return cast("int | None", self._raw.readinto(buffer))
        except TimeoutError:
            if time.monotonic() < self._until:
                raise
            raise TooSlowError from None

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """An answer whose head and body must come within one time."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_InTime(self.fp.detach(), sock))


class _Guarded(HTTPConnection):
    """A connection that looks where it leads before it is made."""

    may: May
    response_class = _TimedResponse

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers, once all of them were found harmless."""
        trouble: HTTPError = NewConnectionError(self, "the name stands for no address")
        for address in self._addresses()[:_MOST_ADDRESSES]:
            try:
                return create_connection((address, self.port), self.timeout, self.source_address, self.socket_options)
            except TimeoutError:
                trouble = ConnectTimeoutError(self, f"no connection within {self.timeout} seconds")
            except OSError as failure:
                trouble = NewConnectionError(self, f"no connection: {failure}")
        raise trouble

    def _addresses(self) -> list[str]:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as failure:
            raise NameResolutionError(self.host, self, cast("socket.gaierror", failure)) from failure
        addresses = [str(address[0]) for *_, address in found]
        if not all(type(self).may(self.host, self.port, address) for address in addresses):
            raise PrivateAddressError(self, "the name stands for a private address")
        return addresses


class _GuardedByTls(_Guarded, HTTPSConnection):
    """The same inside TLS, where name and certificate are still the host's own."""


def guarded_pools(may: May) -> dict[str, type[HTTPConnectionPool]]:
    """Return the classes of connection pools for a pool manager, by scheme."""
    plain = type("_Plain", (_Guarded,), {"may": staticmethod(may)})
    by_tls = type("_ByTls", (_GuardedByTls,), {"may": staticmethod(may)})
    return {
        "http": type("_PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("_TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": by_tls}),
    }
