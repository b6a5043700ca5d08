"""A small LRS on loopback that keeps the protocol, and can be told to misbehave once in a chosen way."""

import base64
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

KEY, SECRET = "key-of-the-tool", "secret-of-the-tool"
BASIC = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()

Habit = Callable[["Handler"], None]
"""Answers one request in place of the protocol."""


class FakeLrs(ThreadingHTTPServer):
    """Holds statements by id, with what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.statements: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connections = 0
        self.habit: Habit | None = None
        self.closing = Event()

    @property
    def endpoint(self) -> str:
        """The address to give to a client."""
        return f"http://127.0.0.1:{self.server_address[1]}/xAPI"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count the connection."""
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """Statements and About of xAPI 1.0.3."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FakeLrs

    def do_POST(self) -> None:
        """Store a batch, all or nothing."""
        body = self._note()
        if self._misbehaves() or self._denied():
            return
        batch = json.loads(body)
        if any(self._conflicts(statement) for statement in batch):
            self.answer(409, b"conflict")
            return
        for statement in batch:
            self.server.statements.setdefault(statement["id"], statement | {"stored": "2026-03-02T16:05:10.000Z"})
        self.answer(200, json.dumps([statement["id"] for statement in batch]).encode())

    def do_GET(self) -> None:
        """Answer About, or one statement by its id."""
        self._note()
        address = urlsplit(self.path)
        if self._misbehaves():
            return
        if address.path.endswith("/about"):
            self.answer(200, b'{"version": ["1.0.3"]}')
        elif not self._denied():
            [(name, [wanted])] = parse_qs(address.query).items()
            found = self.server.statements.get(wanted)
            if found is None or (name == "voidedStatementId") != self._is_voided(wanted):
                self.answer(404, b"no such statement")
            else:
                self.answer(200, json.dumps(found).encode())

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; underscores in header names become hyphens."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""

    def _note(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        return body

    def _misbehaves(self) -> bool:
        habit, self.server.habit = self.server.habit, None
        if habit:
            habit(self)
        return habit is not None

    def _denied(self) -> bool:
        if self.headers["Authorization"] == f"Basic {BASIC}" and "X-Experience-API-Version" in self.headers:
            return False
        self.answer(401, b"who are you?")
        return True

    def _is_voided(self, statement_id: str) -> bool:
        return any(
            statement["verb"]["id"].endswith("/voided") and statement["object"]["id"] == statement_id
            for statement in self.server.statements.values()
        )

    def _conflicts(self, statement: dict[str, Any]) -> bool:
        held = self.server.statements.get(statement["id"])
        return held is not None and held != statement | {"stored": held["stored"]}


@contextmanager
def running(kind: type[FakeLrs] = FakeLrs) -> Iterator[FakeLrs]:
    """Run a fake LRS for as long as the block lasts."""
    with kind() as lrs:
        thread = Thread(target=lrs.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield lrs
        finally:
            lrs.closing.set()
            lrs.shutdown()
            thread.join()


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return the TLS settings of a server for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "self-signed.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def answering(status: int, body: bytes = b"", **headers: str) -> Habit:
    """Return the habit of giving this answer."""
    return lambda handler: handler.answer(status, body, **headers)


def silent(handler: Handler) -> None:
    """Take the request and never answer."""
    handler.server.closing.wait(5)
    handler.close_connection = True


def dripping(handler: Handler) -> None:
    """Send an answer a byte at a time, quicker than the client's patience with each."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(250):
        if handler.server.closing.wait(0.02):
            break
        handler.wfile.write(b" ")
    handler.close_connection = True


def dripping_head(handler: Handler) -> None:
    """Begin an answer, and never come to the end of its head, quicker than the client's patience with each byte."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    for _ in range(250):
        if handler.server.closing.wait(0.02):
            break
        handler.wfile.write(b"-")
    handler.close_connection = True


def endless(handler: Handler) -> None:
    """Send an answer that has no end within reason."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b" " * 65536)
    handler.close_connection = True


def truncated(handler: Handler) -> None:
    """Promise more of an answer than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b'{"version":')
    handler.close_connection = True


def in_chunks(handler: Handler) -> None:
    """Answer About without saying beforehand how long it will be."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for chunk in (b'{"version":', b'["1.0.3"', b"]}", b""):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))


def hanging_up(handler: Handler) -> None:
    """Hang up without an answer."""
    handler.close_connection = True
