"""`lti-npq outbox`: what each command does, prints and ends with, a real store on loopback at the other end."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from lti_npq.services import outbox
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination, OwedScore, OwedStatement, QuarantinedStatement, Statement
from owing import add_store
from receivers import StoreBehind, store_at
from stored import rows
from visitors import Visitor

GOLDEN = Path(__file__).parents[1] / "unit" / "xapi" / "golden"
Run = Callable[..., Result]


@pytest.fixture
def behind() -> StoreBehind:
    return StoreBehind()


@pytest.fixture
def store(engine: Engine, settings: Settings, behind: StoreBehind) -> Iterator[str]:
    """The address of the only store there is, called `store`."""
    with store_at(behind) as endpoint:
        with Session(engine) as session, session.begin():
            session.execute(delete(Destination))
            add_store(session, "store", endpoint, settings.secret_key)
        yield endpoint


@pytest.fixture
def run(command: Run, store: str) -> Run:
    return partial(command, "outbox")


@pytest.fixture
def told(engine: Engine, store: str) -> list[str]:
    """The ids of three statements that are owed."""
    statements = [json.loads((GOLDEN / f"{name}.json").read_bytes()) for name in ("launched", "completed", "scored")]
    with Session(engine) as session, session.begin():
        outbox.owe_statements(session, statements, datetime.now(UTC) - timedelta(hours=3))
    return [statement["id"] for statement in statements]


@pytest.fixture
def aside(run: Run, told: list[str], behind: StoreBehind) -> int:
    """The number of one of them that the store refused."""
    behind.poison.add(told[1])
    assert run("deliver").exit_code == 0
    [found] = json.loads(run("quarantined", "--json").stdout)
    number: int = found["number"]
    return number


def in_the_store(behind: StoreBehind) -> list[str]:
    """Return the last words of the verbs that the store holds, in order."""
    return [json.loads(body)["verb"]["id"].rpartition("/")[2] for body in behind.held.values()]


def status(run: Run) -> dict[str, Any]:
    [found] = json.loads(run("status", "--json").stdout)["stores"]
    return dict(found)


def test_what_is_due_is_delivered_and_said_to_be(run: Run, told: list[str], behind: StoreBehind) -> None:
    ran = run("deliver")
    assert ran.exit_code == 0
    assert list(behind.held) == told
    assert "store: 0 statements owed, 0 set aside; " in ran.stdout


def test_delivering_ends_badly_where_something_is_left(run: Run, told: list[str], behind: StoreBehind) -> None:
    behind.before = lambda _number: (503, {}, b"")
    ran = run("deliver")
    assert ran.exit_code == 1
    assert behind.held == {}
    assert "store: 3 statements owed, 0 set aside, the oldest since " in ran.stdout
    assert "has trouble.\n  The LRS at 127.0.0.1" in ran.stdout
    assert "is too busy, or is being looked after (HTTP 503). Tried again at " in ran.stdout


def test_the_status_says_what_is_in_the_way_of_each_receiver(
    run: Run, told: list[str], behind: StoreBehind, engine: Engine, facilitator: Visitor, visit: Callable[..., Visitor]
) -> None:
    visit().hands_in()
    facilitator.marks()
    with Session(engine) as session, session.begin():
        session.execute(update(OwedScore).values(final=True, trouble="The LMS does not allow that."))
    behind.before = lambda _number: (401, {}, b"")
    run("deliver")
    shown = run("status").stdout
    assert shown.startswith(
        "Scores owed: 1, of which 1 need somebody to look.\n  The LMS does not allow that.\nLMS: 1 scores owed"
    )
    assert "does not let us in.\n" in shown
    assert "did not accept the key and secret (HTTP 401)." in shown
    found = status(run)
    assert found["owed"] >= 3
    assert found["fares"]["denied_at"] is not None


def test_the_status_counts_a_past_that_is_to_be_sent(run: Run, command: Run, told: list[str]) -> None:
    run("deliver")
    command("lrs", "fill", "store", "--from", "2026-01-01")
    assert ", and up to 3 of the past" in run("status").stdout
    assert run("deliver").exit_code == 0
    assert status(run)["past_owed"] == 0


def test_what_was_set_aside_is_listed_shown_and_sent_again(
    run: Run, told: list[str], aside: int, behind: StoreBehind
) -> None:
    [line] = run("quarantined").stdout.splitlines()
    assert line.startswith(f"{aside}  store  completed  ")
    assert line.endswith("did not accept what was sent (HTTP 400).")
    shown = run("show", str(aside))
    assert json.loads(shown.stdout)["id"] == told[1]
    assert shown.stderr.startswith("store: The LRS at 127.0.0.1")
    assert shown.stderr.endswith("(HTTP 400). no\n")
    behind.poison.clear()
    assert run("retry", "--statement", str(aside)).stdout == "1 will be tried again.\n"
    assert run("deliver").exit_code == 0
    assert set(behind.held) == set(told)
    assert run("quarantined").stdout == "None.\n"


@pytest.mark.parametrize(("arguments", "count"), [((), 1), (("--lrs", "store"), 1), (("--statement", "999"), 0)])
def test_what_is_tried_again_is_counted(arguments: tuple[str, ...], count: int, run: Run, aside: int) -> None:
    assert run("retry", *arguments).stdout == f"{count} will be tried again.\n"
    assert status(run)["quarantined"] == 1 - count


def test_what_was_set_aside_is_listed_by_store_and_page_by_page(run: Run, aside: int) -> None:
    assert len(run("quarantined", "--lrs", "store").stdout.splitlines()) == 1
    assert run("quarantined", "--after", str(aside)).stdout == "None.\n"
    assert json.loads(run("quarantined", "--after", str(aside), "--json").stdout) == []


def test_a_correction_from_a_file_takes_the_place(
    run: Run, aside: int, behind: StoreBehind, tmp_path: Path, engine: Engine
) -> None:
    file = tmp_path / "statement.json"
    file.write_bytes(run("show", str(aside)).stdout_bytes.replace(b"2026-03-02T", b"2026-03-03T"))
    ran = run("replace", str(aside), str(file))
    assert (ran.exit_code, ran.stderr) == (0, "")
    new = ran.stdout.removeprefix("Replaced by ").removesuffix(".\n")
    run("deliver")
    assert json.loads(behind.held[new])["timestamp"].startswith("2026-03-03T")
    assert in_the_store(behind) == ["launched", "scored", "completed"]
    assert rows(engine, QuarantinedStatement) == rows(engine, OwedStatement) == []


@pytest.mark.parametrize(
    ("text", "words"), [("{", "not a JSON object"), ("{}", "not a statement"), (None, "No such file")]
)
def test_a_correction_that_is_none_changes_nothing(
    text: str | None, words: str, run: Run, aside: int, tmp_path: Path, engine: Engine
) -> None:
    file = tmp_path / "statement.json"
    if text is not None:
        file.write_text(text)
    before = len(rows(engine, Statement))
    ran = run("replace", str(aside), str(file))
    assert ran.exit_code != 0
    assert words in " ".join(ran.stderr.split())
    assert len(rows(engine, Statement)) == before
    assert len(rows(engine, QuarantinedStatement)) == 1


def test_what_was_set_aside_is_given_up_at_one_store(run: Run, aside: int, engine: Engine) -> None:
    assert run("discard", str(aside)).exit_code == 2
    assert run("discard", str(aside), "--lrs", "store").stdout == f"Given up: {aside} at store.\n"
    assert rows(engine, QuarantinedStatement) == []
    assert len(rows(engine, Statement)) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "999"),
        ("discard", "999", "--lrs", "store"),
        ("discard", "1", "--lrs", "nobody"),
        ("retry", "--lrs", "nobody"),
        ("quarantined", "--lrs", "nobody"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_said_to_be_missing(arguments: tuple[str, ...], run: Run) -> None:
    ran = run(*arguments)
    assert ran.exit_code == 1
    assert ran.stderr.startswith(("lti-npq: No statement with the number", "lti-npq: There is no Learning Record"))
    assert ran.stdout == ""
