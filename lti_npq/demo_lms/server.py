"""Running the LMS in a thread: beside a test, beside the tool, or by itself."""

import socket
from dataclasses import replace
from threading import Thread
from types import TracebackType
from typing import Self

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from lti_npq.demo_lms.app import create_demo_lms
from lti_npq.demo_lms.context import EXTENSION, DemoLms
from lti_npq.demo_lms.errors import StartError
from lti_npq.demo_lms.settings import DemoSettings
from lti_npq.demo_lms.store import Store

STOP_SECONDS = 0.02
"""How soon the server notices that it should stop; its own half second would slow every test."""


class _QuietHandler(WSGIRequestHandler):
    """A line per request would bury what the demonstration has to say."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return a moment for a Date header, by the LMS's own clock."""
        shared: DemoLms = self.server.app.extensions[EXTENSION]  # type: ignore[attr-defined]
        return super().date_time_string(timestamp or shared.settings.clock.now().timestamp())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class RunningLms:
    """An LMS that answers on `address` until it is stopped, or the `with` block ends."""

    def __init__(self, settings: DemoSettings) -> None:
        self.app, self._server = _prepare(settings)
        self._lms: DemoLms = self.app.extensions[EXTENSION]
        self._thread = Thread(target=self._server.serve_forever, args=(STOP_SECONDS,), name="demo-lms", daemon=True)
        self._thread.start()

    @property
    def settings(self) -> DemoSettings:
        """The settings, with the port that the LMS really has."""
        return self._lms.settings

    @property
    def address(self) -> str:
        """The site address, which is the issuer unless customers share one."""
        return self.settings.address

    @property
    def store(self) -> Store:
        """Grades, statements and the requests received, for assertions."""
        return self._lms.store

    def wait(self) -> None:
        """Return when the server has ended."""
        self._thread.join()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._lms.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_in_thread(settings: DemoSettings) -> RunningLms:
    """Start an LMS and return once it listens.

    Raises:
        StartError: If the port is taken or the data cannot be kept.
    """
    return RunningLms(settings)


def _prepare(settings: DemoSettings) -> tuple[Flask, BaseWSGIServer]:
    # The socket comes first: with port 0 only it knows the port, and every address must name the real one.
    with _listen(settings) as listener:
        app = create_demo_lms(replace(settings, port=listener.getsockname()[1]))
        server = make_server(settings.host, 0, app, threaded=True, request_handler=_QuietHandler, fd=listener.fileno())
    return app, server


def _listen(settings: DemoSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except (OSError, OverflowError) as problem:
        raise StartError(
            f"The demonstration LMS cannot listen on port {settings.port} ({problem}); choose another with --port."
        ) from problem
