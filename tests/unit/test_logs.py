"""What stands in the log: never a secret, always what it belongs to."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from lti_npq import logs

TOKEN = "Yd8s_3kq0ZpR5xWv-ThisIsASessionToken1234567"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # What a request of an earlier test left.
    with logs.correlated(""):
        yield
    root.handlers[:] = handlers
    root.setLevel(level)


Written = pytest.CaptureFixture[str]


def as_json(capsys: Written) -> dict[str, Any]:
    [line] = capsys.readouterr().err.splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_line_for_machines_is_one_object_with_what_it_adds(capsys: Written) -> None:
    logs.install("INFO", "json")
    with logs.correlated("ab12cd34"):
        logging.getLogger("lti_npq.test").warning(
            "lrs %d: late\nagain", 3, extra={"receiver": "lrs 3", "seconds": 0.25}
        )
    line = as_json(capsys)
    assert line["time"].endswith("Z")
    assert {name: line[name] for name in ("level", "logger", "message", "correlation", "receiver", "seconds")} == {
        "level": "WARNING",
        "logger": "lti_npq.test",
        "message": "lrs 3: late\nagain",
        "correlation": "ab12cd34",
        "receiver": "lrs 3",
        "seconds": 0.25,
    }


def test_what_belongs_to_nothing_has_no_correlation(capsys: Written) -> None:
    logs.install("INFO", "json")
    logging.getLogger("x").info("hello")
    assert "correlation" not in as_json(capsys)


def test_an_error_brings_where_it_happened(capsys: Written) -> None:
    logs.install("INFO", "json")
    try:
        int(f"/s/{TOKEN}/pages")
    except ValueError:
        logging.getLogger("x").exception("it failed")
    line = as_json(capsys)
    assert "ValueError" in line["exception"]
    assert TOKEN not in json.dumps(line)


def test_a_line_for_people_has_its_reference_once(capsys: Written) -> None:
    logs.install("INFO", "text")
    with logs.correlated("ab12cd34"):
        logging.getLogger("x").info("plain")
        logging.getLogger("x").info("named [ab12cd34]")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("INFO x: plain [ab12cd34]")
    assert second.endswith("INFO x: named [ab12cd34]")


def test_what_somebody_asks_for_makes_up_no_line(capsys: Written) -> None:
    logs.install("INFO", "text")
    with logs.correlated("ab12cd34"):
        logging.getLogger("x").info("404 %s [%s]", "/a\r\n2026-01-01 WARNING x: b\x1b[2J\x85\u2028c é", "ab12cd34")
        try:
            int("two\nlines")
        except ValueError:
            logging.getLogger("x").exception("it failed")
    line, failed, *traceback = capsys.readouterr().err.split("\n")
    assert line.endswith(r"INFO x: 404 /a\r\n2026-01-01 WARNING x: b\x1b[2J\x85\u2028c é [ab12cd34]")
    assert failed.endswith("ERROR x: it failed [ab12cd34]")
    assert traceback[0] == "Traceback (most recent call last):"


@pytest.mark.parametrize(
    "secret",
    [
        f"GET /s/{TOKEN}/pages/a",
        f"Error handling request GET /admin/join/{TOKEN}",
        f"Error handling request GET /lti/register?invitation={TOKEN}&openid_configuration=x",
        f"Authorization: Bearer {TOKEN}",
        "Authorization: Basic a2V5OnNlY3JldA==",
        f"https://lms.example/x?access_token={TOKEN}&a=b",
        f"POST id_token={TOKEN}",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2lnbmF0dXJl",
        "cannot connect to amqp://guest:swordfish@127.0.0.1:5672//",
        "postgresql://npq:pa:ss@db/npq",
        "amara.osei@school.example.org was told",
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_and_no_address_of_a_person_stands_in_the_log(form: str, secret: str, capsys: Written) -> None:
    logs.install("INFO", form)
    logging.getLogger("x").info("it said %s.", secret, extra={"more": secret})
    text = capsys.readouterr().err
    for part in (TOKEN, "a2V5OnNlY3JldA", "eyJzdWIi", "swordfish", "pa:ss", "amara.osei"):
        assert part not in text
    assert "it said" in text


def test_below_the_level_nothing_is_written(capsys: Written) -> None:
    logs.install("WARNING", "json")
    logging.getLogger("x").info("hello")
    assert capsys.readouterr().err == ""
