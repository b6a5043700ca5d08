"""Who took part as much as the programme asks for is told once, with how far and by which rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from clocks import Clock, OpenPage
from lti_npq.storage.models import EngagementReached
from new_content import Publish
from stored import owed, rows, verbs
from visitors import Visitor
from xapi import vocabulary
from xapi.validation import violations

Visit = Callable[..., Visitor]
TERMS = "http://localhost:8500/xapi/profile/terms/"


def rule(manifest: str) -> Callable[[Path], None]:
    """Return what writes a rule of engagement into a package."""

    def change(folder: Path) -> None:
        path = folder / "package.yaml"
        path.write_text(path.read_text() + manifest)

    return change


def satisfied(engine: Engine) -> list[dict[str, Any]]:
    return owed(engine, vocabulary.SATISFIED)


def test_it_is_told_once_with_the_share_and_the_rule(participant: Visitor, engine: Engine) -> None:
    for _ in range(2):
        participant.studies_everything()
    [said] = satisfied(engine)
    [reached] = rows(engine, EngagementReached)
    assert said["result"]["extensions"] == {
        TERMS + "engagement-share": 1.0,
        TERMS + "engagement-rule": reached.rule_version,
    }
    assert reached.rule_version.startswith("every-90-")
    assert said["object"]["definition"]["type"] == vocabulary.COURSE.iri
    assert violations(said) == []


def test_nobody_is_told_of_who_did_less(participant: Visitor, engine: Engine) -> None:
    participant.post("pages/planning-see/read", {})
    participant.post("questions/planning-check/answers", {"option": "b"})
    participant.post("pages/planning-do/read", {})
    assert satisfied(engine) == []


def test_a_task_may_be_what_makes_it_so(visit: Visit, engine: Engine, publish: Publish) -> None:
    components = "{counts: study, title: Study}, {counts: formative, title: Tasks}"
    publish(rule(f"engagement:\n  threshold: 0.9\n  way: every\n  components: [{components}]\n"))
    participant = visit()
    participant.studies_everything()
    assert satisfied(engine) == []
    participant.hands_in()
    assert verbs(engine)[-2:] == ["submit", "satisfied"]


def test_what_is_counted_elsewhere_keeps_it_from_being_told(visit: Visit, engine: Engine, publish: Publish) -> None:
    components = "{counts: study, title: Study}, {counts: events, title: Days}"
    publish(rule(f"hours: {{events: 6}}\nengagement:\n  threshold: 0.9\n  components: [{components}]\n"))
    participant = visit()
    participant.studies_everything()
    participant.hands_in()
    assert satisfied(engine) == []


def test_another_rule_is_told_anew(participant: Visitor, engine: Engine, publish: Publish) -> None:
    participant.studies_everything()
    publish(rule("engagement: {threshold: 0.8}\n"))
    participant.post("questions/planning-check/answers", {"option": "a"})
    versions = [one["result"]["extensions"][TERMS + "engagement-rule"] for one in satisfied(engine)]
    assert [version.rpartition("-")[0] for version in versions] == ["every-90", "every-80"]


def test_a_package_that_lacks_study_never_says_that_it_was_enough(
    visit: Visit, engine: Engine, publish: Publish
) -> None:
    publish(rule("shortfall: {minutes: 2010, reason: The rest is being written.}\nhours: {study: 34}\n"))
    visit().studies_everything()
    assert satisfied(engine) == []
    assert len(owed(engine, vocabulary.COMPLETED)) == 1


def test_an_outline_never_says_that_its_part_is_what_is_asked_for(
    visit: Visit, engine: Engine, publish: Publish
) -> None:
    publish(rule("to_come: [{area: teaching, summary: How lessons become good.}]\n"))
    participant = visit()
    words = "Of the 30 minutes of online study that are here, you have done {} minutes."
    assert words.format(0) in participant.get("/").text
    participant.studies_everything()
    home = participant.get("/").text
    assert words.format(30) in home
    assert "What is here is only a part of the programme, and what is not written counts as well." in home
    assert "90%" not in home
    assert satisfied(engine) == []


def test_a_facilitator_reaches_nothing(facilitator: Visitor, engine: Engine) -> None:
    facilitator.studies_everything()
    assert rows(engine, EngagementReached) == []


def test_home_and_people_say_how_long_somebody_studied(
    clock: Clock, participant: Visitor, facilitator: Visitor
) -> None:
    assert "on these pages so far" not in participant.get("/").text
    OpenPage(participant, clock).studies(seconds=5 * 60 + 45)
    assert "You have spent 5 minutes on these pages so far." in participant.get("/").text
    assert "5 minutes measured on the pages" in facilitator.get("people").text


def test_a_corrected_mark_takes_back_the_score_before(marked: Visitor, engine: Engine) -> None:
    [path] = marked.waiting()
    marked.marks(path, points=1)
    first, second = owed(engine, vocabulary.SCORED)
    [taken_back] = owed(engine, vocabulary.VOIDED)
    assert taken_back["object"] == {"objectType": "StatementRef", "id": first["id"]}
    assert taken_back["actor"]["account"]["name"] == "facilitator-1"
    assert taken_back["context"]["registration"] == first["context"]["registration"]
    assert verbs(engine)[-3:] == ["scored", "voided", "scored"]
    assert second["id"] != first["id"]
    assert violations(taken_back) == []


def test_a_mark_that_becomes_a_return_is_taken_back_and_a_return_is_not(marked: Visitor, engine: Engine) -> None:
    [path] = marked.waiting()
    marked.marks(path, outcome="returned")
    assert verbs(engine)[-2:] == ["scored", "voided"]
    marked.marks(path, points=2)
    assert verbs(engine)[-3:] == ["scored", "voided", "scored"]
    assert len(owed(engine, vocabulary.VOIDED)) == 1


@pytest.mark.parametrize("times", [2])
def test_the_same_correction_is_told_once(times: int, marked: Visitor, engine: Engine) -> None:
    [path] = marked.waiting()
    for points in range(times):
        marked.marks(path, points=points)
    targets = [one["object"]["id"] for one in owed(engine, vocabulary.VOIDED)]
    assert targets == [one["id"] for one in owed(engine, vocabulary.SCORED)][:-1]
