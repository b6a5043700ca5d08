"""`python -m tests.benchmarks.serving MODULE:FUNCTION FILE`: one application on the product's own kind of server.

The function makes the application from what the file holds (msgpack). Once it can answer, one line on standard output
says where and which process does the work.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
from gunicorn.app.base import BaseApplication


class OneWorker(BaseApplication):
    """gunicorn as `lti-npq serve` runs it, with one process and one thread, so that CPU time has one owner."""

    def __init__(self, factory: str, config: dict[str, Any]) -> None:
        self._factory = factory
        self._config = config
        super().__init__()

    def load_config(self) -> None:
        options = {"bind": "127.0.0.1:0", "workers": 1, "threads": 1, "worker_class": "gthread", "loglevel": "warning"}
        # A launch that waits for the harness to sign its token keeps its connection.
        for name, value in {**options, "keepalive": 120, "post_worker_init": _announce}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        module, _, function = self._factory.partition(":")
        return getattr(importlib.import_module(module), function)(self._config)


def _announce(worker: Any) -> None:
    port = worker.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps({"port": port, "pid": worker.pid}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    OneWorker(sys.argv[1], msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes())).run()
