"""What each event says, compared with a readable golden file, and what no statement may say."""

import difflib
import inspect
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from xapi_examples import (
    AT,
    FILM,
    GOLDEN,
    MODULE_ACTIVITY,
    PAGE_ACTIVITY,
    PROGRAMME,
    QUESTION_ACTIVITY,
    SCENE,
    TASK,
    VIEWING,
    readable,
    story,
)

from xapi import statements, video
from xapi.interactions import Choice, ChoiceQuestion
from xapi.parts import Activity, Scene, Score
from xapi.validation import violations
from xapi.video import Playback
from xapi.vocabulary import PAGE, QUESTION

FACT: dict[str, Any] = {"statement_id": UUID("3d0fc5e1-6a3f-4a52-9a0e-5d1c8f0f7b11"), "at": AT}


@pytest.mark.parametrize("event", story())
def test_each_event_says_what_its_golden_file_shows(event: str) -> None:
    golden = (GOLDEN / f"{event}.json").read_text(encoding="utf-8")
    built = readable(story()[event])
    if built != golden:
        difference = difflib.unified_diff(golden.splitlines(), built.splitlines(), "golden", "built", lineterm="")
        pytest.fail("\n".join(difference), pytrace=False)


def test_every_builder_has_a_golden_file_and_every_golden_file_a_builder() -> None:
    builders = {*_builders(statements), *(f"video_{name}" for name in _builders(video) if name != "share_of")}
    assert builders == set(story()) == {path.stem for path in GOLDEN.glob("*.json")}


def _builders(module: ModuleType) -> set[str]:
    """Return the names of a module's own public functions."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return {name for name, each in functions if each.__module__ == module.__name__ and not name.startswith("_")}


@pytest.mark.parametrize("event", story())
def test_everything_we_build_is_valid(event: str) -> None:
    assert violations(story()[event]) == []


@pytest.mark.parametrize("event", story())
def test_a_person_is_an_account_and_nothing_else(event: str) -> None:
    statement = story()[event]
    people = [statement["actor"], *([statement["context"]["instructor"]] if event == "scored" else [])]
    assert [set(person) for person in people] == [{"objectType", "account"}] * len(people)
    assert "mbox" not in json.dumps(statement)


@pytest.mark.parametrize("event", story())
def test_no_statement_holds_an_empty_or_missing_value(event: str) -> None:
    assert [where for where, value in _leaves(story()[event]) if value is None or value in ("", [], {})] == []


def test_what_happens_outside_a_sitting_has_no_session() -> None:
    outside = Scene(
        actor=SCENE.actor,
        xapi_registration=SCENE.xapi_registration,
        platform="lti-npq",
        language="en-GB",
        revision="1",
        profile=SCENE.profile,
    )
    statement = statements.passed(outside, TASK, score=Score(1, 1), duration=None, **FACT)
    assert "extensions" not in statement["context"]
    assert violations(statement) == []


def test_a_scene_moves_inwards_without_changing_itself() -> None:
    inside = SCENE.within(MODULE_ACTIVITY)
    assert (inside.parent, SCENE.parent) == ((MODULE_ACTIVITY,), (PROGRAMME,))


@pytest.mark.parametrize("at", [AT.replace(tzinfo=None), AT.astimezone(timezone(timedelta(hours=1)))])
def test_a_time_that_is_not_in_utc_is_refused(at: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        statements.launched(SCENE, MODULE_ACTIVITY, statement_id=FACT["statement_id"], at=at)


@pytest.mark.parametrize(
    ("given", "maximum", "scaled"),
    [(0, 5, 0.0), (5, 5, 1.0), (1, 3, 0.3333), (2, 3, 0.6667), (0.5, 3, 0.1667), (7, 9, 0.7778)],
)
def test_a_score_is_scaled_to_four_places(given: float, maximum: float, scaled: float) -> None:
    assert Score(given, maximum).as_result() == {"scaled": scaled, "raw": given, "min": 0, "max": maximum}


@pytest.mark.parametrize(
    ("given", "maximum"),
    [(-1, 5), (6, 5), (0, 0), (1, -1), (float("nan"), 5), (1, float("nan")), (1, float("inf"))],
)
def test_points_that_make_no_score_are_refused(given: float, maximum: float) -> None:
    with pytest.raises(ValueError, match="not a score"):
        Score(given, maximum)


@pytest.mark.parametrize(
    ("chosen", "response"),
    [((), ""), (("b",), "b"), (("c", "a"), "a[,]c"), (("a", "a"), "a"), (("c", "b", "a"), "a[,]b[,]c")],
)
def test_a_response_is_the_chosen_ids_in_the_order_of_the_choices(chosen: tuple[str, ...], response: str) -> None:
    answered = statements.answered(SCENE, QUESTION_ACTIVITY, given=chosen, success=False, **FACT)
    assert answered["result"] == {"response": response, "success": False}
    assert violations(answered) == []


def test_an_answer_in_somebodys_own_words_may_be_left_out() -> None:
    answered = statements.answered(SCENE, QUESTION_ACTIVITY, given=None, success=True, **FACT)
    assert answered["result"] == {"success": True}
    assert violations(answered) == []


@pytest.mark.parametrize(
    ("segments", "share"),
    [([], 0.0), ([(0, 25)], 0.4), ([(0, 25), (0, 25)], 0.4), ([(50, 62.5), (0, 25)], 0.6), ([(0, 62.5), (1, 2)], 1.0)],
)
def test_what_was_played_twice_counts_once(segments: list[video.Segment], share: float) -> None:
    assert video.share_of(VIEWING, segments) == share
    said = video.paused(SCENE, FILM, VIEWING, Playback(1, segments), **FACT)["result"]["extensions"]
    assert said["https://w3id.org/xapi/video/extensions/progress"] == share


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("not a choice", lambda: statements.answered(SCENE, QUESTION_ACTIVITY, given=("z",), success=False, **FACT)),
    ("not a question", lambda: statements.answered(SCENE, PAGE_ACTIVITY, given=("a",), success=True, **FACT)),
    ("0 to 100", lambda: statements.progressed(SCENE, MODULE_ACTIVITY, percent=-1, **FACT)),
    ("0 to 100", lambda: statements.progressed(SCENE, MODULE_ACTIVITY, percent=101, **FACT)),
    ("from 1", lambda: statements.submitted(SCENE, TASK, attempt=0, **FACT)),
    ("negative", lambda: statements.completed(SCENE, MODULE_ACTIVITY, duration=timedelta(seconds=-1), **FACT)),
    ("share is from", lambda: statements.satisfied(SCENE, PROGRAMME, share=1.1, rule="r", **FACT)),
    ("has a version", lambda: statements.satisfied(SCENE, PROGRAMME, share=1, rule="", **FACT)),
    (
        "less was played",
        lambda: video.completed(SCENE, FILM, VIEWING, Playback(9, [(0, 9)]), duration=timedelta(0), **FACT),
    ),
    ("not places", lambda: video.played(SCENE, FILM, VIEWING, time=63, **FACT)),
    ("not places", lambda: video.seeked(SCENE, FILM, VIEWING, time_from=float("nan"), time_to=1, **FACT)),
    ("not parts", lambda: video.paused(SCENE, FILM, VIEWING, Playback(1, [(2, 1)]), **FACT)),
    ("not places", lambda: video.paused(SCENE, FILM, VIEWING, Playback(1, [(0, 63)]), **FACT)),
    ("cannot be seen", lambda: video.Viewing(VIEWING.id, float("inf"))),
    ("cannot have the id", lambda: Choice("", "Nothing")),
    ("cannot have the id", lambda: Choice("a[,]b", "Both")),
    ("cannot have the id", lambda: Choice("a b", "Spaced")),
    ("same id", lambda: ChoiceQuestion((Choice("a", "One"), Choice("a", "Two")), ("a",))),
    ("not a choice", lambda: ChoiceQuestion((Choice("a", "One"),), ("b",))),
    ("has an interaction", lambda: Activity("https://tool.example/q", QUESTION, "Question")),
    (
        "has an interaction",
        lambda: Activity("https://tool.example/p", PAGE, "Page", None, ChoiceQuestion((), ())),
    ),
]


@pytest.mark.parametrize(("reason", "build"), REFUSED)
def test_what_cannot_be_true_cannot_be_said(reason: str, build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=reason):
        build()


def _leaves(value: Any, where: str = "statement") -> Iterator[tuple[str, Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield where, value
    for key, child in children:
        yield from _leaves(child, f"{where}.{key}")
