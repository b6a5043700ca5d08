"""A participant's whole story, delivered to real statement stores by the outbox, and judged by a real validator."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import learning_locker
import pytest
import ralph
import urllib3
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from clocks import Clock
from factories import small_package
from fakes import FakeStores
from lti_npq.services import installation
from lti_npq.services.delivery import Doors
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination, OwedStatement, Statement
from lti_npq.workers.delivering import deliver_all
from visitors import Visitor
from whole_story import WholeStory, ask_for_a_word
from xapi.comparison import same
from xapi.lrs_client import LrsClient
from xapi.validation import violations

pytestmark = pytest.mark.peer


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite alone: it is the store at the other end that differs here."""
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"


@pytest.fixture(params=["Learning Locker", "Ralph"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a running statement store, empty: the same path through the module has the same ids."""
    if request.param == "Learning Locker":
        learning_locker.need_peers()
    service = {"Learning Locker": learning_locker.statement_service, "Ralph": ralph.statement_service}[request.param]
    folder = tmp_path / "store"
    folder.mkdir()
    with service(folder) as endpoint:
        yield endpoint


@pytest.fixture
def lrs(store: str, engine: Engine, doors: Doors) -> Iterator[Doors]:
    """The ways out, with the store as the only place that statements are owed to."""
    with Session(engine) as session, session.begin():
        session.execute(delete(Destination))
        installation.use_destination(session, store)
    with LrsClient(store, ralph.KEY, ralph.SECRET) as client:
        yield replace(doors, stores=FakeStores({store: client}))


@pytest.fixture
def story(
    visit: Callable[..., Visitor], engine: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> WholeStory:
    folder = small_package(tmp_path / "changed", version="1.0.1")
    ask_for_a_word(folder)
    clock = Clock.of_requests(monkeypatch)
    with Session(engine) as session, session.begin():
        installation.publish_folder(session, settings, folder, clock.now)
    return WholeStory(visit, clock, engine, settings)


def held(store: str, statement_id: str) -> dict[str, Any] | None:
    """Return a statement as a store gives it back; Ralph has it in a list, and one that was taken back apart."""
    headers = urllib3.make_headers(basic_auth=f"{ralph.KEY}:{ralph.SECRET}") | {"X-Experience-API-Version": "1.0.3"}
    for name in ("statementId", "voidedStatementId"):
        answer = urllib3.request("GET", f"{store}/statements?{name}={statement_id}", headers=headers, retries=False)
        found = json.loads(answer.data) if answer.status == 200 else {}
        listed = found.get("statements", [found])
        if listed and listed[0].get("id") == statement_id:
            return listed[0]
    return None


def test_a_whole_story_arrives_complete_and_valid(
    lrs: Doors, store: str, story: WholeStory, engine: Engine, tmp_path: Path
) -> None:
    story.told()
    deliver_all(engine, lrs)
    with Session(engine) as session:
        assert session.scalars(select(OwedStatement)).all() == []
        bodies = list(session.scalars(select(Statement.body)))
    told = [json.loads(body) for body in bodies]
    assert len(told) > 20
    assert {one["verb"]["id"].rpartition("/")[2] for one in told} >= {"abandoned", "satisfied", "voided", "suspended"}
    missing = [one["verb"]["id"] for one in told if not same(one, held(store, one["id"]) or {})]
    assert missing == []
    assert [violations(one) for one in told] == [[]] * len(told)
    judge(bodies, tmp_path)


def judge(bodies: list[bytes], folder: Path) -> None:
    """Have the strictest validator look at every statement."""
    learning_locker.need_peers()
    files = [folder / f"{number}.json" for number in range(len(bodies))]
    for file, body in zip(files, bodies, strict=True):
        file.write_bytes(body)
    assert not any(learning_locker.faults(files).values())
