"""The validator finds every fault, says where it is, and leaves good statements alone."""

from collections.abc import Callable
from typing import Any

import pytest
from xapi_examples import story

from xapi import vocabulary as words
from xapi.validation import violations
from xapi.vocabulary import Extension

Spoil = Callable[[dict[str, Any]], object]


def _set(path: str, value: object) -> Spoil:
    """Return what puts the value at a path such as "context.platform"."""

    def spoil(statement: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        for key in parents:
            statement = statement[key]
        statement[last] = value

    return spoil


def _drop(path: str) -> Spoil:
    def spoil(statement: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        for key in parents:
            statement = statement[key]
        del statement[last]

    return spoil


SPOILT_PASSED: list[tuple[Spoil, str]] = [
    (_drop("id"), "statement lacks id"),
    (_set("id", "42"), "statement.id must be a UUID"),
    (_set("id", "8ACB1BCB-EF80-5786-BFC4-05702E31C12F"), "statement.id must be a UUID in lower case"),
    (_drop("timestamp"), "statement lacks timestamp"),
    (_set("timestamp", "2026-03-02T16:05:09Z"), "statement.timestamp must be"),
    (_set("timestamp", "2026-03-02T16:05:09.250+00:00"), "statement.timestamp must be"),
    (_set("timestamp", "2026-03-02T16:05:09.250Z\n"), "statement.timestamp must be"),
    (_set("timestamp", "2026-02-30T16:05:09.250Z"), "statement.timestamp is not a date and time that exists"),
    (_set("stored", "2026-03-02T16:05:09.250Z"), "statement may not have stored"),
    (_set("result", None), "statement.result must be an object"),
    (_drop("actor"), "statement lacks actor"),
    (_set("actor.name", "A. Person"), "statement.actor may not have name"),
    (_set("actor.mbox", "mailto:a@school.example"), "statement.actor may not have mbox"),
    (_set("actor.objectType", "Group"), "statement.actor.objectType must be Agent"),
    (_drop("actor.account"), "statement.actor lacks account"),
    (_set("actor.account.homePage", "lms.example"), "statement.actor.account.homePage must be an absolute IRI"),
    (_set("actor.account.name", ""), "statement.actor.account.name must be text that is not empty"),
    (_set("verb.id", "passed"), "statement.verb.id must be an absolute IRI"),
    (_set("verb.id", "https://verbs.example/has space"), "statement.verb.id must be an absolute IRI"),
    (_drop("verb.display"), "statement.verb lacks display"),
    (_set("verb.display", {}), "statement.verb.display must be an object with something in it"),
    (_set("verb.display", {"British English": "passed"}), "a key of statement.verb.display must be a language tag"),
    (_set("verb.display", {"en-GB": None}), "statement.verb.display['en-GB'] must be text"),
    (_set("object.id", "plan"), "statement.object.id must be an absolute IRI"),
    (_set("object.objectType", "Agent"), "statement.object.objectType must be Activity"),
    (_drop("object.definition"), "statement.object lacks definition"),
    (_drop("object.definition.type"), "statement.object.definition lacks type"),
    (_set("object.definition.interactionType", "choice"), "if it is a question, and only then"),
    (_set("result.score.scaled", 1.01), "statement.result.score.scaled must be from 0 to 1"),
    (_set("result.score.scaled", True), "statement.result.score.scaled must be a number"),
    (_set("result.score.scaled", float("nan")), "statement.result.score.scaled must be a number"),
    (_set("result.score.raw", 10), "statement.result.score.raw must be between min and max"),
    (_set("result.score.max", 0), "statement.result.score.raw must be between min and max"),
    (_drop("result.score.min"), "statement.result.score lacks min"),
    (_set("result.success", "yes"), "statement.result.success must be true or false"),
    (_set("result.success", 1), "statement.result.success must be true or false"),
    (_set("result.duration", "PT1.234S"), "statement.result.duration must be"),
    (_set("result.duration", "PT"), "statement.result.duration must be"),
    (_set("result.duration", "1:02"), "statement.result.duration must be"),
    (_set("result.extensions", {"progress": 1}), "a key of statement.result.extensions must be an absolute IRI"),
    (_set("result.extensions", {"x:n": float("inf")}), "statement.result.extensions['x:n'] must be a number"),
    (_set("result.extensions", {"x:n": {"a": [{1}]}}), "must be JSON"),
    (_set("result.extensions", {"x:n": {1: 2}}), "a key of statement.result.extensions['x:n'] must be text"),
    (_set("result.response", "my own words"), "statement.result.response names what is not a choice"),
    (_drop("context"), "statement lacks context"),
    (_drop("context.registration"), "statement.context lacks registration"),
    (_set("context.registration", "1"), "statement.context.registration must be a UUID"),
    (_set("context.revision", None), "statement.context.revision must be text"),
    (_set("context.language", "British English"), "statement.context.language must be a language tag"),
    (_set("context.contextActivities.parent", {"id": "x:y"}), "contextActivities.parent must be a list"),
    (_set("context.contextActivities.parent", []), "contextActivities.parent must be a list of at least 1"),
    (_set("context.contextActivities.parent", [{"id": "x"}]), "contextActivities.parent[0].id must be an absolute IRI"),
    (_set("context.contextActivities.other", []), "contextActivities may not have other"),
    (_drop("context.contextActivities.category"), "contextActivities lacks category"),
    (_set("context.instructor", {"name": "B. Person"}), "statement.context.instructor may not have name"),
]

SPOILT_ANSWERED: list[tuple[Spoil, str]] = [
    (_set("result.response", "a[,]z"), "statement.result.response names what is not a choice: z"),
    (_set("object.definition.correctResponsesPattern", ["z"]), "correctResponsesPattern names what is not a choice: z"),
    (_set("object.definition.correctResponsesPattern", []), "correctResponsesPattern must be a list of at least 1"),
    (_drop("object.definition.choices"), "lacks what its interactionType needs"),
    (_set("object.definition.interactionType", "long-fill-in"), "interactionType must be choice or"),
    (_set("object.definition.choices", [{"id": "a", "description": {"en": "A"}}] * 2), "choices has an id twice"),
    (_set("object.definition.choices", [{"id": "a b", "description": {"en": "A"}}]), "an id without spaces"),
]


SPOILT_VOIDED: list[tuple[Spoil, str]] = [
    (_set("object.id", "7"), "statement.object.id must be a UUID"),
    (_set("object.objectType", "Activity"), "statement.object.objectType must be StatementRef"),
    (_set("context.platform", "lti-npq"), "statement.context may not have platform"),
    (_set("context.revision", "1.0.0"), "statement.context may not have revision"),
    (_set("result", {"success": True}), "statement may not have result"),
    (_set("verb.id", "http://adlnet.gov/expapi/verbs/passed"), "statement.object.id must be an absolute IRI"),
]


@pytest.mark.parametrize(("spoil", "fault"), SPOILT_PASSED)
def test_a_fault_is_found_and_named(spoil: Spoil, fault: str) -> None:
    statement = story()["passed"]
    spoil(statement)
    assert any(fault in violation for violation in violations(statement)), violations(statement)


@pytest.mark.parametrize(("spoil", "fault"), SPOILT_ANSWERED)
def test_a_fault_in_a_question_is_found_and_named(spoil: Spoil, fault: str) -> None:
    statement = story()["answered"]
    spoil(statement)
    assert any(fault in violation for violation in violations(statement)), violations(statement)


@pytest.mark.parametrize(("spoil", "fault"), SPOILT_VOIDED)
def test_a_fault_in_taking_back_is_found_and_named(spoil: Spoil, fault: str) -> None:
    statement = story()["voided"]
    spoil(statement)
    assert any(fault in violation for violation in violations(statement)), violations(statement)


@pytest.mark.parametrize(
    ("event", "part", "extension", "wrong", "fault"),
    [
        ("progressed", "result", words.PROGRESS, 40.0, "must be a whole number"),
        ("progressed", "result", words.PROGRESS, True, "must be a number"),
        ("progressed", "result", words.PROGRESS, 101, "must be from 0 to 100"),
        ("submitted", "result", words.ATTEMPT, 0, "must be from 1"),
        ("launched", "context", words.SESSION_ID, 7, "must be text"),
        ("video_played", "context", words.VIDEO_SESSION, "1", "must be a UUID"),
        ("video_played", "result", words.VIDEO_TIME, -1, "must be from 0"),
        ("video_paused", "result", words.VIDEO_PROGRESS, 1.5, "must be from 0 to 1"),
    ],
)
def test_an_extension_of_our_vocabulary_holds_what_that_says(
    event: str, part: str, extension: Extension, wrong: object, fault: str
) -> None:
    statement = story()[event]
    assert extension.iri in statement[part]["extensions"]
    statement[part]["extensions"][extension.iri] = wrong
    [violation] = violations(statement)
    assert violation.startswith(f"statement.{part}.extensions[{extension.iri!r}] {fault}")


def test_only_a_voiding_statement_is_about_another() -> None:
    statement = story()["passed"]
    statement["object"] = story()["voided"]["object"]
    assert any("statement.object" in violation for violation in violations(statement))


@pytest.mark.parametrize("of_one_version", ["version", "stored", "authority", "attachments"])
def test_what_only_one_version_takes_or_a_store_adds_stays_out(of_one_version: str) -> None:
    assert violations(story()["passed"] | {of_one_version: "1.0.3"}) == [f"statement may not have {of_one_version}"]


def test_all_faults_are_named_at_once() -> None:
    statement = story()["passed"]
    for spoil in (_drop("id"), _set("verb.id", "passed"), _set("result.success", None)):
        spoil(statement)
    assert len(violations(statement)) == 3


@pytest.mark.parametrize("nonsense", [None, [], "statement", 1, {}])
def test_what_is_no_statement_at_all_is_refused(nonsense: object) -> None:
    assert violations(nonsense)


def test_an_extension_may_hold_any_json_null_included() -> None:
    statement = story()["passed"]
    statement["result"]["extensions"] = {"x:n": {"a": [None, True, 1, 1.5, "text", {}]}}
    assert violations(statement) == []
