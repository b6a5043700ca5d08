"""Starting the measured servers, each a process of its own under the harness's interpreter."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tests.benchmarks.browser import Connection
from tests.benchmarks.measuring import Cost


class ServerFailed(Exception):
    """A server that ended before it could answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the harness's one connection to it."""

    pid: int
    """Of the process that answers requests."""
    connection: Connection

    def cost(self, units: int, work: Callable[[], None]) -> Cost:
        """Return what one of the `units` that the work asks for costs this server."""
        return Cost.of(self.pid, units, work)


@contextmanager
def running(application: str, config: Mapping[str, Any], folder: Path) -> Iterator[Server]:
    """Serve `module:function` called with `config`, until the block ends.

    Raises:
        ServerFailed: If it cannot be started; its own words are on standard error.
    """
    name = application.replace(":", ".")
    file = folder / f"{name}.msgpack"
    file.write_bytes(msgspec.msgpack.encode(config))
    command = [sys.executable, "-m", "tests.benchmarks.serving", application, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise ServerFailed(f"{application} did not start")
            at = json.loads(line)
            yield Server(at["pid"], Connection(at["port"]))
        finally:
            process.terminate()
