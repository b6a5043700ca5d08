"""Ralph's statement store as a test peer; `make peers` installs it, in an environment of its own, to build/ralph."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3
from learning_locker import ROOT, await_service
from tool_process import free_port

from availability import unavailable

_HOME = ROOT / "build" / "ralph"
KEY, SECRET = "key", "secret"


@contextmanager
def statement_service(folder: Path) -> Iterator[str]:
    """Run the service on files in the folder, with its log there, and yield its endpoint.

    Skips the test where it is missing; fails it in CI, which has to have it.
    """
    if not (_HOME / ".installed").exists():
        unavailable(f"missing: {_HOME.relative_to(ROOT)}; `make peers` installs it")
    port, log = free_port(), folder / "ralph.log"
    command: list[str | Path] = [
        _HOME / "bin" / "python",
        ROOT / "tests" / "peers" / "ralph_server.py",
        folder,
        str(port),
    ]
    with log.open("wb") as output:
        service = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        try:
            await_service(service, lambda: _answers(port), log)
            yield f"http://127.0.0.1:{port}/xAPI"
        finally:
            service.kill()
            service.wait()


def _answers(port: int) -> bool:
    try:
        answer = urllib3.request("GET", f"http://127.0.0.1:{port}/__lbheartbeat__", retries=False, timeout=2)
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status == 200
