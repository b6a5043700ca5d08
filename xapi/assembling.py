"""What all statements are put together from: the builders add who, what and the result."""

from datetime import datetime, timedelta
from uuid import UUID

from xapi import vocabulary as words
from xapi.encoding import JsonObject, timestamp
from xapi.encoding import duration as iso_duration
from xapi.parts import Activity, Scene

_EVERY_CONTEXT = ("registration", "language", "contextActivities")
"""What the context of every statement has, whatever it is about."""


def statement(
    scene: Scene,
    verb: words.Verb,
    thing: Activity,
    statement_id: UUID,
    at: datetime,
    *,
    result: JsonObject | None = None,
) -> JsonObject:
    """Return a statement about an activity, without a result that would be empty."""
    said = _said(scene, verb, thing.as_object(scene.language), statement_id, at)
    said["context"] |= {"platform": scene.platform, "revision": scene.revision}
    return said | {"result": result} if result else said


def voiding(scene: Scene, corrected: UUID, statement_id: UUID, at: datetime) -> JsonObject:
    """Return the statement that takes back another; what is about an activity has no place in it.

    Source: xAPI 1.0.3, Data, 2.3.2 (voiding) and 2.4.6 (revision and platform only with an activity).
    """
    return _said(scene, words.VOIDED, _reference(corrected), statement_id, at)


def voiding_of(statement: JsonObject, statement_id: UUID, at: datetime) -> JsonObject:
    """Return the same for a statement of ours that somebody else corrects: in the name of whom it was about.

    It happens outside a sitting, so nothing of one is taken over.
    """
    context = statement.get("context", {})
    return {
        "id": str(statement_id),
        "timestamp": timestamp(at),
        "actor": statement["actor"],
        "verb": _verb(words.VOIDED),
        "object": _reference(UUID(statement["id"])),
        "context": {name: context[name] for name in _EVERY_CONTEXT if name in context},
    }


def lasting(duration: timedelta | None) -> JsonObject:
    """Return a result with the duration, or an empty one."""
    return {} if duration is None else {"duration": iso_duration(duration)}


def _reference(statement_id: UUID) -> JsonObject:
    return {"objectType": "StatementRef", "id": str(statement_id)}


def _verb(verb: words.Verb) -> JsonObject:
    return {"id": verb.iri, "display": {words.VOCABULARY_LANGUAGE: verb.name}}


def _said(scene: Scene, verb: words.Verb, thing: JsonObject, statement_id: UUID, at: datetime) -> JsonObject:
    context: JsonObject = {
        "registration": str(scene.xapi_registration),
        "language": scene.language,
        "contextActivities": scene.context_activities(),
    }
    if scene.session_id is not None:
        context["extensions"] = {words.SESSION_ID.iri: scene.session_id}
    return {
        "id": str(statement_id),
        "timestamp": timestamp(at),
        "actor": scene.actor.as_agent(),
        "verb": _verb(verb),
        "object": thing,
        "context": context,
    }
