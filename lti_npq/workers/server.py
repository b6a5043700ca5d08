"""gunicorn with threads, and the delivery loop beside them."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from sqlalchemy import Engine

from lti_npq.settings import Settings
from lti_npq.workers.delivering import DeliveryLoop


class OneLog(Logger):
    """gunicorn's own lines among all others, in the same form."""

    def setup(self, cfg: Any) -> None:
        """Hand them on instead of writing them."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Server(BaseApplication):
    """gunicorn configured from our settings; each worker process makes its own application and delivery loop."""

    def __init__(self, settings: Settings, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._settings = settings
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make_app()


def options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's configuration. Addresses hold session tokens, so there is no access log."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.web_processes,
        "threads": settings.web_threads,
        "worker_class": "gthread",
        "accesslog": None,
        "logger_class": OneLog,
        "errorlog": "-",
        "loglevel": "warning",
        # Hints of an LMS travel in addresses and may be long.
        "limit_request_line": 8190,
        # SCRIPT_NAME would be taken from whoever is on this machine, such as a proxy that hands on what it is sent.
        "forwarder_headers": "",
        "graceful_timeout": 10,
        "timeout": 60,
    }


def start_delivery(engine: Engine, settings: Settings, due: threading.Event) -> DeliveryLoop:
    """Deliver from a thread of this process."""
    loop = DeliveryLoop(engine, settings, due)
    loop.start()
    return loop
