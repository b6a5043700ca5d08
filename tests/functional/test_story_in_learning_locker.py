"""A participant's whole path, delivered to a real statement store by the outbox, and judged by a real validator."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from learning_locker import faults, need_peers, statement_service
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from fakes import FakeStores
from lti_npq.services import installation
from lti_npq.services.delivery import Doors
from lti_npq.storage.models import Destination, OwedStatement, Statement
from lti_npq.workers.delivering import deliver_all
from visitors import Visitor
from xapi.lrs_client import LrsClient

pytestmark = pytest.mark.peer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    """The address of a running statement store, empty: the same path through the module has the same ids."""
    need_peers()
    with statement_service(tmp_path) as endpoint:
        yield endpoint


@pytest.fixture
def lrs(store: str, engine: Engine, doors: Doors) -> Iterator[Doors]:
    """The ways out, with the store as the only place that statements are owed to."""
    with Session(engine) as session, session.begin():
        session.execute(delete(Destination))
        installation.use_destination(session, store)
    with LrsClient(store, "key", "secret") as client:
        yield replace(doors, stores=FakeStores({store: client}))


def study_and_be_marked(participant: Visitor, launch: Callable[..., Visitor]) -> None:
    participant.post("questions/planning-check/answers", {"option": "b"})
    participant.post("pages/planning-see/read", {})
    participant.post("pages/planning-do/read", {})
    participant.post("writing/planning-reflection", {"text": "We will look every week."})
    participant.hands_in("Routines fade.")
    launch(**Visitor.AS_FACILITATOR).marks(points=1)


def test_a_whole_story_arrives_complete_and_valid(
    lrs: Doors, engine: Engine, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    study_and_be_marked(visit(), visit)
    deliver_all(engine, lrs)
    with Session(engine) as session:
        assert session.scalars(select(OwedStatement)).all() == []
        bodies = list(session.scalars(select(Statement.body)))
    [client] = lrs.stores.clients.values()  # type: ignore[attr-defined]
    assert len(bodies) > 8
    assert all(client.has_equal(body) for body in bodies)
    files = [tmp_path / f"{number}.json" for number in range(len(bodies))]
    for file, body in zip(files, bodies, strict=True):
        file.write_bytes(body)
    assert not any(faults(files).values())
