"""One participant's way through a module, event by event: what the golden files show.

After a wanted change, write them anew with `python -m tests.unit.xapi.xapi_examples` and read the difference.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from xapi import identity, statements, video
from xapi.interactions import Choice, ChoiceQuestion
from xapi.parts import Activity, Actor, Scene, Score
from xapi.video import Playback, Viewing
from xapi.vocabulary import ASSESSMENT, COURSE, MODULE, PAGE, QUESTION, VIDEO

GOLDEN = Path(__file__).parent / "golden"

ISSUER = "https://lms.example"
TOOL = "https://tool.example/content/npqh-2021"
PARTICIPANT = Actor(ISSUER, "b7e2f1")
FACILITATOR = Actor(ISSUER, "09c4aa")
PROGRAMME = Activity(TOOL, COURSE, "Headship")
LMS_COURSE = Activity("https://lms.example/course/12", COURSE, "Headship, spring")
MODULE_ACTIVITY = Activity(f"{TOOL}/implementation", MODULE, "Implementation")
PAGE_ACTIVITY = Activity(f"{TOOL}/implementation/pages/see-it", PAGE, "See it")
TASK = Activity(f"{TOOL}/implementation/tasks/plan", ASSESSMENT, "Plan a change", "Plan one change in your school.")
QUESTION_ACTIVITY = Activity(
    f"{TOOL}/implementation/questions/readiness",
    QUESTION,
    "Ready to begin?",
    "Which two of these tell you that a school is ready?",
    ChoiceQuestion(
        (Choice("a", "Time is set aside"), Choice("b", "A poster is up"), Choice("c", "Staff know why")), ("a", "c")
    ),
)
FILM = Activity(f"{TOOL}/implementation/media/first-press.mp4", VIDEO, "The first press")
VIEWING = Viewing(UUID("1b4e28ba-2fa1-41d2-883f-0016d3cca427"), 62.5, 0.8)
SEEN = Playback(62.5, [(0, 20), (10.25, 62.5)])
SCENE = Scene(
    actor=PARTICIPANT,
    xapi_registration=identity.registration(ISSUER, "1", "12", "34", PARTICIPANT.name),
    platform="lti-npq",
    language="en-GB",
    revision="1.4.0",
    profile="https://tool.example/xapi/profile/v1",
    session_id="5f7c0f0e-9d5e-4f0e-8f55-0d8a6f1e2b3c",
    parent=(PROGRAMME,),
    grouping=(PROGRAMME, LMS_COURSE),
)
IN_MODULE = SCENE.within(MODULE_ACTIVITY)
OF_PROGRAMME = SCENE.within()
CORRECTING = replace(IN_MODULE, actor=FACILITATOR)
AT = datetime(2026, 3, 2, 16, 5, 9, 250_000, tzinfo=UTC)


def story() -> dict[str, dict[str, Any]]:
    """Return a statement per event, by the name of its builder."""
    return {name: build(_fact(name)) for name, build in _BUILDERS.items()}


def _fact(event: str) -> dict[str, Any]:
    minutes = list(_BUILDERS).index(event)
    return {"statement_id": identity.statement_id(event, UUID(int=7)), "at": AT + timedelta(minutes=minutes)}


_WORK = timedelta(hours=1, minutes=2, seconds=3, milliseconds=456)
_BUILDERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "launched": lambda fact: statements.launched(SCENE, MODULE_ACTIVITY, **fact),
    "initialized": lambda fact: statements.initialized(SCENE, MODULE_ACTIVITY, **fact),
    "resumed": lambda fact: statements.resumed(SCENE, MODULE_ACTIVITY, **fact),
    "experienced": lambda fact: statements.experienced(
        IN_MODULE, PAGE_ACTIVITY, duration=timedelta(seconds=95.5), **fact
    ),
    "progressed": lambda fact: statements.progressed(SCENE, MODULE_ACTIVITY, percent=40, **fact),
    "answered": lambda fact: statements.answered(IN_MODULE, QUESTION_ACTIVITY, given=("c", "a"), success=True, **fact),
    "submitted": lambda fact: statements.submitted(IN_MODULE, TASK, attempt=2, **fact),
    "scored": lambda fact: statements.scored(IN_MODULE, TASK, score=Score(7, 9), instructor=FACILITATOR, **fact),
    "passed": lambda fact: statements.passed(IN_MODULE, TASK, score=Score(7, 9), duration=_WORK, **fact),
    "failed": lambda fact: statements.failed(IN_MODULE, TASK, score=Score(2.5, 9), duration=None, **fact),
    "completed": lambda fact: statements.completed(SCENE, MODULE_ACTIVITY, duration=_WORK, **fact),
    "suspended": lambda fact: statements.suspended(SCENE, MODULE_ACTIVITY, duration=timedelta(minutes=14), **fact),
    "terminated": lambda fact: statements.terminated(SCENE, MODULE_ACTIVITY, duration=_WORK, **fact),
    "abandoned": lambda fact: statements.abandoned(SCENE, MODULE_ACTIVITY, duration=timedelta(minutes=6), **fact),
    "satisfied": lambda fact: statements.satisfied(
        OF_PROGRAMME, PROGRAMME, share=0.90321, rule="every-90-5d1f", **fact
    ),
    "voided": lambda fact: statements.voided(
        CORRECTING, corrected=identity.statement_id("scored", UUID(int=7)), **fact
    ),
    "video_initialized": lambda fact: video.initialized(IN_MODULE, FILM, VIEWING, **fact),
    "video_played": lambda fact: video.played(IN_MODULE, FILM, VIEWING, time=0, **fact),
    "video_paused": lambda fact: video.paused(IN_MODULE, FILM, VIEWING, Playback(20, [(0, 20)]), **fact),
    "video_seeked": lambda fact: video.seeked(IN_MODULE, FILM, VIEWING, time_from=20, time_to=10.25, **fact),
    "video_completed": lambda fact: video.completed(
        IN_MODULE, FILM, VIEWING, SEEN, duration=timedelta(seconds=73), **fact
    ),
    "video_terminated": lambda fact: video.terminated(IN_MODULE, FILM, VIEWING, SEEN, **fact),
}


def readable(statement: dict[str, Any]) -> str:
    """Return the statement as golden files have it."""
    return json.dumps(statement, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for event, statement in story().items():
        (GOLDEN / f"{event}.json").write_text(readable(statement), encoding="utf-8")
