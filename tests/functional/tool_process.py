"""The tool as a process of its own, to be started, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A frame that goes from one site to another and back stays in one process: on its way between two Playwright may
    # lose it, and then sees the page before for ever. What sites may know of each other is the same.
    "--disable-site-isolation-trials",
]
_PATIENCE_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class ToolProcess:
    """`lti-npq serve` with settings of a test."""

    data: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "SECRET_KEY": "a secret for tests that is long enough",
            "BASE_URL": self.address,
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            # The LMSs of these tests are on this machine.
            "ALLOW_PRIVATE_ADDRESSES": "true",
            **self.settings,
        }
        return {**os.environ, **{f"LTI_NPQ_{name}": value for name, value in ours.items()}}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the tool to its end."""
        command = [sys.executable, "-m", "lti_npq", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)

    def start(self, **settings: str) -> None:
        """Start serving, with settings changed for this run, and wait until it is ready."""
        environment = {**self.environment, **{f"LTI_NPQ_{name}": value for name, value in settings.items()}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lti_npq", "serve"], env=environment, start_new_session=True
        )
        patience = time.monotonic() + _PATIENCE_SECONDS
        while not self._is_ready():
            assert self.process.poll() is None, "the tool ended while starting"
            assert time.monotonic() < patience, "the tool did not become ready"
            time.sleep(0.05)

    def kill(self) -> None:
        """End every process of it at once, without a chance to tidy up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _is_ready(self) -> bool:
        try:
            answer = urllib3.request("GET", f"http://127.0.0.1:{self.port}/readyz", retries=False, timeout=2)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == 200
