"""Receivers on loopback that keep the protocol as real products do, and misbehave as they do: stores and an LMS."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import msgspec

from fakes import FakePlatform
from lti_npq.platforms.door import DoorError


@dataclass(frozen=True)
class Kind:
    """How one product answers."""

    success: int = 200
    refuses_with: int = 400
    repeat_conflicts: bool = False
    """Whether a batch with anything that it has already is answered with 409 as a whole."""


LEARNING_LOCKER = Kind()
RALPH = Kind(success=204, refuses_with=422)
RALPH_BREAKING = Kind(success=204, refuses_with=500)
"""The same, where one bad statement brings a request down."""
ADL = Kind(repeat_conflicts=True)

Reply = tuple[int, dict[str, str], bytes]
HANGS_UP: Reply = (0, {}, b"")
DRIPS: Reply = (-1, {}, b"")
"""The head of an answer a byte at a time, without an end."""


@dataclass
class StoreBehind:
    """What a store holds, and how it answers; shared by however many connections."""

    kind: Kind = LEARNING_LOCKER
    poison: set[str] = field(default_factory=set)
    held: dict[str, bytes] = field(default_factory=dict)
    """The bytes of each statement as they first came."""
    changed: list[str] = field(default_factory=list)
    """Ids that came again with other bytes."""
    batches: int = 0
    asked: list[Message] = field(default_factory=list)
    """The headers of each batch, and of each request for a token."""
    before: Callable[[int], Reply | None] = lambda _number: None
    """Misbehaviour: what is answered to the batch with this number, from 1, instead of storing it."""
    after: Callable[[int], Reply | None] = lambda _number: None
    """The same after it was stored."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def store(self, bodies: Sequence[bytes]) -> Reply:
        """Answer a batch."""
        with self.lock:
            self.batches += 1
            number = self.batches
        if (reply := self.before(number)) is not None:
            return reply
        named = {json.loads(body)["id"]: bytes(body) for body in bodies}
        with self.lock:
            return self._stored(named) or self.after(number) or (self.kind.success, {}, self._ids(named))

    def _stored(self, named: dict[str, bytes]) -> Reply | None:
        if self.poison & named.keys():
            return self.kind.refuses_with, {}, b"no"
        changed = [one for one, body in named.items() if self.held.get(one, body) != body]
        self.changed += changed
        if changed or (self.kind.repeat_conflicts and self.held.keys() & named.keys()):
            return 409, {}, b"conflict"
        self.held.update({one: body for one, body in named.items() if one not in self.held})
        return None

    def find(self, asked: dict[str, list[str]]) -> bytes | None:
        """Return a statement by its id; one that another took back by the name for those only."""
        [(name, [wanted])] = asked.items()
        taken_back = any(
            said["object"]["id"] == wanted
            for said in map(json.loads, list(self.held.values()))
            if said["verb"]["id"].endswith("/voided")
        )
        return self.held.get(wanted) if taken_back == (name == "voidedStatementId") else None

    def _ids(self, named: dict[str, bytes]) -> bytes:
        return b"" if self.kind.success == 204 else json.dumps(list(named)).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, reply: Reply) -> None:
        status, headers, body = reply
        if reply == HANGS_UP:
            self.close_connection = True
            return
        if reply == DRIPS:
            self._drip()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> NoReturn:
        """Until the other side has enough of it, which is an error here."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while True:
            self.wfile.write(b"-")
            time.sleep(0.05)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@contextmanager
def store_at(behind: StoreBehind) -> Iterator[str]:
    """Run a store, with a token server at /token that names each token like its scope; yield the store's endpoint."""

    class Handler(_Handler):
        def do_POST(self) -> None:
            behind.asked.append(self.headers)
            if self.path == "/token":
                self.answer(
                    (200, {}, json.dumps({"access_token": parse_qs(self.body().decode())["scope"][0]}).encode())
                )
                return
            self.answer(behind.store([bytes(one) for one in msgspec.json.decode(self.body(), type=list[msgspec.Raw])]))

        def do_GET(self) -> None:
            found = behind.find(parse_qs(urlsplit(self.path).query))
            self.answer((200, {}, found) if found else (404, {}, b"none"))

    with _running(Handler) as address:
        yield f"{address}/xapi"


@contextmanager
def platform_at(platform: FakePlatform, latency: float = 0.0) -> Iterator[FakePlatform]:
    """Run a fake LMS over HTTP; yield it with its address as issuer."""
    lock = threading.Lock()

    class Handler(_Handler):
        def _ask(self, method: str) -> None:
            body = self.body()
            if latency:
                time.sleep(latency)
            with lock:
                try:
                    answer = platform.request(method, platform.issuer + self.path, headers=self.headers, body=body)
                except DoorError:
                    self.answer(HANGS_UP)
                    return
            self.answer((answer.status, dict(answer.headers), answer.body))

        def do_GET(self) -> None:
            self._ask("GET")

        def do_POST(self) -> None:
            self._ask("POST")

    with _running(Handler) as address:
        platform.issuer = address
        yield platform


@contextmanager
def _running(handler: type[_Handler]) -> Iterator[str]:
    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: a client that is killed is part of the tests."""

    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def sometimes(chance: float, seed: int, reply: Reply) -> Callable[[int], Reply | None]:
    """Return a habit that some requests meet, the same ones each time."""
    dice = random.Random(seed)  # noqa: S311  # to be repeated
    return lambda _number: reply if dice.random() < chance else None
