"""`python -m tests.benchmarks.slow_platform SECONDS`: an LMS that takes so long for every answer, and counts.

Prints its registration. `/seen` tells how many people have a score, how many requests it had at once at most, and for
one person, and how long it was from the first request to the last score.
"""

import json
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Seen:
    """What happened so far."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.people: set[str] = set()
        self.now: Counter[str] = Counter()
        self.most_for_one = self.most = self.requests = 0
        self.first: float | None = None
        self.last = 0.0

    def begin(self, person: str) -> None:
        with self.lock:
            self.first = self.first or time.monotonic()
            self.requests += 1
            self.now[person] += 1
            self.most = max(self.most, self.now.total())
            if person:
                self.most_for_one = max(self.most_for_one, self.now[person])

    def end(self, person: str, *, scored: bool) -> None:
        with self.lock:
            self.now[person] -= 1
            if scored:
                self.people.add(person)
                self.last = time.monotonic()

    def to_json(self) -> dict[str, float]:
        return {
            "people": len(self.people),
            "requests": self.requests,
            "most_at_once": self.most,
            "most_at_once_for_one": self.most_for_one,
            "seconds": self.last - (self.first or 0.0),
        }


def main(seconds: str) -> None:
    seen, latency = Seen(), float(seconds)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == "/seen":
                self._answer(seen.to_json())
                return
            self._slowly(parse_qs(address.query).get("user_id", [""])[0], [])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/token":
                self._slowly("", {"access_token": "t", "expires_in": 3600})
            else:
                self._slowly(json.loads(body)["userId"], {}, scored=True)

        def _slowly(self, person: str, answer: object, *, scored: bool = False) -> None:
            seen.begin(person)
            time.sleep(latency)
            seen.end(person, scored=scored)
            self._answer(answer)

        def _answer(self, answer: object) -> None:
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        issuer = f"http://127.0.0.1:{server.server_address[1]}"
        addresses = {f"{name}_url": f"{issuer}/{name}" for name in ("auth", "token", "jwks")}
        sys.stdout.write(json.dumps({"registration": {"issuer": issuer, "client_id": "c", **addresses}}) + "\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
