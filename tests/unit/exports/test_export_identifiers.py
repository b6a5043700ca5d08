"""Identifiers that outlive every edit."""

import re

import pytest

from lti_npq.errors import ExportError
from lti_npq.exports.identifiers import identifier, tokens


def test_an_identifier_is_made_of_what_every_engine_accepts() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_]+", identifier("implementation-check-2"))


def test_two_ids_never_become_one_identifier() -> None:
    assert identifier("a-bc") != identifier("ab-c")


@pytest.mark.parametrize("key", ["", "a_b", "A", "a b", "naïve", "a.b", "9a"])
def test_what_is_no_authors_id_is_refused(key: str) -> None:
    with pytest.raises(ExportError, match="lower-case letters"):
        identifier(key)


def test_a_token_stays_when_other_keys_come_and_go() -> None:
    few = tokens(["one", "two"])
    many = tokens(["one", "two", *(f"other-{number}" for number in range(500))])
    assert few["one"] == many["one"]
    assert few["two"] == many["two"]


def test_tokens_are_short_and_differ_even_where_hashes_meet() -> None:
    keys = [f"key-{number}" for number in range(20_000)]  # among so many, some hashes of 24 bits are equal
    found = tokens(keys)
    assert len(set(found.values())) == len(keys)
    assert {len(token) for token in found.values()} == {4}
