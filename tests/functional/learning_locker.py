"""Learning Locker's statement service and validator as test peers.

`make peers` puts them in place: it copies tests/peers/package.json to build/npm and runs
`npm install --no-fund --no-audit --ignore-scripts` there.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tool_process import free_port

from availability import unavailable
from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "build" / "npm" / "node_modules"
_SERVICE = MODULES / "@learninglocker" / "xapi-statements" / "dist" / "server.js"
_VALIDATOR = MODULES / "@learninglocker" / "xapi-validation"
_PATIENCE = 30.0


def need_peers() -> None:
    """Skip the test where the peers are missing; fail it in CI, which has to have them."""
    missing = [str(path.relative_to(ROOT)) for path in (_SERVICE, _VALIDATOR) if not path.exists()]
    if not shutil.which("node"):
        missing.insert(0, "node")
    if missing:
        unavailable(f"missing: {', '.join(missing)}; `make peers` installs them")


@contextmanager
def statement_service(folder: Path) -> Iterator[str]:
    """Run the service in memory, with its log in the folder, and yield its endpoint."""
    port = free_port()
    environment = os.environ | {
        "MODELS_REPO": "memory",
        "STORAGE_REPO": "memory",
        "AUTH_REPO": "test",
        "EVENTS_REPO": "test",
        "EXPRESS_PORT": str(port),
        "SERVICE_AWAIT_UPDATES": "true",
    }
    log = folder / "learning-locker.log"
    with log.open("wb") as output:
        service = subprocess.Popen(["node", _SERVICE], cwd=folder, env=environment, stdout=output, stderr=output)
        try:
            endpoint = f"http://127.0.0.1:{port}/xAPI"
            await_service(service, lambda: _answers(endpoint), log)
            yield endpoint
        finally:
            service.kill()
            service.wait()


def faults(files: list[Path]) -> Any:
    """Return what Learning Locker's validator finds wrong with the statements, by file."""
    command: list[str | Path] = ["node", ROOT / "tests" / "peers" / "validate.mjs", MODULES, *files]
    judged = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    assert judged.returncode == 0, judged.stderr
    return json.loads(judged.stdout)


def await_service(service: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    """Wait until a service answers; fail the test, with its log, if it does not."""
    deadline = time.monotonic() + _PATIENCE
    while service.poll() is None and time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.1)
    pytest.fail(f"the service did not start:\n{log.read_text(errors='replace')}")


def _answers(endpoint: str) -> bool:
    with LrsClient(endpoint, "any", "any") as client:
        try:
            client.about()
        except LrsError:
            return False
        return True
