"""Our statements and our client against Learning Locker's own statement service and validator."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import learning_locker
import pytest

from xapi.encoding import canonical
from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError, Meaning

pytestmark = pytest.mark.peer

GOLDEN = sorted((learning_locker.ROOT / "tests" / "unit" / "xapi" / "golden").glob("*.json"))
_EVENTS: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN}
STORY = [statement for event, statement in _EVENTS.items() if event != "voided"]
"""Whatever stays as it was said."""
BODIES = [canonical(statement) for statement in STORY]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    learning_locker.need_peers()
    with learning_locker.statement_service(tmp_path_factory.mktemp("learning-locker")) as address:
        yield address


@pytest.fixture
def lrs(endpoint: str) -> Iterator[LrsClient]:
    """A client of a service that holds the whole story."""
    with LrsClient(endpoint, "any", "any") as client:
        client.store(BODIES)
        yield client


def test_it_says_what_it_speaks(lrs: LrsClient) -> None:
    assert "1.0.3" in lrs.about()["version"]


def test_it_holds_every_statement_as_it_was_sent(lrs: LrsClient) -> None:
    assert len(STORY) >= 11
    assert [body for body in BODIES if not lrs.has_equal(body)] == []


def test_sending_the_same_again_is_fine(lrs: LrsClient) -> None:
    stored = [lrs.statement(statement["id"]) for statement in STORY]
    lrs.store(BODIES)
    lrs.store(BODIES[:1])
    assert [lrs.statement(statement["id"]) for statement in STORY] == stored


@pytest.mark.parametrize(
    "change", [{"timestamp": "2026-03-02T16:05:09.251Z"}, {"result": {"success": False}}], ids=["time", "result"]
)
def test_other_content_under_the_same_id_conflicts_and_changes_nothing(lrs: LrsClient, change: dict[str, Any]) -> None:
    changed = canonical(STORY[0] | change)
    with pytest.raises(LrsError) as refused:
        lrs.store([changed])
    assert (refused.value.meaning, refused.value.status) == (Meaning.CONFLICT, 409)
    assert not lrs.has_equal(changed)
    assert lrs.has_equal(BODIES[0])


def test_one_bad_statement_has_its_batch_refused(lrs: LrsClient) -> None:
    bad = canonical(STORY[0] | {"id": "00000000-0000-4000-8000-000000000001", "verb": {"id": "no IRI"}})
    with pytest.raises(LrsError) as refused:
        lrs.store([BODIES[1], bad])
    assert refused.value.meaning is Meaning.REFUSED
    assert "verb" in refused.value.detail


def test_it_gives_back_no_longer_what_was_taken_back(lrs: LrsClient) -> None:
    mistaken = _EVENTS["scored"] | {"id": "00000000-0000-4000-8000-000000000003"}
    taken_back = _EVENTS["voided"] | {"object": {"objectType": "StatementRef", "id": mistaken["id"]}}
    lrs.store([canonical(mistaken)])
    assert lrs.has_equal(canonical(mistaken))
    lrs.store([canonical(taken_back)])
    assert lrs.statement(mistaken["id"]) is None
    assert lrs.has_equal(canonical(mistaken))
    assert lrs.has_equal(canonical(taken_back))


def test_it_holds_nothing_it_was_not_sent(lrs: LrsClient) -> None:
    assert lrs.statement("00000000-0000-4000-8000-000000000002") is None


def test_its_validator_finds_no_fault_with_any_event() -> None:
    learning_locker.need_peers()
    assert learning_locker.faults(GOLDEN) == {}


def test_its_validator_would_find_a_fault(tmp_path: Path) -> None:
    learning_locker.need_peers()
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(json.dumps(STORY[0] | {"verb": {"id": "no IRI"}}), encoding="utf-8")
    assert list(learning_locker.faults([spoilt])) == [str(spoilt)]
