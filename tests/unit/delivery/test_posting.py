"""A batch on its way to a store: halved over what is refused, and over the store's own failures only with proof."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from lti_npq.services.delivery import posting
from lti_npq.services.delivery.posting import Letter, Posting, Tally
from xapi.lrs_error import LrsError, Meaning

FAILED = LrsError(Meaning.BROKEN, "The LRS failed (HTTP 500).", status=500)


@dataclass
class Store:
    """An LRS that fails over chosen statements, or over everything from a request on."""

    poison: dict[int, LrsError] = field(default_factory=dict)
    fails_at: Callable[[int], bool] = lambda _request: False
    stored: list[int] = field(default_factory=list)
    requests: int = 0
    conflicts: bool = False
    """Whether a repeat is answered with 409 for the whole batch (ADL)."""

    def store(self, bodies: list[bytes]) -> None:
        self.requests += 1
        if self.fails_at(self.requests):
            raise FAILED
        numbers = [json.loads(body)["id"] for body in bodies]
        for number in numbers:
            if number in self.poison:
                raise self.poison[number]
        if self.conflicts and set(numbers) & set(self.stored):
            raise LrsError(Meaning.CONFLICT, "It has one of these.", status=409)
        self.stored += [number for number in numbers if number not in self.stored]

    def has_equal(self, body: bytes) -> bool:
        return json.loads(body)["id"] in self.stored


def letters(count: int) -> list[Letter]:
    return [Letter(number, json.dumps({"id": number}).encode()) for number in range(count)]


def post(store: Any, count: int = 100, *, lasting: bool = False) -> Tally:
    tally = Tally()
    Posting(store, tally, lasting=lasting).post(letters(count))
    return tally


@pytest.mark.parametrize("at", [0, 1, 50, 99])
@pytest.mark.parametrize("conflicts", [False, True])
def test_a_statement_that_the_store_fails_over_is_found_while_others_get_through(at: int, conflicts: bool) -> None:
    store = Store({at: FAILED}, conflicts=conflicts)
    tally = post(store, lasting=True)
    assert sorted(tally.delivered) == [number for number in range(100) if number != at]
    assert "fails over this very statement" in tally.refused[at].reason
    assert store.requests < 40


def test_a_store_that_has_only_just_begun_to_fail_is_left_alone() -> None:
    store = Store({3: FAILED})
    with pytest.raises(LrsError):
        post(store)
    assert store.requests == 1


def test_a_store_that_fails_over_everything_has_nothing_set_aside() -> None:
    store = Store(fails_at=lambda _request: True)
    tally = Tally()
    with pytest.raises(LrsError):
        Posting(store, tally, lasting=True).post(letters(100))  # type: ignore[arg-type]
    assert not tally.settled
    assert store.requests == 3


@pytest.mark.parametrize("outage", range(2, 30))
def test_a_store_that_breaks_down_in_the_middle_of_the_search_has_no_innocent_one_set_aside(outage: int) -> None:
    store = Store({7: FAILED}, fails_at=lambda request: request >= outage)
    tally = Tally()
    with suppress(LrsError):
        Posting(store, tally, lasting=True).post(letters(32))  # type: ignore[arg-type]
    assert set(tally.refused) <= {7}
    assert set(tally.delivered) == set(store.stored)


def test_a_single_statement_is_never_set_aside_over_the_stores_own_failure() -> None:
    with pytest.raises(LrsError):
        post(Store({0: FAILED}), 1, lasting=True)


def test_a_repeat_at_a_store_that_answers_409_for_the_batch_is_delivered() -> None:
    store = Store(conflicts=True, stored=list(range(50)))
    tally = post(store)
    assert sorted(tally.delivered) == list(range(100))
    assert tally.refused == {}


def test_a_whole_batch_that_is_there_already_is_looked_up_and_not_halved() -> None:
    store = Store(conflicts=True, stored=list(range(100)))
    assert sorted(post(store).delivered) == list(range(100))
    assert store.requests == 1


def test_what_is_missing_between_two_that_are_there_is_stored() -> None:
    store = Store(conflicts=True, stored=[number for number in range(100) if number % 7])
    store.stored.append(0)
    tally = post(store)
    assert sorted(tally.delivered) == sorted(store.stored) == list(range(100))
    assert len(tally.delivered) == len(set(tally.delivered))


def test_every_second_statement_refused_is_set_aside_and_no_other() -> None:
    refused = LrsError(Meaning.REFUSED, "No.", status=400, detail="a verb is missing")
    tally = post(Store(dict.fromkeys(range(0, 100, 2), refused)))
    assert sorted(tally.refused) == list(range(0, 100, 2))
    assert tally.refused[0].said == "a verb is missing"
    assert sorted(tally.delivered) == list(range(1, 100, 2))


def test_halving_that_takes_too_long_stops_with_what_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, *[1.0] * 4, *[1_000.0] * 400])
    monkeypatch.setattr(posting, "monotonic", lambda: next(moments))
    tally = post(Store({99: LrsError(Meaning.REFUSED, "No.", status=400)}))
    assert tally.broke_off
    assert 0 < len(tally.delivered) < 100
    assert tally.refused == {}
