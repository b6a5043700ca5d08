"""One builder per event; each returns a complete statement as plain JSON values.

All are pure: who and where come as a `Scene`, the statement's id and the moment as arguments. Durations are of active
time; None leaves them out where they were not measured. None of them takes a name, a mail address or
free text, except for the few words that answer a fill-in question.

Source: xAPI 1.0.3, Data, 2. Every builder raises ValueError for a time that is not in UTC.
"""

from datetime import datetime, timedelta
from uuid import UUID

from xapi import vocabulary as words
from xapi.encoding import JsonObject, timestamp
from xapi.encoding import duration as iso_duration
from xapi.interactions import Response
from xapi.parts import Activity, Actor, Scene, Score


def launched(scene: Scene, module: Activity, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the LMS opened the module for the person."""
    return _statement(scene, words.LAUNCHED, module, statement_id, at)


def initialized(scene: Scene, module: Activity, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the person's first session in the module began."""
    return _statement(scene, words.INITIALIZED, module, statement_id, at)


def resumed(scene: Scene, module: Activity, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the person came back to a module they had left."""
    return _statement(scene, words.RESUMED, module, statement_id, at)


def experienced(
    scene: Scene, page: Activity, *, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that a view of a page ended."""
    return _statement(scene, words.EXPERIENCED, page, statement_id, at, result=_lasting(duration))


def progressed(scene: Scene, module: Activity, *, percent: int, statement_id: UUID, at: datetime) -> JsonObject:
    """Say how much of the module is done.

    Raises:
        ValueError: If `percent` is not from 0 to 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"progress is from 0 to 100 percent, not {percent}")
    result: JsonObject = {"extensions": {words.PROGRESS.iri: percent}}
    return _statement(scene, words.PROGRESSED, module, statement_id, at, result=result)


def answered(
    scene: Scene, question: Activity, *, given: Response, success: bool, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say what was answered to a question, in the form of its interaction, and whether that was right.

    Raises:
        ValueError: If the activity is not a question, or the answer cannot be one to it.
    """
    if question.interaction is None:
        raise ValueError(f"{question.id} is not a question")
    result: JsonObject = {"response": question.interaction.response(given), "success": success}
    return _statement(scene, words.ANSWERED, question, statement_id, at, result=result)


def submitted(scene: Scene, task: Activity, *, attempt: int, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that a task was handed in, for the first time or again; never what was written.

    Raises:
        ValueError: If `attempt` does not count from 1.
    """
    if attempt < 1:
        raise ValueError(f"attempts count from 1, not {attempt}")
    result: JsonObject = {"extensions": {words.ATTEMPT.iri: attempt}}
    return _statement(scene, words.SUBMITTED, task, statement_id, at, result=result)


def scored(
    scene: Scene, task: Activity, *, score: Score, instructor: Actor, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that a facilitator gave points for the person's task; the actor is the one who receives them."""
    statement = _statement(scene, words.SCORED, task, statement_id, at, result={"score": score.as_result()})
    statement["context"]["instructor"] = instructor.as_agent()
    return statement


def passed(
    scene: Scene, task: Activity, *, score: Score, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the task's outcome is a pass."""
    result: JsonObject = {"success": True, "score": score.as_result()} | _lasting(duration)
    return _statement(scene, words.PASSED, task, statement_id, at, result=result)


def failed(
    scene: Scene, task: Activity, *, score: Score, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the task's outcome is a fail; another opportunity may follow."""
    result: JsonObject = {"success": False, "score": score.as_result()} | _lasting(duration)
    return _statement(scene, words.FAILED, task, statement_id, at, result=result)


def completed(
    scene: Scene, activity: Activity, *, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that all of a module, or a case to practise on, is done; once per registration."""
    result: JsonObject = {"completion": True} | _lasting(duration)
    return _statement(scene, words.COMPLETED, activity, statement_id, at, result=result)


def _lasting(duration: timedelta | None) -> JsonObject:
    return {} if duration is None else {"duration": iso_duration(duration)}


def _statement(
    scene: Scene,
    verb: words.Verb,
    thing: Activity,
    statement_id: UUID,
    at: datetime,
    *,
    result: JsonObject | None = None,
) -> JsonObject:
    statement: JsonObject = {
        "id": str(statement_id),
        "timestamp": timestamp(at),
        "actor": scene.actor.as_agent(),
        "verb": {"id": verb.iri, "display": {words.VOCABULARY_LANGUAGE: verb.name}},
        "object": thing.as_object(scene.language),
        "context": _context(scene),
    }
    return statement | {"result": result} if result else statement


def _context(scene: Scene) -> JsonObject:
    context: JsonObject = {
        "registration": str(scene.xapi_registration),
        "platform": scene.platform,
        "language": scene.language,
        "revision": scene.revision,
        "contextActivities": scene.context_activities(),
    }
    if scene.session_id is not None:
        context["extensions"] = {words.SESSION_ID.iri: scene.session_id}
    return context
