"""The one way out, against a real server on this machine that misbehaves when asked to."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import urllib3

from lti_npq import __version__
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
    return Door()


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
