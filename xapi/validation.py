"""What a statement of ours must look like: only what both xAPI 1.0.3 and 2.0 take, and stricter where we promise more.

The bytes of a statement are frozen once and may go to stores of either version, so there is one set of rules: `version`
and `stored`, which are the store's own, stay out, and so does what came with 2.0 (contextAgents, contextGroups).

Stricter: an actor is an account and nothing else, so neither names nor mail addresses can slip in; activities come with
a type; contextActivities are lists; timestamps are UTC with milliseconds; the registration is always there; the values
of extensions are what our vocabulary says; only a voiding statement is about another statement.

Source: xAPI 1.0.3, Data, 2 (Statements) and 4 (special data types); IEEE 9274.1.1-2023, 4.2, for 2.0.
"""

import math
from collections.abc import Iterator
from datetime import datetime

from xapi import vocabulary as words
from xapi.encoding import JsonObject
from xapi.interactions import PAIR, RANGE, SEPARATOR
from xapi.shapes import Check, among, array, boolean, both, json_value, mapping, number, shape, text, whole
from xapi.vocabulary import QUESTION, VOIDED


def violations(statement: object) -> list[str]:
    """Return what is wrong with a decoded statement, a sentence each with the place; nothing if it may be sent."""
    return list(_VOIDING("statement", statement) if _voids(statement) else _STATEMENT("statement", statement))


def _voids(statement: object) -> bool:
    verb = statement.get("verb") if isinstance(statement, dict) else None
    return isinstance(verb, dict) and verb.get("id") == VOIDED.iri


def _real_moment(where: str, value: str) -> Iterator[str]:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        yield f"{where} is not a date and time that exists: {value!r}"


def _score_in_bounds(where: str, score: JsonObject) -> Iterator[str]:
    if not score["min"] <= score["raw"] <= score["max"] or score["min"] >= score["max"]:
        yield f"{where}.raw must be between min and max"


def _question_makes_sense(where: str, definition: JsonObject) -> Iterator[str]:
    """Yield what is wrong between a question's parts and its right answers, or with something else that has any."""
    is_question = definition["type"] == QUESTION.iri
    wanted = _PARTS.get(definition.get("interactionType", ""), frozenset({"interactionType"}))
    found = definition.keys() & _INTERACTION
    if not is_question and found:
        yield f"{where} may have {', '.join(sorted(found))} if it is a question, and only then"
    elif is_question and not (wanted <= found <= wanted | {"interactionType", "correctResponsesPattern"}):
        yield f"{where} lacks what its interactionType needs, or has more: {', '.join(sorted(wanted))}"
    elif is_question:
        for part in sorted(found & {"choices", "source", "target"}):
            ids = [choice["id"] for choice in definition[part]]
            if len(set(ids)) != len(ids):
                yield f"{where}.{part} has an id twice"
        for pattern in definition.get("correctResponsesPattern", []):
            yield from _fits(f"{where}.correctResponsesPattern", pattern, definition)


def _answer_makes_sense(where: str, statement: JsonObject) -> Iterator[str]:
    """Yield what is wrong with a response: it may consist of what the question offers and nothing else."""
    response = statement.get("result", {}).get("response")
    if response is not None:
        yield from _fits(f"{where}.result.response", response, statement["object"]["definition"])


def _fits(where: str, response: str, definition: JsonObject) -> Iterator[str]:
    """Yield what a response or pattern names that its question does not offer."""
    kind = definition.get("interactionType")
    if kind == "numeric":
        yield from (f"{where} is not a number: {bound!r}" for bound in response.split(RANGE) if not _is_number(bound))
    elif kind != "fill-in":
        offered = {part: {each["id"] for each in definition.get(part, [])} for part in ("choices", "source", "target")}
        pairs = {f"{one}{PAIR}{other}" for one in offered["source"] for other in offered["target"]}
        given = response.split(SEPARATOR) if response else []
        if strangers := [each for each in given if each not in offered["choices"] | pairs]:
            yield f"{where} names what is not a choice: {', '.join(strangers)}"


def _values_make_sense(where: str, extensions: JsonObject) -> Iterator[str]:
    """Yield what is wrong with the value of an extension that we know."""
    for iri in extensions.keys() & _VALUES.keys():
        yield from _VALUES[iri](f"{where}[{iri!r}]", extensions[iri])


def _is_number(text_: str) -> bool:
    try:
        return math.isfinite(float(text_))
    except ValueError:
        return False


_PARTS = {
    "choice": frozenset({"choices", "correctResponsesPattern"}),
    "sequencing": frozenset({"choices", "correctResponsesPattern"}),
    "matching": frozenset({"source", "target", "correctResponsesPattern"}),
    "fill-in": frozenset(),
    "numeric": frozenset({"correctResponsesPattern"}),
}
"""What each type of interaction needs besides."""

_INTERACTION = {"interactionType", "choices", "source", "target", "correctResponsesPattern"}

_UUID = text(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "a UUID in lower case")
_IRI = text(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", "an absolute IRI")
_LANGUAGE = text(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", "a language tag")
_TIMESTAMP = both(
    text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "a timestamp in UTC with milliseconds and Z"), _real_moment
)
_DURATION = text(
    r"PT(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?", "an ISO 8601 duration of hours, minutes and seconds to 0.01 s"
)
_WORDS = text(r".*\S.*", "text that is not empty")
_RESPONSE = text(r".*", "text")

_LANGUAGE_MAP = mapping(_LANGUAGE, _WORDS)
_SECONDS, _SHARE = number(0), number(0, 1)
_VALUES: dict[str, Check] = {
    words.SESSION_ID.iri: _WORDS,
    words.PROGRESS.iri: whole(0, 100),
    words.ATTEMPT.iri: whole(1),
    words.VIDEO_SESSION.iri: _UUID,
    words.VIDEO_LENGTH.iri: _SECONDS,
    words.VIDEO_THRESHOLD.iri: _SHARE,
    words.VIDEO_TIME.iri: _SECONDS,
    words.VIDEO_FROM.iri: _SECONDS,
    words.VIDEO_TO.iri: _SECONDS,
    words.VIDEO_PROGRESS.iri: _SHARE,
    words.VIDEO_SEGMENTS.iri: _RESPONSE,
}
"""Of the extensions in our vocabulary."""
_EXTENSIONS = both(mapping(_IRI, json_value), _values_make_sense)

_AGENT = shape(
    {"account": shape({"homePage": _IRI, "name": _WORDS})},
    {"objectType": among(["Agent"])},
)
_VERB = shape({"id": _IRI, "display": _LANGUAGE_MAP})

_CHOICES = array(shape({"id": text(r"\S+", "an id without spaces"), "description": _LANGUAGE_MAP}))
_DEFINITION = both(
    shape(
        {"type": _IRI},
        {
            "name": _LANGUAGE_MAP,
            "description": _LANGUAGE_MAP,
            "moreInfo": _IRI,
            "extensions": _EXTENSIONS,
            "interactionType": among(_PARTS),
            "choices": _CHOICES,
            "source": _CHOICES,
            "target": _CHOICES,
            "correctResponsesPattern": array(_RESPONSE),
        },
    ),
    _question_makes_sense,
)
_ACTIVITY = shape({"id": _IRI, "definition": _DEFINITION}, {"objectType": among(["Activity"])})

_SCORE = both(
    shape({"scaled": number(0, 1), "raw": number(), "min": number(), "max": number()}),
    _score_in_bounds,
)
_RESULT = shape(
    {},
    {
        "score": _SCORE,
        "success": boolean,
        "completion": boolean,
        "response": _RESPONSE,
        "duration": _DURATION,
        "extensions": _EXTENSIONS,
    },
)

_ACTIVITIES = array(_ACTIVITY)
_EVERY_CONTEXT = {
    "registration": _UUID,
    "language": _LANGUAGE,
    "contextActivities": shape({"category": _ACTIVITIES}, {"parent": _ACTIVITIES, "grouping": _ACTIVITIES}),
}
_CONTEXT = shape(
    _EVERY_CONTEXT | {"platform": _WORDS, "revision": _WORDS}, {"instructor": _AGENT, "extensions": _EXTENSIONS}
)

_EVERY_STATEMENT = {"id": _UUID, "timestamp": _TIMESTAMP, "actor": _AGENT, "verb": _VERB}
_STATEMENT = both(
    shape(_EVERY_STATEMENT | {"object": _ACTIVITY, "context": _CONTEXT}, {"result": _RESULT}), _answer_makes_sense
)

_REFERENCE = shape({"objectType": among(["StatementRef"]), "id": _UUID})
_VOIDING = shape(
    _EVERY_STATEMENT | {"object": _REFERENCE, "context": shape(_EVERY_CONTEXT, {"extensions": _EXTENSIONS})}
)
