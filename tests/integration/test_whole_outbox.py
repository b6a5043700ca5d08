"""After a whole story: every statement is sound, in order, and holds nothing that is anybody else's business."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from clocks import Clock
from fakes import FakeLrs, FakePlatform
from lti_npq import logs
from lti_npq.services.delivery import Doors
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination, OwedStatement, Statement
from lti_npq.workers.delivering import deliver_due
from new_content import Publish
from stored import owed, rows
from visitors import Visitor
from whole_story import PRIVATE, WholeStory, ask_for_a_word
from xapi import vocabulary
from xapi.encoding import canonical
from xapi.identity import registration
from xapi.lrs_error import LrsError, Meaning
from xapi.profile import profile
from xapi.validation import violations
from xapi_profile_rules import breaches, follows, matching

SITE = "http://localhost:8500"


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite alone: each part of the story is tested on both elsewhere."""
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"


@pytest.fixture
def story(
    visit: Callable[..., Visitor], clock: Clock, engine: Engine, settings: Settings, publish: Publish
) -> WholeStory:
    publish(ask_for_a_word)
    return WholeStory(visit, clock, engine, settings)


@pytest.fixture
def told(story: WholeStory, engine: Engine) -> list[dict[str, Any]]:
    story.told()
    return owed(engine)


def test_everything_that_happened_is_told(told: list[dict[str, Any]]) -> None:
    said = {statement["verb"]["id"].rpartition("/")[2] for statement in told}
    assert said == {
        *("launched", "initialized", "resumed", "experienced", "suspended", "terminated", "abandoned"),
        *("progressed", "completed", "answered", "submit", "scored", "voided", "satisfied"),
    }


def test_every_statement_is_sound_and_its_bytes_are_frozen(told: list[dict[str, Any]], engine: Engine) -> None:
    assert [violations(statement) for statement in told] == [[]] * len(told)
    assert len({statement["id"] for statement in told}) == len(told)
    assert [row.body for row in rows(engine, Statement)] == [canonical(statement) for statement in told]


def test_no_statement_holds_a_name_an_address_or_a_word_that_somebody_wrote(told: list[dict[str, Any]]) -> None:
    outbox = b"\n".join(map(canonical, told)).decode()
    assert "user-1" in outbox
    assert "facilitator-1" in outbox
    assert {private for private in PRIVATE if private in outbox} == set()
    for statement in told:
        people = [statement["actor"], *filter(None, [statement["context"].get("instructor")])]
        assert [set(person) for person in people] == [{"objectType", "account"}] * len(people)


def test_an_answer_in_somebodys_own_words_tells_only_whether_it_was_right(told: list[dict[str, Any]]) -> None:
    [word] = [one for one in told if one["object"]["id"].endswith("/questions/planning-word")]
    assert word["result"] == {"success": False}
    [choice] = [one for one in told if one["object"]["id"].endswith("/questions/planning-check")]
    assert choice["result"] == {"response": "b", "success": True}


def test_the_story_follows_the_published_patterns(told: list[dict[str, Any]]) -> None:
    published = profile(SITE)
    templates = [matching(published, statement) for statement in told]
    assert [len(found) for found in templates] == [1] * len(told)
    by_id = {template["id"]: template for template in published["templates"]}
    broken = [list(breaches(by_id[found[0]], one)) for found, one in zip(templates, told, strict=True)]
    assert broken == [[]] * len(told)
    [primary] = [pattern["id"] for pattern in published["patterns"] if pattern["primary"]]
    assert len({one["context"]["registration"] for one in told}) == 1
    assert follows(published, primary, [found[0] for found in templates])


def test_only_what_is_really_of_cmi5_says_that_it_follows_it(told: list[dict[str, Any]]) -> None:
    categories = {each["id"] for one in told for each in one["context"]["contextActivities"]["category"]}
    assert categories == {f"{SITE}/xapi/profile/v1"}


def test_every_statement_says_where_it_belongs(told: list[dict[str, Any]]) -> None:
    programme = f"{SITE}/activities/small-2021"
    containers = {vocabulary.MODULE.iri: [programme], vocabulary.COURSE.iri: []}
    for one in told:
        within = {
            relation: [each["id"] for each in activities]
            for relation, activities in one["context"]["contextActivities"].items()
        }
        kind = one["object"].get("definition", {}).get("type")
        assert within["grouping"] == [programme, f"{programme}/courses/1"]
        assert within.get("parent", []) == containers.get(kind, [f"{programme}/modules/planning"])


def test_one_person_in_one_activity_has_one_registration(told: list[dict[str, Any]]) -> None:
    [found] = {statement["context"]["registration"] for statement in told}
    assert found == str(registration(FakePlatform().issuer, "deployment-1", "course-1", "link-1", "user-1"))


def test_engaged_time_adds_up_to_what_was_studied(told: list[dict[str, Any]]) -> None:
    views = [one["result"]["duration"] for one in told if one["verb"]["id"] == vocabulary.EXPERIENCED.iri]
    assert views == ["PT30S", "PT1M15S", "PT45S", "PT30S"]
    [completed] = [one for one in told if one["verb"]["id"] == vocabulary.COMPLETED.iri]
    assert completed["result"]["duration"] == "PT2M30S"


def test_without_any_record_store_everything_is_stored_and_nothing_owed(story: WholeStory, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(delete(Destination))
    story.told()
    assert rows(engine, OwedStatement) == []
    assert len(rows(engine, Statement)) > 20


def test_the_log_of_it_all_is_lines_for_machines_and_names_nobody(
    story: WholeStory,
    engine: Engine,
    both: Doors,
    lrs: FakeLrs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.install("INFO", "json")
    story.told()
    lrs.troubles = [LrsError(Meaning.BUSY, "The LRS is too busy (HTTP 503).", status=503, retry_after=0.0)]
    deliver_due(engine, both, 4)
    text = capsys.readouterr().err
    of_deliveries = [line for line in map(json.loads, text.splitlines()) if "receiver" in line]
    assert {line["receiver"] for line in of_deliveries} == {"lrs 1", "lms 1"}
    assert {line["trouble"] for line in of_deliveries if line["receiver"] == "lrs 1"} == {
        "The LRS is too busy (HTTP 503)."
    }
    for line in of_deliveries:
        assert {"time", "level", "correlation", "delivered", "seconds"} <= line.keys()
    assert len({line["correlation"] for line in of_deliveries}) == len(of_deliveries) > 2
    assert [who for who in (*PRIVATE, "user-1", "facilitator-1") if who in text] == []
