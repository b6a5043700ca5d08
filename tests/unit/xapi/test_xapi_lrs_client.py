"""The LRS client against a real server on loopback: a row per kind of receiver."""

import socket
import time
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lrs_fake as fake
import pytest
from lrs_fake import FakeLrs, Habit
from xapi_examples import story

from xapi.encoding import canonical
from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError, Meaning

NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
STATEMENTS = [canonical(statement) for statement in story().values()]
ONE = story()["answered"]


@pytest.fixture
def lrs() -> Iterator[FakeLrs]:
    with fake.running() as server:
        yield server


@pytest.fixture
def client(lrs: FakeLrs) -> Iterator[LrsClient]:
    with client_of(lrs.endpoint) as one:
        yield one


def client_of(endpoint: str, key: str = fake.KEY, secret: str = fake.SECRET) -> LrsClient:
    return LrsClient(
        endpoint, key, secret, connect_timeout=1, read_timeout=0.3, largest_answer=200_000, now=lambda: NOW
    )


def refusal(client: LrsClient, lrs: FakeLrs, habit: Habit) -> LrsError:
    lrs.habit = habit
    with pytest.raises(LrsError) as refused:
        client.store(STATEMENTS)
    return refused.value


def test_statements_are_stored_in_one_request_byte_by_byte(client: LrsClient, lrs: FakeLrs) -> None:
    client.store(STATEMENTS)
    [(method, path, headers, body)] = lrs.requests
    assert (method, path) == ("POST", "/xAPI/statements")
    assert body == b"[" + b",".join(STATEMENTS) + b"]"
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert headers["Content-Type"] == "application/json"
    assert "Content-Encoding" not in headers
    assert len(lrs.statements) == len(STATEMENTS)


def test_nothing_to_store_sends_nothing(client: LrsClient, lrs: FakeLrs) -> None:
    client.store([])
    assert lrs.requests == []


def test_another_version_of_xapi_can_be_spoken(lrs: FakeLrs) -> None:
    with LrsClient(lrs.endpoint + "/", fake.KEY, fake.SECRET, "2.0.0") as client:
        client.store(STATEMENTS[:1])
    [(_, path, headers, _)] = lrs.requests
    assert (path, headers["X-Experience-API-Version"]) == ("/xAPI/statements", "2.0.0")


def test_one_connection_serves_many_requests(client: LrsClient, lrs: FakeLrs) -> None:
    for body in STATEMENTS:
        client.store([body])
    assert lrs.connections == 1


@pytest.mark.parametrize(
    "habit",
    [
        pytest.param(fake.answering(204), id="Ralph: 204 and no ids"),
        pytest.param(fake.answering(200, b'["only-the-new-one"]'), id="fewer ids than statements"),
        pytest.param(fake.answering(200, b"<p>Thank you</p>"), id="no JSON"),
        pytest.param(fake.truncated, id="an answer that breaks off after its status"),
        pytest.param(fake.endless, id="an answer without an end"),
        pytest.param(fake.dripping, id="an answer that drips"),
    ],
)
def test_a_success_counts_whatever_comes_with_it(client: LrsClient, lrs: FakeLrs, habit: Habit) -> None:
    lrs.habit = habit
    client.store(STATEMENTS)
    client.store(STATEMENTS)
    assert len(lrs.statements) == len(STATEMENTS)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (400, Meaning.REFUSED),
        (413, Meaning.REFUSED),
        (422, Meaning.REFUSED),
        (409, Meaning.CONFLICT),
        (401, Meaning.DENIED),
        (403, Meaning.DENIED),
        (429, Meaning.BUSY),
        (502, Meaning.BUSY),
        (503, Meaning.BUSY),
        (504, Meaning.BUSY),
        (500, Meaning.BROKEN),
        (501, Meaning.BROKEN),
        (507, Meaning.BROKEN),
        (202, Meaning.PUZZLING),
        (302, Meaning.PUZZLING),
        (404, Meaning.PUZZLING),
        (405, Meaning.PUZZLING),
    ],
)
def test_every_status_has_a_meaning(client: LrsClient, lrs: FakeLrs, status: int, meaning: Meaning) -> None:
    error = refusal(client, lrs, fake.answering(status, b"because", Location="/elsewhere"))
    assert (error.meaning, error.status, error.detail) == (meaning, status, "because")
    assert str(error) == f"The LRS at 127.0.0.1:{lrs.server_port} {meaning.value} (HTTP {status})."
    assert len(lrs.requests) == 1, "neither repeated nor redirected"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Mon, 02 Mar 2026 16:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 17:00:30 +0100", 30.0),
        ("Mon, 02 Mar 2026 16:00:30 -0000", 30.0),
        ("Mon, 02 Mar 2026 15:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400.0),
        ("9" * 400, 86400.0),
        ("soon", None),
        ("-5", None),
        ("Mon, 02 Mar 99999999999999999999 16:00:30 GMT", None),
    ],
)
def test_retry_after_is_understood_in_both_forms(
    client: LrsClient, lrs: FakeLrs, header: str, seconds: float | None
) -> None:
    error = refusal(client, lrs, fake.answering(429, Retry_After=header))
    assert (error.meaning, error.retry_after) == (Meaning.BUSY, seconds)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (fake.silent, "did not answer in time"),
        (fake.hanging_up, "the connection broke off"),
        (fake.dripping_head, "did not answer in time"),
    ],
)
def test_no_answer_leaves_the_outcome_open(client: LrsClient, lrs: FakeLrs, habit: Habit, words: str) -> None:
    error = refusal(client, lrs, habit)
    assert (error.meaning, error.status) == (Meaning.UNREACHABLE, None)
    assert words in str(error)


@pytest.mark.parametrize(
    ("habit", "meaning"),
    [
        (fake.truncated, Meaning.UNREACHABLE),
        (fake.dripping, Meaning.UNREACHABLE),
        (fake.endless, Meaning.PUZZLING),
        (fake.answering(200, b"<p>Welcome to our site</p>"), Meaning.PUZZLING),
        (fake.answering(200, b"[1]"), Meaning.PUZZLING),
        (fake.answering(200, b'{"version": "\xff"}'), Meaning.PUZZLING),
        (fake.answering(200, b'{"version":' + b"[" * 100_000), Meaning.PUZZLING),
        (fake.answering(204), Meaning.PUZZLING),
    ],
)
def test_an_answer_that_matters_must_be_whole(client: LrsClient, lrs: FakeLrs, habit: Habit, meaning: Meaning) -> None:
    lrs.habit = habit
    with pytest.raises(LrsError) as refused:
        client.about()
    assert refused.value.meaning is meaning
    assert client.about() == {"version": ["1.0.3"]}, "the next question is answered as if nothing had been"


def test_memory_for_an_endless_answer_is_bounded(client: LrsClient, lrs: FakeLrs) -> None:
    lrs.habit = fake.endless
    with pytest.raises(LrsError, match="more than 200000 bytes"):
        client.about()


def test_an_answer_may_come_in_chunks(client: LrsClient, lrs: FakeLrs) -> None:
    for _ in range(2):
        lrs.habit = fake.in_chunks
        assert client.about() == {"version": ["1.0.3"]}
    assert lrs.connections == 1


@pytest.mark.parametrize("habit", [fake.dripping, fake.dripping_head])
def test_patience_with_a_dripping_answer_is_bounded(client: LrsClient, lrs: FakeLrs, habit: Habit) -> None:
    lrs.habit = habit
    began = time.monotonic()
    with pytest.raises(LrsError):
        client.about()
    assert time.monotonic() - began < 2


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with client_of(f"http://127.0.0.1:{port}") as client, pytest.raises(LrsError, match="takes no connection") as no:
        client.about()
    assert no.value.meaning is Meaning.UNREACHABLE


def test_an_unknown_name_is_unreachable() -> None:
    with client_of("http://lrs.invalid") as client, pytest.raises(LrsError, match="name is not known") as no:
        client.about()
    assert no.value.meaning is Meaning.UNREACHABLE


def test_a_server_without_tls_is_unreachable_by_https(lrs: FakeLrs) -> None:
    with client_of(lrs.endpoint.replace("http:", "https:")) as client, pytest.raises(LrsError, match="TLS") as no:
        client.about()
    assert no.value.meaning is Meaning.UNREACHABLE


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(lrs: FakeLrs, tmp_path: Path) -> None:
    lrs.socket = fake.self_signed(tmp_path).wrap_socket(lrs.socket, server_side=True)
    endpoint = lrs.endpoint.replace("http:", "https:")
    with client_of(endpoint) as client, pytest.raises(LrsError, match="TLS") as no:
        client.store(STATEMENTS)
    assert no.value.meaning is Meaning.UNREACHABLE
    assert lrs.requests == []


@pytest.mark.parametrize("status", [400, 401, 500, 302])
def test_credentials_are_in_no_error_even_if_the_lrs_repeats_them(client: LrsClient, lrs: FakeLrs, status: int) -> None:
    told = f"bad header: Basic {fake.BASIC} ({fake.KEY} / {fake.SECRET})".encode()
    error = refusal(client, lrs, fake.answering(status, told))
    shown = f"{error!r} {error} {error.detail} {vars(error)} {client!r}"
    assert not [hidden for hidden in (fake.BASIC, fake.KEY, fake.SECRET) if hidden in shown]
    assert error.detail == "bad header: Basic … (… / …)"


def test_an_error_carries_only_the_start_of_what_the_lrs_said(client: LrsClient, lrs: FakeLrs) -> None:
    assert len(refusal(client, lrs, fake.answering(400, b"x" * 100_000)).detail) == 300


def test_a_wrong_secret_is_denied(lrs: FakeLrs) -> None:
    with client_of(lrs.endpoint, secret="guess") as client, pytest.raises(LrsError) as no:
        client.store(STATEMENTS)
    assert no.value.meaning is Meaning.DENIED


def test_a_secret_may_have_letters_beyond_ascii(lrs: FakeLrs) -> None:
    with client_of(lrs.endpoint, secret="gehëim-密") as client:
        client.about()
    [(_, _, headers, _)] = lrs.requests
    assert b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == f"{fake.KEY}:gehëim-密"


def test_a_statement_can_be_fetched_back(client: LrsClient) -> None:
    client.store([canonical(ONE)])
    assert client.statement(ONE["id"]) == ONE | {"stored": "2026-03-02T16:05:10.000Z"}
    assert client.statement("00000000-0000-4000-8000-000000000000") is None


def test_an_id_that_is_none_is_never_sent(client: LrsClient, lrs: FakeLrs) -> None:
    with pytest.raises(ValueError, match="UUID"):
        client.statement("x&limit=0")
    assert lrs.requests == []


@pytest.mark.parametrize(
    ("held", "equal"),
    [
        (ONE, True),
        (ONE | {"stored": "2026-03-02T16:05:10Z", "version": "1.0.0"}, True),
        (ONE | {"timestamp": "2026-03-02T16:11:09.250Z"}, False),
        (None, False),
    ],
)
def test_after_a_conflict_the_lrs_is_asked_what_it_holds(
    client: LrsClient, lrs: FakeLrs, held: dict[str, Any] | None, equal: bool
) -> None:
    if held:
        lrs.statements[held["id"]] = held
    assert client.has_equal(canonical(ONE)) is equal


def test_what_was_taken_back_since_is_still_held(client: LrsClient) -> None:
    told = story()
    client.store([canonical(told["scored"]), canonical(told["voided"])])
    assert told["voided"]["object"]["id"] == told["scored"]["id"]
    assert client.statement(told["scored"]["id"]) is None
    assert client.statement(told["scored"]["id"], taken_back=True) is not None
    assert client.has_equal(canonical(told["scored"]))
    assert client.has_equal(canonical(told["voided"]))
    assert not client.has_equal(canonical(told["scored"] | {"timestamp": "2026-03-02T16:00:00.000Z"}))


def test_an_lrs_that_takes_nothing_back_has_nothing_of_the_kind(client: LrsClient, lrs: FakeLrs) -> None:
    lrs.habit = fake.answering(400, b"what is a voidedStatementId?")
    assert client.statement(ONE["id"], taken_back=True) is None


def test_a_statement_in_a_list_of_its_own_is_taken_out(client: LrsClient, lrs: FakeLrs) -> None:
    lrs.habit = fake.answering(200, canonical({"statements": [ONE]}))
    assert client.has_equal(canonical(ONE))


def test_an_empty_list_is_no_statement(client: LrsClient, lrs: FakeLrs) -> None:
    lrs.habit = fake.answering(200, b'{"statements": []}')
    assert client.statement(ONE["id"]) is None
    assert not client.has_equal(canonical(ONE))


@pytest.mark.parametrize(
    "endpoint",
    [
        "lrs.example/xAPI",
        "ftp://lrs.example",
        "https://",
        "https://key:secret@lrs.example/xAPI",
        "https://lrs.example/xAPI?key=secret",
        "https://lrs.example/xAPI#statements",
    ],
)
def test_an_endpoint_that_is_none_is_refused_without_being_repeated(endpoint: str) -> None:
    with pytest.raises(ValueError, match="endpoint") as refused:
        LrsClient(endpoint, "key", "secret")
    assert "secret" not in str(refused.value)


def test_a_key_with_a_colon_is_refused() -> None:
    with pytest.raises(ValueError, match="colon"):
        LrsClient("https://lrs.example", "a:b", "secret")
