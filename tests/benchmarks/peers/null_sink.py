"""`python -m tests.benchmarks.peers.null_sink [SECONDS] [dead]`: a store that takes everything, or never answers.

Prints its port. What it is sent is read and forgotten.
"""

import json
import socket
import sys
import threading
import time
from contextlib import suppress

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"


def main(seconds: str = "0", dead: str = "") -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        sys.stdout.write(json.dumps({"port": server.getsockname()[1]}) + "\n")
        sys.stdout.flush()
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_serve, args=(connection, float(seconds), bool(dead)), daemon=True).start()


def _serve(connection: socket.socket, seconds: float, dead: bool) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(OSError), connection, connection.makefile("rb", buffering=1 << 18) as received:
        while head := _head(received):
            length = next((int(line[15:]) for line in head if line.lower().startswith(b"content-length:")), 0)
            received.read(length)
            if dead:
                time.sleep(3_600)
            time.sleep(seconds)
            connection.sendall(_ANSWER)


def _head(received) -> list[bytes]:  # type: ignore[no-untyped-def]  # a binary file
    head = []
    while (line := received.readline()) not in (b"\r\n", b""):
        head.append(line)
    return head


if __name__ == "__main__":
    main(*sys.argv[1:])
