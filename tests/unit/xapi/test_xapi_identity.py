"""Ids follow from what they stand for, and from nothing else."""

from itertools import pairwise
from uuid import UUID

import pytest

from xapi.identity import registration, statement_id

ALIKE = [
    ("a", "bc"),
    ("ab", "c"),
    ("abc", ""),
    ("", "abc"),
    ("abc",),
    ("a", "b", "c"),
    ('a","b', "c"),
    ("a", 'b","c'),
    ("a,b", "c"),
    ("a\x00b", "c"),
    ("a\\", "c"),
    ("é", ""),
    ("e\u0301", ""),
    ("\ud800", ""),
]


def test_the_same_fact_has_the_same_id_for_ever() -> None:
    """A changed value here would send every statement of every installation again."""
    assert statement_id("page_view", UUID(int=7), 3) == UUID("62c6100d-d4df-5ba0-ae97-e5cc58b64191")
    assert registration("https://lms.example", "1", "12", "34", "b7e2f1") == UUID(
        "6303b03c-b6ed-598d-8583-27a5ee95c62e"
    )


def test_ids_are_name_based_uuids() -> None:
    assert statement_id("launch", 1).version == registration("i", "d", "c", "r", "s").version == 5


def test_parts_that_read_alike_when_joined_give_different_ids() -> None:
    assert len({statement_id("kind", *parts) for parts in ALIKE}) == len(ALIKE)
    assert statement_id("page", "view") != statement_id("pageview")


@pytest.mark.parametrize("place", range(4))
def test_no_part_of_a_registration_runs_into_the_next(place: int) -> None:
    apart, shifted = ["x"] * 5, ["x"] * 5
    apart[place], apart[place + 1] = "ab", "c"
    shifted[place], shifted[place + 1] = "a", "bc"
    assert registration(*apart) != registration(*shifted)


def test_every_part_of_a_registration_counts() -> None:
    base = ["issuer", "deployment", "context", "link", "subject"]
    changed = [[part + "!" if at == place else part for at, part in enumerate(base)] for place in range(5)]
    assert len({registration(*parts) for parts in [base, *changed]}) == 6


def test_a_statement_never_has_the_id_of_a_registration() -> None:
    assert statement_id("i", "d", "c", "r", "s") != registration("i", "d", "c", "r", "s")


def test_numbers_and_uuids_count_as_their_text() -> None:
    assert statement_id("kind", 7) == statement_id("kind", "7")
    assert statement_id("kind", UUID(int=7)) == statement_id("kind", str(UUID(int=7)))
    assert all(statement_id("kind", one) != statement_id("kind", other) for one, other in pairwise(range(50)))
