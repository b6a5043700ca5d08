"""One builder per event; each returns a complete statement as plain JSON values.

All are pure: who and where come as a `Scene`, the statement's id and the moment as arguments. Durations are of active
time unless said otherwise; None leaves them out where they were not measured. None of them takes a name, a mail
address or free text, except for the few words that answer a fill-in question, which may be left out.

Source: xAPI 1.0.3, Data, 2. Every builder raises ValueError for a time that is not in UTC.
"""

from datetime import datetime, timedelta
from uuid import UUID

from xapi import vocabulary as words
from xapi.assembling import lasting, statement, voiding
from xapi.encoding import JsonObject
from xapi.encoding import duration as iso_duration
from xapi.interactions import Response
from xapi.parts import Activity, Actor, Scene, Score


def launched(scene: Scene, module: Activity, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the LMS opened the module for the person."""
    return statement(scene, words.LAUNCHED, module, statement_id, at)


def initialized(scene: Scene, module: Activity, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the person's first session in the module began."""
    return statement(scene, words.INITIALIZED, module, statement_id, at)


def resumed(scene: Scene, module: Activity, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the person came back to a module they had left."""
    return statement(scene, words.RESUMED, module, statement_id, at)


def suspended(
    scene: Scene, module: Activity, *, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the person left the module before all of it was done."""
    return statement(scene, words.SUSPENDED, module, statement_id, at, result=lasting(duration))


def terminated(
    scene: Scene, module: Activity, *, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the person left the module with all of it done."""
    return statement(scene, words.TERMINATED, module, statement_id, at, result=lasting(duration))


def abandoned(scene: Scene, module: Activity, *, duration: timedelta, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that a session went silent without anybody leaving it.

    The duration is the time on the clock from the session's start to the last sign of life, and `at` is that moment.
    """
    return statement(scene, words.ABANDONED, module, statement_id, at, result={"duration": iso_duration(duration)})


def experienced(
    scene: Scene, page: Activity, *, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that a view of a page ended."""
    return statement(scene, words.EXPERIENCED, page, statement_id, at, result=lasting(duration))


def progressed(scene: Scene, module: Activity, *, percent: int, statement_id: UUID, at: datetime) -> JsonObject:
    """Say how much of the module is done.

    Raises:
        ValueError: If `percent` is not from 0 to 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"progress is from 0 to 100 percent, not {percent}")
    result: JsonObject = {"extensions": {words.PROGRESS.iri: percent}}
    return statement(scene, words.PROGRESSED, module, statement_id, at, result=result)


def answered(
    scene: Scene, question: Activity, *, given: Response | None, success: bool, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say whether the answer to a question was right, and what it was, in the form of its interaction.

    None leaves out what it was: a person's own words are not for everybody who reads an LRS.

    Raises:
        ValueError: If the activity is not a question, or the answer cannot be one to it.
    """
    if question.interaction is None:
        raise ValueError(f"{question.id} is not a question")
    result: JsonObject = {"success": success}
    if given is not None:
        result["response"] = question.interaction.response(given)
    return statement(scene, words.ANSWERED, question, statement_id, at, result=result)


def submitted(scene: Scene, task: Activity, *, attempt: int, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that a task was handed in, for the first time or again; never what was written.

    Raises:
        ValueError: If `attempt` does not count from 1.
    """
    if attempt < 1:
        raise ValueError(f"attempts count from 1, not {attempt}")
    result: JsonObject = {"extensions": {words.ATTEMPT.iri: attempt}}
    return statement(scene, words.SUBMITTED, task, statement_id, at, result=result)


def scored(
    scene: Scene, task: Activity, *, score: Score, instructor: Actor, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that a facilitator gave points for the person's task; the actor is the one who receives them."""
    said = statement(scene, words.SCORED, task, statement_id, at, result={"score": score.as_result()})
    said["context"]["instructor"] = instructor.as_agent()
    return said


def passed(
    scene: Scene, task: Activity, *, score: Score, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the task's outcome is a pass."""
    result: JsonObject = {"success": True, "score": score.as_result()} | lasting(duration)
    return statement(scene, words.PASSED, task, statement_id, at, result=result)


def failed(
    scene: Scene, task: Activity, *, score: Score, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the task's outcome is a fail; another opportunity may follow."""
    result: JsonObject = {"success": False, "score": score.as_result()} | lasting(duration)
    return statement(scene, words.FAILED, task, statement_id, at, result=result)


def completed(
    scene: Scene, activity: Activity, *, duration: timedelta | None, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that all of a module, or a case to practise on, is done; once per registration."""
    result: JsonObject = {"completion": True} | lasting(duration)
    return statement(scene, words.COMPLETED, activity, statement_id, at, result=result)


def satisfied(
    scene: Scene, programme: Activity, *, share: float, rule: str, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the person took part as much as the programme asks for; once per version of its rule.

    Raises:
        ValueError: If `share` is not from 0 to 1, or the rule has no version.
    """
    if not 0 <= share <= 1 or not rule:
        raise ValueError(f"a rule has a version, and its share is from 0 to 1, not {share}")
    share_of, rule_of = (words.own_term(scene.profile, name) for name in words.OWN_TERMS)
    result: JsonObject = {"extensions": {share_of: round(share, 4), rule_of: rule}}
    return statement(scene, words.SATISFIED, programme, statement_id, at, result=result)


def voided(scene: Scene, *, corrected: UUID, statement_id: UUID, at: datetime) -> JsonObject:
    """Take back an earlier statement; the actor is whoever corrects it.

    Source: xAPI 1.0.3, Data, 2.3.2.
    """
    return voiding(scene, corrected, statement_id, at)
