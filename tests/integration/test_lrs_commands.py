"""`lti-npq lrs`: what each command does, prints and ends with."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from lti_npq.services.delivery import SealedStores
from lti_npq.services.delivery.stores import Store
from lti_npq.settings import Settings
from lti_npq.storage.models import AuditEntry, Destination
from owing import owe_statements
from stored import rows

ENDPOINT = "https://second.example.org/xapi"
Run = Callable[..., Result]


@pytest.fixture
def run(command: Run) -> Run:
    return partial(command, "lrs")


@pytest.fixture
def secret_file(tmp_path: Path) -> str:
    file = tmp_path / "secret.txt"
    file.write_text("swordfish\n")
    return str(file)


def added(engine: Engine) -> Destination:
    """Return the store beside the one that the installation begins with."""
    [_, destination] = rows(engine, Destination)
    return destination


def listed(run: Run) -> dict[str, Any]:
    """Return the last store of the list for scripts."""
    found: list[dict[str, Any]] = json.loads(run("list", "--json").stdout)
    return found[-1]


def test_a_store_is_added_with_all_that_was_said_of_it(
    run: Run, engine: Engine, settings: Settings, secret_file: str
) -> None:
    access = ("--key", "npq", "--secret-file", secret_file, "--token-url", "https://login.example.org/token")
    profile = ("--event", "passed", "--event", "completed", "--event", "passed", "--pseudonymous", "--without-text")
    ran = run("add", "research", ENDPOINT, *access, "--scope", "statements/write", "--xapi", "2.0.0", *profile)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "Added: research. Running servers and workers begin to send within seconds.\n"
    row = added(engine)
    assert (row.name, row.endpoint, row.key, row.version) == ("research", ENDPOINT, "npq", "2.0.0")
    assert (row.token_url, row.scope) == ("https://login.example.org/token", "statements/write")
    assert row.profile == {"events": ["completed", "passed"], "pseudonymous": True, "without_text": True}
    assert "swordfish" in SealedStores(settings).client(Store.of(row))._access.secrets
    assert rows(engine, AuditEntry)[-1].who == "command line"


def test_a_secret_is_asked_for_and_neither_shown_nor_stored_as_it_is(run: Run, engine: Engine) -> None:
    ran = run("add", "research", ENDPOINT, "--key", "npq", input="swordfish\n")
    assert ran.exit_code == 0
    assert "Secret:" in ran.output
    assert "swordfish" not in ran.output
    assert b"swordfish" not in added(engine).sealed_secret
    assert "swordfish" not in run("list", "--json").output


def test_a_store_without_a_key_is_asked_for_no_secret(run: Run) -> None:
    assert "Secret" not in run("add", "research", ENDPOINT).output


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("research", "nonsense"), 1, "is not an address"),
        (("https://lrs.example.org/xapi", ENDPOINT), 1, "already"),
        (("research", "https://lrs.example.org/xapi"), 1, "sends the same statements"),
        (("research", ENDPOINT, "--event", "danced"), 2, "danced"),
        (("research", ENDPOINT, "--from", "yesterday"), 2, "yesterday"),
        (("research", ENDPOINT, "--xapi", "0.9"), 2, "0.9"),
        (("research",), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(
    arguments: tuple[str, ...], status: int, words: str, run: Run, engine: Engine
) -> None:
    ran = run("add", *arguments)
    assert (ran.exit_code, words in ran.stderr) == (status, True)
    assert len(rows(engine, Destination)) == 1


@pytest.mark.parametrize(("content", "words"), [(None, "does not exist"), (b"\xff\xfe", "no text in UTF-8")])
def test_a_secret_file_that_cannot_be_read_is_named(
    content: bytes | None, words: str, run: Run, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "secret.txt"
    if content is not None:
        file.write_bytes(content)
    ran = run("add", "research", ENDPOINT, "--key", "npq", "--secret-file", str(file))
    assert (ran.exit_code, words in " ".join(ran.stderr.split())) == (2, True)
    assert len(rows(engine, Destination)) == 1


def test_a_store_is_filled_from_a_day_on(run: Run, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        owe_statements(session, 3, [])
    run("add", "research", ENDPOINT, "--from", f"{datetime.now(UTC):%Y-%m-%d}")
    assert listed(run)["past_owed"] == 3
    assert run("fill", "research", "--from", "2026-01-01").stdout.endswith("of the past will be sent to research.\n")
    assert run("fill", "research").exit_code == 2


def test_the_list_says_what_each_store_gets_and_how_it_fares(run: Run) -> None:
    run("add", "research", ENDPOINT, "--event", "completed", "--pseudonymous", "--without-text")
    run("pause", "research")
    first, second = run("list").stdout.splitlines()
    assert first == "1  https://lrs.example.org/xapi  https://lrs.example.org/xapi  everything  in order"
    assert second == f"2  research  {ENDPOINT}  completed; pseudonymous; without text  paused by hand"
    assert listed(run)["profile"] == {"events": ["completed"], "pseudonymous": True, "without_text": True}


def test_without_any_store_the_list_says_how_to_add_one(run: Run, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(delete(Destination))
    assert run("list").stdout == "None yet. Add one with: lti-npq lrs add\n"
    assert json.loads(run("list", "--json").stdout) == []


def test_a_store_is_paused_and_resumed_by_its_name_or_number(run: Run, engine: Engine) -> None:
    run("add", "research", ENDPOINT)
    assert run("pause", "research").stdout.startswith("Paused: research.")
    assert added(engine).paused_at is not None
    assert run("resume", "2").stdout == "Resumed: 2.\n"
    assert added(engine).paused_at is None


def test_removing_asks_first(run: Run, engine: Engine) -> None:
    run("add", "research", ENDPOINT)
    assert run("remove", "research", input="n\n").exit_code == 1
    assert added(engine).active
    ran = run("remove", "research", "--yes")
    assert ran.stdout == "Removed: research. The statements themselves stay stored.\n"
    assert not added(engine).active


@pytest.mark.parametrize(
    "arguments",
    [("pause", "nobody"), ("resume", "nobody"), ("fill", "nobody", "--from", "2026-09-01"), ("remove", "9", "--yes")],
    ids=" ".join,
)
def test_a_store_that_is_not_there_is_said_to_be_missing(arguments: tuple[str, ...], run: Run) -> None:
    ran = run(*arguments)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("lti-npq: There is no Learning Record Store")
    assert ran.stdout == ""


def test_the_store_of_the_settings_is_removed_in_the_settings_only(run: Run, engine: Engine) -> None:
    ran = run("remove", "1", "--yes")
    assert (ran.exit_code, "The settings name" in ran.stderr) == (1, True)
    assert [row.active for row in rows(engine, Destination)] == [True]
