"""Connections whose answers come in time as a whole: a socket's own time-out is for each piece, be it a single byte."""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any, cast

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class _InTime(io.RawIOBase):
    """A socket's bytes, all of them within the time that the socket has for a piece."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw, self._sock = raw, sock
        self._patience = sock.gettimeout() or 0.0
        self._until = time.monotonic() + self._patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        read = cast("int | None", self._raw.readinto(buffer))
        self._sock.settimeout(self._patience)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """An answer from the first byte of its head to the last of its body."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_InTime(self.fp.detach(), sock))


class _Timed(HTTPConnection):
    response_class = _TimedResponse


class _TimedTls(HTTPSConnection):
    response_class = _TimedResponse


class _TimedPool(HTTPConnectionPool):
    ConnectionCls = _Timed


class _TimedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTls


POOLS = {"http": _TimedPool, "https": _TimedTlsPool}
"""By scheme, for a pool manager; `read_timeout` is then for the whole of an answer."""
