"""The one way out, against a real server on this machine that misbehaves when asked to."""

import contextlib
import gzip
import logging
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from lti_npq import __version__
from lti_npq.platforms import connections
from lti_npq.platforms import door as door_module
from lti_npq.platforms.door import LARGEST_BODY, Answer, Door, DoorError

WAIT = 0.3
"""Seconds that the tests' door waits; the real one waits longer."""


class Misbehaving(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self)  # type: ignore[attr-defined]
        name, _, argument = urlsplit(self.path).path.strip("/").partition("/")
        with contextlib.suppress(ConnectionError):
            getattr(self, f"_{name}")(argument)

    def do_POST(self) -> None:
        self.received = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def _status(self, number: str) -> None:
        self._send(int(number), b'{"status": true}')

    def _body(self, size: str) -> None:
        self._send(200, b"x" * int(size))

    def _redirect(self, _: str) -> None:
        self._send(302, b"", Location="/status/200")

    def _silent(self, seconds: str) -> None:
        time.sleep(float(seconds))
        self.close_connection = True

    def _cut(self, _: str) -> None:
        self._start(200, {"Content-Length": "100"})
        self.wfile.write(b"half")
        self.close_connection = True

    def _endless(self, _: str) -> None:
        self._start(200, {})
        while True:
            self.wfile.write(b"x" * 100_000)

    def _drip(self, part: str) -> None:
        self._start(200, {"Content-Length": "1000"} if part == "body" else {})
        while True:
            self.wfile.write(b"x" if part == "body" else b"X-More: 1\r\n")
            self.wfile.flush()
            time.sleep(WAIT / 10)

    def _dripping(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            self.wfile.write(b"x")
            time.sleep(WAIT / 10)

    def _longer(self, _: str) -> None:
        self._start(200, {"Content-Length": "2"})
        self.wfile.write(b"[]HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")

    def _heads(self, count: str) -> None:
        self._send(200, b"[]", **{f"X-{number}": "x" for number in range(int(count))})

    def _zipped(self, _: str) -> None:
        self._send(200, gzip.compress(b"x" * (LARGEST_BODY + 1)), **{"Content-Encoding": "gzip"})

    def _away(self, address: str) -> None:
        self._send(302, b"", Location=f"http://{address}/")

    def _noise(self, _: str) -> None:
        self.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")
        self.close_connection = True

    def _curly(self, _: str) -> None:
        self._send(200, b"[]", Link="<x>; rel=“next”".encode().decode("latin-1"))

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self._start(status, {**headers, "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """Remembers who asked for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Misbehaving)
        self.asked: list[Misbehaving] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


@pytest.fixture
def server(running: Server) -> Server:
    running.asked.clear()
    return running


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(door_module, "TIMEOUT", urllib3.Timeout(connect=WAIT, read=WAIT))
    return Door(allows_private=True)


def get(door: Door, url: str) -> Answer:
    return door.request("GET", url, headers={"Accept": "application/json"})


@pytest.mark.parametrize("status", [200, 201, 400, 401, 404, 409, 429, 500, 503])
def test_an_answer_comes_back_whatever_its_status(server: Server, door: Door, status: int) -> None:
    answer = get(door, f"{server.url}/status/{status}")
    assert answer.status == status
    assert answer.json() == {"status": True}
    assert answer.headers["content-length"] == "16"


def test_a_request_goes_out_as_it_was_given(server: Server, door: Door) -> None:
    headers = {"Content-Type": "application/x", "Authorization": "Bearer t"}
    door.request("POST", f"{server.url}/status/200?a=b&c=%20", headers=headers, body="é".encode())
    [asked] = server.asked
    assert (asked.command, asked.path, asked.received) == ("POST", "/status/200?a=b&c=%20", "é".encode())
    assert asked.headers["Content-Type"] == "application/x"
    assert asked.headers["Authorization"] == "Bearer t"
    assert asked.headers["User-Agent"] == f"lti-npq/{__version__}"


def test_one_connection_serves_several_requests(server: Server, door: Door) -> None:
    for _ in range(3):
        get(door, f"{server.url}/body/70000")
    assert len({asked.client_address for asked in server.asked}) == 1


def test_a_redirect_is_an_answer_and_not_followed(server: Server, door: Door) -> None:
    answer = get(door, f"{server.url}/redirect/")
    assert (answer.status, answer.headers["Location"]) == (302, "/status/200")
    assert len(server.asked) == 1


def test_a_silent_server_is_given_up_and_asked_only_once(server: Server, door: Door) -> None:
    began = time.monotonic()
    with pytest.raises(DoorError, match=r"no answer \(ReadTimeoutError\)"):
        get(door, f"{server.url}/silent/{WAIT * 3}")
    assert time.monotonic() - began < WAIT * 2.5
    assert len(server.asked) == 1


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(server: Server, door: Door) -> None:
    assert len(get(door, f"{server.url}/body/{LARGEST_BODY}").body) == LARGEST_BODY
    with pytest.raises(DoorError, match="the answer is too large"):
        get(door, f"{server.url}/body/{LARGEST_BODY + 1}")
    assert get(door, f"{server.url}/status/200").status == 200


def test_a_body_without_end_is_given_up(server: Server, door: Door) -> None:
    with pytest.raises(DoorError, match="the answer is too large"):
        get(door, f"{server.url}/endless/")


@pytest.mark.parametrize("path", ["cut/", "noise/"])
def test_half_an_answer_is_none(server: Server, door: Door, path: str) -> None:
    with pytest.raises(DoorError, match="no answer"):
        get(door, f"{server.url}/{path}")


def test_nobody_listening_is_said_so(door: Door) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(DoorError, match=r"no answer \(NewConnectionError\)"):
        get(door, f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://[oops", "http://", "ftp://127.0.0.1/"])
def test_an_address_that_is_none_is_said_so(door: Door, url: str) -> None:
    with pytest.raises(DoorError, match="no answer"):
        get(door, url)


@pytest.mark.parametrize("token", ["two\r\nlines", "☃"])
def test_a_token_that_no_header_can_carry_is_said_so(server: Server, door: Door, token: str) -> None:
    with pytest.raises(DoorError, match="no answer"):
        door.request("GET", f"{server.url}/status/200", headers={"Authorization": f"Bearer {token}"})
    assert server.asked == []


def test_headers_beyond_ascii_arrive_torn_but_whole(server: Server, door: Door) -> None:
    link = get(door, f"{server.url}/curly/").headers["Link"]
    assert link.encode("latin-1").decode() == "<x>; rel=“next”"


def test_many_threads_may_go_out_at_once(server: Server, door: Door) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(get(door, f"{server.url}/status/200").status)) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert statuses == [200] * 5


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"\xff", b'"\xff"', b"[" * 100_000])
def test_a_body_that_is_no_json_is_said_so(body: bytes) -> None:
    with pytest.raises(DoorError, match="the answer is not JSON"):
        Answer(200, {}, body).json()


def test_the_real_door_waits_for_seconds_not_for_ever() -> None:
    assert door_module.TIMEOUT.connect_timeout == 5
    assert door_module.TIMEOUT.read_timeout == 20


@pytest.mark.parametrize("path", ["drip/body", "drip/head", "dripping/"])
def test_an_answer_that_drips_is_given_up_as_a_whole(
    server: Server, door: Door, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_ANSWER_SECONDS", WAIT * 2)
    began = time.monotonic()
    with pytest.raises(DoorError, match="the answer takes too long"):
        get(door, f"{server.url}/{path}")
    assert time.monotonic() - began < WAIT * 5
    assert get(door, f"{server.url}/status/200").status == 200


def test_what_follows_a_body_is_no_answer_to_the_next_request(server: Server, door: Door) -> None:
    assert get(door, f"{server.url}/longer/").body == b"[]"
    assert get(door, f"{server.url}/status/200").json() == {"status": True}


def test_more_headers_than_anybody_needs_are_no_answer(server: Server, door: Door) -> None:
    with pytest.raises(DoorError, match="no answer"):
        get(door, f"{server.url}/heads/200")


def test_a_body_counts_as_large_as_it_unpacks(server: Server, door: Door) -> None:
    with pytest.raises(DoorError, match="the answer is too large"):
        get(door, f"{server.url}/zipped/")


def test_a_line_break_in_an_address_makes_no_second_request(server: Server, door: Door) -> None:
    get(door, f"{server.url}/status/200?a=b HTTP/1.1\r\nX-Forged: yes\r\n\r\nGET /status/201")
    [asked] = server.asked
    assert "X-Forged" not in asked.headers


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "lms.example.org", "127.1"])
def test_this_machine_is_not_called_unless_set(server: Server, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, {"lms.example.org": ["127.0.0.1"]})
    with pytest.raises(DoorError, match="lies in a private network"):
        get(Door(), f"http://{name}:{server.server_port}/status/200")
    assert server.asked == []
    assert get(Door(allows_private=True), f"http://{name}:{server.server_port}/status/200").status == 200


def test_a_redirect_to_a_private_address_is_an_answer_and_not_followed(server: Server, door: Door) -> None:
    assert get(door, f"{server.url}/away/169.254.169.254").status == 302


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "ff02::1",
        "192.0.0.192", "fec0::1", "::7f00:1", "::ffff:0:a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "fe80::1%lo",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_for_a_private_address_is_not_called(address: str, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, {"lms.example.org": ["93.184.215.14", address]})
    monkeypatch.setattr(connections, "create_connection", never)
    with pytest.raises(DoorError, match="lies in a private network"):
        get(Door(), f"{scheme}://lms.example.org/jwks")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"])
def test_a_name_for_a_public_address_is_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, {"lms.example.org": [address]})
    monkeypatch.setattr(connections, "create_connection", refused)
    with pytest.raises(DoorError, match="NewConnectionError"):
        get(Door(), "https://lms.example.org/jwks")


def test_the_address_that_was_judged_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def first_public_then_private(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return resolved("93.184.215.14" if len(asked) == 1 else "127.0.0.1", port)

    called: list[object] = []

    def remember(address: object, *_: object) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", first_public_then_private)
    monkeypatch.setattr(connections, "create_connection", remember)
    with pytest.raises(DoorError, match="NewConnectionError"):
        get(Door(), "http://lms.example.org/jwks")
    assert (asked, called) == (["lms.example.org"], [("93.184.215.14", 80)])


def test_the_next_address_of_a_name_is_tried(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, {"lms.example.org": ["127.0.0.2", "127.0.0.1"]})
    assert get(Door(allows_private=True), f"http://lms.example.org:{server.server_port}/status/200").status == 200
    assert server.asked[0].headers["Host"] == f"lms.example.org:{server.server_port}"


def test_the_tool_itself_may_be_asked_wherever_it_lies(server: Server) -> None:
    door = Door(home=server.url)
    assert get(door, f"{server.url}/status/200").status == 200
    assert server.asked[0].headers["User-Agent"] == f"lti-npq/{__version__} (+{server.url})"
    with pytest.raises(DoorError, match="private"):
        get(door, f"http://localhost:{server.server_port}/status/200")


def test_a_name_that_nobody_knows_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, {})
    with pytest.raises(DoorError, match=r"no answer \(NameResolutionError\)"):
        get(Door(), "https://nowhere.example.org/")


def test_the_log_says_who_was_asked_and_no_secret(server: Server, door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "lti_npq")
    headers = {"Authorization": "Bearer hidden-token"}
    door.request("POST", f"{server.url}/status/200?user_id=hidden-person", headers=headers, body=b"hidden body")
    with pytest.raises(DoorError):
        get(door, f"{server.url}/cut/?hidden")
    said = [record.getMessage() for record in caplog.records if record.name == door_module.__name__]
    assert said[0].startswith(f"POST '{server.url}/status/200': 200 in 0.")
    assert "no answer" in said[1]
    assert "hidden" not in "".join(said)


def resolves(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> None:
    """Have these names, and no others, stand for these addresses."""
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any, **options: Any) -> Any:
        if not host.endswith("example.org"):
            return real(host, port, *more, **options)
        if host not in names:
            raise socket.gaierror("unknown")
        return [each for address in names[host] for each in resolved(address, port)]

    monkeypatch.setattr(connections.socket, "getaddrinfo", resolve)


def resolved(address: str, port: int) -> list[object]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return [(family, socket.SOCK_STREAM, 6, "", (address, port))]


def never(*_: object) -> socket.socket:
    raise AssertionError("a connection was made")


def refused(*_: object) -> socket.socket:
    raise ConnectionRefusedError
