"""What a store gets of a statement: the frozen bytes, or a pure function of them and its profile."""

import json
from pathlib import Path
from typing import Any

import pytest

from xapi.privacy import Privacy
from xapi.validation import violations

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
KEY = b"k" * 32


def frozen(name: str) -> bytes:
    return next(file for file in GOLDEN if file.stem == name).read_bytes()


def seen(privacy: Privacy, body: bytes) -> dict[str, Any]:
    applied = privacy.applied(body)
    assert applied is not None
    decoded: dict[str, Any] = json.loads(applied)
    return decoded


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_by_default_a_store_gets_the_very_bytes(file: Path) -> None:
    body = file.read_bytes()
    assert Privacy().applied(body) is body


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_pseudonymous_statement_names_nobody_and_is_still_one_of_ours(file: Path) -> None:
    body = file.read_bytes()
    statement, changed = json.loads(body), seen(Privacy(pseudonym_key=KEY), body)
    text = json.dumps(changed)
    assert statement["actor"]["account"]["name"] not in [changed["actor"]["account"]["name"], ""]
    assert statement["id"] not in text
    assert statement["context"]["registration"] not in text
    for agent in (statement["actor"], statement["context"].get("instructor", statement["actor"])):
        assert json.dumps(agent["account"]["name"]) not in text
    assert violations(changed) == []
    assert changed["verb"] == statement["verb"]
    assert changed["timestamp"] == statement["timestamp"]


def test_one_person_has_one_pseudonym_at_a_store_and_another_at_the_next() -> None:
    bodies = [frozen("launched"), frozen("completed")]
    here = {seen(Privacy(pseudonym_key=KEY), body)["actor"]["account"]["name"] for body in bodies}
    there = {seen(Privacy(pseudonym_key=b"other" * 8), body)["actor"]["account"]["name"] for body in bodies}
    assert len(here) == len(there) == 1
    assert here != there


def test_a_profile_gives_the_same_bytes_every_time() -> None:
    privacy = Privacy(pseudonym_key=KEY, without_text=True)
    assert privacy.applied(frozen("scored")) == privacy.applied(frozen("scored"))


def test_a_voiding_points_to_the_pseudonymous_statement() -> None:
    target = json.loads(frozen("completed"))
    voiding = {
        **target,
        "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
    }
    voiding["object"] = {"objectType": "StatementRef", "id": target["id"]}
    privacy = Privacy(pseudonym_key=KEY, events=frozenset({"completed"}))
    assert seen(privacy, json.dumps(voiding).encode())["object"]["id"] == seen(privacy, frozen("completed"))["id"]


def test_a_store_gets_the_events_of_its_profile_only() -> None:
    privacy = Privacy(events=frozenset({"completed", "submit"}))
    passed = [file.stem for file in GOLDEN if privacy.applied(file.read_bytes()) is not None]
    # A film is completed with the same verb, and whoever has a statement must hear that it no longer holds.
    assert passed == ["completed", "submitted", "video_completed", "voided"]
    assert privacy.applied(frozen("completed")) == frozen("completed")


@pytest.mark.parametrize(
    ("kind", "kept"), [("long-fill-in", False), ("fill-in", False), ("choice", True), (None, False)]
)
def test_what_people_wrote_is_left_out_and_what_they_chose_is_not(kind: str | None, kept: bool) -> None:
    statement = json.loads(frozen("answered"))
    statement["result"] = {"success": True, "response": "Routines fade."}
    statement["object"]["definition"].pop("interactionType")
    if kind:
        statement["object"]["definition"]["interactionType"] = kind
    result = seen(Privacy(without_text=True), json.dumps(statement).encode())["result"]
    assert ("response" in result) is kept
    assert result["success"] is True


def test_a_result_of_nothing_but_text_goes_altogether() -> None:
    statement = json.loads(frozen("submitted")) | {"result": {"response": "All that I wrote."}}
    assert "result" not in seen(Privacy(without_text=True), json.dumps(statement).encode())


def test_what_holds_no_text_keeps_its_very_bytes() -> None:
    assert Privacy(without_text=True).applied(frozen("completed")) is not None
    assert Privacy(without_text=True).applied(frozen("completed")) == frozen("completed")
