"""Whether something is an xAPI statement: the rules that catch a sender's mistakes. Source: xAPI 1.0.3, Data, 2.4."""

import re
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from lti_npq.demo_lms.errors import RefusedError

_PROPERTIES = {
    "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments",
}  # fmt: skip
_IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}
_DURATION = re.compile(
    r"P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)",
)


def check_statement(statement: object) -> None:
    """Refuse what is no statement.

    Raises:
        RefusedError: 400, with the first rule that is broken.
    """
    whole = _mapping(statement, "statement")
    unknown = set(whole) - _PROPERTIES
    _require(not unknown, f"a statement has no {', '.join(sorted(unknown))}")
    _require("id" not in whole or is_uuid(whole["id"]), "id must be a UUID")
    _require("timestamp" not in whole or is_timestamp(whole["timestamp"]), "timestamp must be ISO 8601 with a zone")
    _require(not _has_null(whole), "null is allowed in extensions only")
    _check_actor(whole.get("actor"), "actor")
    _require(is_iri(_mapping(whole.get("verb"), "verb").get("id")), "verb.id must be an IRI")
    _check_object(_mapping(whole.get("object"), "object"))
    _check_result(_mapping(whole.get("result", {}), "result"))
    _check_context(_mapping(whole.get("context", {}), "context"))


def is_uuid(value: object) -> bool:
    try:
        # UUID() also takes braces, prefixes and no hyphens at all; xAPI takes the plain form only.
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def is_iri(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path))


def is_timestamp(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _require(holds: object, sentence: str) -> None:
    if not holds:
        raise RefusedError(400, "invalid_statement", sentence)


def _mapping(value: object, name: str) -> dict[str, Any]:
    _require(isinstance(value, dict), f"{name} must be an object")
    return cast("dict[str, Any]", value)


def _has_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_null(inner) for name, inner in value.items() if name != "extensions")
    if isinstance(value, list):
        return any(_has_null(inner) for inner in value)
    return value is None


def _check_actor(value: object, name: str) -> None:
    actor = _mapping(value, name)
    identifiers = _IDENTIFIERS & set(actor)
    anonymous_group = actor.get("objectType") == "Group" and bool(actor.get("member"))
    _require(len(identifiers) == 1 or (anonymous_group and not identifiers), f"{name} must have exactly one identifier")
    if "mbox" in actor:
        _require(re.fullmatch(r"mailto:[^@\s]+@[^@\s]+", str(actor["mbox"])), f"{name}.mbox must be a mailto address")
    if "account" in actor:
        account = _mapping(actor["account"], f"{name}.account")
        _require(is_iri(account.get("homePage")), f"{name}.account.homePage must be an IRI")
        _require(account.get("name") and isinstance(account["name"], str), f"{name}.account.name must be a text")


def _check_object(thing: dict[str, Any]) -> None:
    match thing.get("objectType", "Activity"):
        case "Activity":
            _require(is_iri(thing.get("id")), "object.id must be an IRI")
        case "StatementRef":
            _require(is_uuid(thing.get("id")), "object.id must be a UUID")
        case "Agent" | "Group":
            _check_actor(thing, "object")
        case "SubStatement":
            _check_actor(thing.get("actor"), "object.actor")
        case kind:
            _require(False, f"object.objectType cannot be {kind}")


def _check_result(result: dict[str, Any]) -> None:
    score = _mapping(result.get("score", {}), "result.score")
    scaled = score.get("scaled", 0)
    _require(isinstance(scaled, int | float) and -1 <= scaled <= 1, "result.score.scaled must be from -1 to 1")
    for name in ("success", "completion"):
        _require(isinstance(result.get(name, True), bool), f"result.{name} must be true or false")
    duration = result.get("duration", "PT0S")
    _require(isinstance(duration, str) and _DURATION.fullmatch(duration), "result.duration must be ISO 8601")


def _check_context(context: dict[str, Any]) -> None:
    _require("registration" not in context or is_uuid(context["registration"]), "context.registration must be a UUID")
    if "instructor" in context:
        _check_actor(context["instructor"], "context.instructor")
    groups = _mapping(context.get("contextActivities", {}), "context.contextActivities")
    for name, value in groups.items():
        _require(name in {"parent", "grouping", "category", "other"}, f"context.contextActivities has no {name}")
        for activity in value if isinstance(value, list) else [value]:
            _require(is_iri(_mapping(activity, f"context {name}").get("id")), f"context {name} needs an id, an IRI")
