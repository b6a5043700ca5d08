"""Changing the tool's keys without a launch or grade failing."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import jwt
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from lti_npq.errors import Conflict, NotFound
from lti_npq.services import housekeeping, keys
from lti_npq.services.keys import LOOK_AGAIN_AFTER, PUBLISHED_AFTER, PUBLISHED_BEFORE, CurrentKeys, KeyState
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import AuditEntry, ToolKey
from stored import rows

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
"""After the installation of the tests was made."""
Command = Callable[..., Result]


def rotate(engine: Engine, settings: Settings, at: datetime, *, at_once: bool = False) -> None:
    with Session(engine) as session, session.begin():
        keys.rotate(for_writing(session), settings.secret_key, at, at_once=at_once, who="somebody")


def ring(engine: Engine, settings: Settings, at: datetime) -> list[str]:
    """Return the ids of the keys published at a moment, the one that signs first."""
    with Session(engine) as session:
        current = CurrentKeys(settings.secret_key, lambda: at)
        token = current.ring(session).sign({})
        published = [key["kid"] for key in current.ring(session).jwks["keys"]]
        assert jwt.get_unverified_header(token)["kid"] == published[0]
        return published


@pytest.fixture
def old(engine: Engine) -> str:
    return rows(engine, ToolKey)[0].kid


def test_a_new_key_is_published_a_day_before_it_signs_and_the_old_one_a_day_longer(
    engine: Engine, settings: Settings, old: str
) -> None:
    rotate(engine, settings, NOW)
    [new] = {row.kid for row in rows(engine, ToolKey)} - {old}
    begins, moment = NOW + PUBLISHED_BEFORE, timedelta(seconds=1)
    assert ring(engine, settings, NOW) == [old, new]
    assert ring(engine, settings, begins - moment) == [old, new]
    assert ring(engine, settings, begins) == [new, old]
    assert ring(engine, settings, begins + PUBLISHED_AFTER - moment) == [new, old]
    assert ring(engine, settings, begins + PUBLISHED_AFTER) == [new]


def test_at_once_means_now_and_the_old_key_is_still_published(engine: Engine, settings: Settings, old: str) -> None:
    rotate(engine, settings, NOW, at_once=True)
    assert ring(engine, settings, NOW)[1] == old


def test_a_rotation_under_way_is_not_begun_again_but_may_be_hurried(
    engine: Engine, settings: Settings, old: str
) -> None:
    rotate(engine, settings, NOW)
    with pytest.raises(Conflict, match="waits already"):
        rotate(engine, settings, NOW)
    rotate(engine, settings, NOW, at_once=True)
    assert len(rows(engine, ToolKey)) == 2
    assert ring(engine, settings, NOW)[1] == old


def test_several_rotations_keep_several_keys_published(engine: Engine, settings: Settings, old: str) -> None:
    for hours in range(3):
        rotate(engine, settings, NOW + timedelta(hours=hours), at_once=True)
    published = ring(engine, settings, NOW + timedelta(hours=3))
    assert len(published) == 4
    assert published[-1] == old


def test_private_keys_are_destroyed_once_published_no_longer(engine: Engine, settings: Settings, old: str) -> None:
    rotate(engine, settings, NOW, at_once=True)
    for at, left in ((NOW + PUBLISHED_AFTER - timedelta(seconds=1), 2), (NOW + PUBLISHED_AFTER, 1)):
        with Session(engine) as session, session.begin():
            housekeeping.forget_expired(for_writing(session), at)
        assert len(rows(engine, ToolKey)) == left
    assert old not in {row.kid for row in rows(engine, ToolKey)}


def test_a_running_process_notices_within_a_minute_and_asks_no_more_often(engine: Engine, settings: Settings) -> None:
    at = [NOW]
    current = CurrentKeys(settings.secret_key, lambda: at[0])
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: asked.append(statement))

    def published() -> int:
        with Session(engine) as session:
            return len(current.ring(session).keys)

    first = published(), published()
    parsed = current._parsed.copy()
    assert (first, sum("tool_key" in statement for statement in asked)) == ((1, 1), 1)
    rotate(engine, settings, NOW, at_once=True)
    asked.clear()
    at[0] += LOOK_AGAIN_AFTER - timedelta(seconds=1)
    assert (published(), [statement for statement in asked if "tool_key" in statement]) == (1, [])
    at[0] += timedelta(seconds=1)
    assert published() == 2
    assert all(current._parsed[kid] is key for kid, key in parsed.items())


def test_the_published_document_follows_a_rotation(engine: Engine, settings: Settings, app: Flask) -> None:
    rotate(engine, settings, NOW, at_once=True)
    published = app.test_client().get("/lti/jwks").get_json()["keys"]
    assert len(published) == 2
    assert all("d" not in key for key in published)


def test_machines_that_start_at_once_make_one_key(engine: Engine, settings: Settings) -> None:
    with Session(engine) as session, session.begin():
        session.query(ToolKey).delete()
    together = threading.Barrier(2)

    def start() -> None:
        together.wait(5)
        with Session(engine) as session, session.begin():
            keys.ensure_key(for_writing(session), settings.secret_key, NOW)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(rows(engine, ToolKey)) == 1


def test_a_waiting_key_that_is_withdrawn_leaves_the_old_one_signing(
    engine: Engine, settings: Settings, old: str
) -> None:
    rotate(engine, settings, NOW)
    [new] = {row.kid for row in rows(engine, ToolKey)} - {old}
    with Session(engine) as session, session.begin():
        keys.withdraw(for_writing(session), new, NOW, who="somebody")
    assert ring(engine, settings, NOW + timedelta(days=30)) == [old]


def test_a_retired_key_can_be_withdrawn_and_the_one_that_signs_cannot(
    engine: Engine, settings: Settings, old: str
) -> None:
    rotate(engine, settings, NOW, at_once=True)
    rotate(engine, settings, NOW)
    with Session(engine) as session, session.begin():
        signs = keys.key_views(for_writing(session), NOW)[0]
        assert signs.state is KeyState.SIGNS
        with pytest.raises(Conflict, match="signed with this key"):
            keys.withdraw(session, signs.kid, NOW, who="somebody")
        keys.withdraw(session, old, NOW, who="somebody")
        with pytest.raises(NotFound):
            keys.withdraw(session, old, NOW, who="somebody")
        assert [view.state for view in keys.key_views(session, NOW)] == [KeyState.SIGNS, KeyState.WAITS]
        assert keys.key_views(session, NOW)[0].signs_until == NOW + PUBLISHED_BEFORE


def test_the_commands_show_and_change_the_keys(engine: Engine, command: Command, old: str) -> None:
    command = partial(command, "keys")
    assert f"{old}  signs since" in command("list").stdout
    rotated = command("rotate").stdout.splitlines()
    assert (" until " in rotated[0], "and signs from" in rotated[1]) == (True, True)
    assert command("rotate").exit_code == 1
    views = json.loads(command("rotate", "--now", "--json").stdout)
    assert [view["state"] for view in views] == ["signs", "retired"]
    assert "Withdrawn" in command("withdraw", old).stdout
    assert command("withdraw", old).exit_code == 1
    assert [view["kid"] for view in json.loads(command("list", "--json").stdout)] == [views[0]["kid"]]
    said = [(entry.who, entry.action) for entry in rows(engine, AuditEntry)]
    changed = ("command line", "changed the tool's keys")
    assert said[-3:] == [changed, changed, ("command line", "withdrew a key of the tool")]
