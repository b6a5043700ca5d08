"""A local server of the S3 protocol (s3rver, from npm) with one bucket, and ways in which it fails."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from availability import unavailable

SERVER = Path(__file__).parents[1] / "build/npm/node_modules/s3rver/bin/s3rver.js"
ACCESS = {"AWS_ACCESS_KEY_ID": "S3RVER", "AWS_SECRET_ACCESS_KEY": "S3RVER"}
"""The one account that the server knows."""
_PATIENCE_SECONDS = 30


def bucket_url(port: int, bucket: str = "npq") -> str:
    return f"s3://{bucket}/content?endpoint=http://127.0.0.1:{port}"


@contextmanager
def bucket_server(folder: Path) -> Iterator[int]:
    """Run the server with its files in a folder; yield its port."""
    if not SERVER.exists() or not shutil.which("node"):
        unavailable("s3rver is missing; `make peers` installs it")
    port, log = free_port(), folder.with_suffix(".log")
    command = ["node", SERVER, "-d", folder, "-a", "127.0.0.1", "-p", str(port), "--configure-bucket", "npq"]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, env=os.environ) as server:
        try:
            _await_listening(server, port, log)
            yield port
        finally:
            server.kill()


@contextmanager
def silent_server() -> Iterator[int]:
    """Listen, take whatever is sent, and never answer; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(listening.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take)
        thread.start()
        yield listening.getsockname()[1]
        # A closed socket alone does not wake whoever waits for it.
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in taken:
            connection.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await_listening(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    patience = time.monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < patience:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"s3rver did not start:\n{log.read_text(errors='replace')}")
