"""OAuth 2 client credentials: a token asked for when needed, renewed in time, and asked for again when refused."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import lrs_fake as fake
import pytest

from xapi.lrs_access import ClientCredentials
from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError, Meaning


class Tokens(fake.FakeLrs):
    """An LRS with a token server beside it, which counts the tokens it gives."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = TokenHandler
        self.given: list[str] = []
        self.good: set[str] = set()
        self.answer: tuple[int, bytes] | None = None


class NoneGood(set[str]):
    """What a store accepts that accepts no token."""

    def add(self, _token: str) -> None:
        """Keep nothing."""


class TokenHandler(fake.Handler):
    server: Tokens

    def do_POST(self) -> None:  # noqa: N802
        if not self.path.endswith("/token"):
            super().do_POST()
            return
        self.server.forms = parse_qs(self._note().decode())  # type: ignore[attr-defined]
        if self.server.answer:
            self.answer(*self.server.answer)
            return
        token = f"token-{len(self.server.given)}"
        self.server.given.append(token)
        self.server.good.add(token)
        self.answer(200, json.dumps({"access_token": token, "expires_in": 3600}).encode())

    def _denied(self) -> bool:
        if self.headers["Authorization"].removeprefix("Bearer ") in self.server.good:
            return False
        self.answer(401)
        return True


@pytest.fixture
def lrs() -> Iterator[Tokens]:
    with fake.running(Tokens) as lrs:
        assert isinstance(lrs, Tokens)
        yield lrs


@pytest.fixture
def client(lrs: Tokens) -> Iterator[LrsClient]:
    token_url = lrs.endpoint.replace("/xAPI", "/token")
    with LrsClient(lrs.endpoint, "client:id", "s3cret", token_url=token_url, scope="statements/write") as client:
        yield client


STATEMENT = b'{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}'


def test_a_token_is_asked_for_once_and_used_for_all(lrs: Tokens, client: LrsClient) -> None:
    client.store([STATEMENT])
    client.store([STATEMENT])
    assert lrs.given == ["token-0"]
    asked = next(headers for _, path, headers, _ in lrs.requests if path == "/token")
    basic = base64.b64decode(asked["Authorization"].removeprefix("Basic ")).decode()
    assert basic == "client%3Aid:s3cret"
    assert lrs.forms == {"grant_type": ["client_credentials"], "scope": ["statements/write"]}  # type: ignore[attr-defined]


def test_a_token_that_is_refused_early_is_renewed_once(lrs: Tokens, client: LrsClient) -> None:
    client.store([STATEMENT])
    lrs.good.clear()
    client.store([STATEMENT])
    assert lrs.given == ["token-0", "token-1"]


def test_a_store_that_refuses_even_a_new_token_denies(lrs: Tokens, client: LrsClient) -> None:
    lrs.habit = None
    client.store([STATEMENT])
    lrs.good = NoneGood()
    with pytest.raises(LrsError) as denied:
        client.store([STATEMENT])
    assert denied.value.meaning is Meaning.DENIED
    assert len(lrs.given) == 2


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ((401, b'{"error":"invalid_client"}'), Meaning.DENIED),
        ((400, b'{"error":"invalid_client"}'), Meaning.DENIED),
        ((503, b""), Meaning.BUSY),
        ((500, b""), Meaning.BROKEN),
        ((200, b"<html>"), Meaning.PUZZLING),
        ((200, b"[]"), Meaning.PUZZLING),
        ((200, b'{"access_token": 7}'), Meaning.PUZZLING),
        ((200, b'{"access_token": "a\\nb"}'), Meaning.PUZZLING),
    ],
)
def test_what_a_token_server_answers_is_understood(
    answer: tuple[int, bytes], meaning: Meaning, lrs: Tokens, client: LrsClient
) -> None:
    lrs.answer = answer
    with pytest.raises(LrsError) as failed:
        client.store([STATEMENT])
    assert failed.value.meaning is meaning
    assert "s3cret" not in str(failed.value) + failed.value.detail
    assert lrs.statements == {}


def test_a_token_is_renewed_half_a_minute_before_it_runs_out() -> None:
    now = [0.0]
    access = ClientCredentials("https://t", "id", "secret", clock=lambda: now[0])
    given: list[str] = []

    def ask(_url: str, _headers: dict[str, str], _form: bytes) -> bytes:
        given.append(f"t{len(given)}")
        return json.dumps({"access_token": given[-1], "expires_in": 60}).encode()

    assert access.header(ask) == "Bearer t0"
    now[0] = 29.0
    assert access.header(ask) == "Bearer t0"
    now[0] = 31.0
    assert access.header(ask) == "Bearer t1"
