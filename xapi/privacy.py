"""What of a statement one receiver gets: a pure function of the statement's bytes and the receiver's profile."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import msgspec

from xapi.encoding import JsonObject, canonical
from xapi.vocabulary import SESSION_ID

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
_FREE_TEXT = frozenset({"fill-in", "long-fill-in", "other"})
"""Interactions whose response is what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a receiver may know. The default keeps nothing back: it gets the very bytes that were frozen."""

    events: frozenset[str] | None = None
    """Last words of the verbs that it gets, such as `completed`; None for all. A voiding always passes."""
    pseudonym_key: bytes | None = None
    """With a key people are named by keyed hashes: the same person always by the same one, and only for this key."""
    without_text: bool = False
    """Whether what people wrote is left out, should a statement hold any."""

    def applied(self, body: bytes) -> bytes | None:
        """Return the bytes to send, None for a statement that the receiver does not get."""
        if self == _OPEN:
            return body
        statement = msgspec.json.decode(body, type=dict[str, Any])
        if not self._wants(statement):
            return None
        changed = _without_text(statement) if self.without_text else statement
        if self.pseudonym_key is not None:
            changed = _pseudonymous(changed, self.pseudonym_key)
        return body if changed == statement else canonical(changed)

    def _wants(self, statement: JsonObject) -> bool:
        verb = str(statement["verb"]["id"])
        return self.events is None or verb == VOIDED or verb.rpartition("/")[2] in self.events


_OPEN = Privacy()


def _without_text(statement: JsonObject) -> JsonObject:
    """Return the statement without free text: responses that are no ids of options, and free extensions of ours."""
    definition = statement["object"].get("definition", {})
    result = statement.get("result", {})
    kind = definition.get("interactionType")
    if "response" not in result or (kind is not None and kind not in _FREE_TEXT):
        return statement
    kept = {name: value for name, value in result.items() if name != "response"}
    return {name: value for name, value in {**statement, "result": kept}.items() if name != "result" or kept}


def _pseudonymous(statement: JsonObject, key: bytes) -> JsonObject:
    """Return the statement with people, their registrations, sessions and its own id under other names.

    Ids and registrations follow from the LMS's id for a person: as they are, whoever guesses that id could check it,
    and two receivers could tell that they hold the same statement.
    """

    def hashed(text: str) -> str:
        return hmac.digest(key, text.encode(), "sha256").hex()

    def renamed(identity: Any) -> str:
        return str(uuid5(UUID(bytes=hmac.digest(key, b"ids", "sha256")[:16]), str(identity)))

    changed = {**statement, "id": renamed(statement["id"]), "actor": _hidden(statement["actor"], hashed)}
    if statement["object"].get("objectType") == "StatementRef":
        changed["object"] = {**statement["object"], "id": renamed(statement["object"]["id"])}
    if isinstance(context := statement.get("context"), dict):
        changed["context"] = _hidden_context(context, hashed, renamed)
    return changed


def _hidden_context(context: JsonObject, hashed: Callable[[str], str], renamed: Callable[[Any], str]) -> JsonObject:
    changed = dict(context)
    for role in ("instructor", "team"):
        if role in context:
            changed[role] = _hidden(context[role], hashed)
    if "registration" in context:
        changed["registration"] = renamed(context["registration"])
    if "statement" in context:
        changed["statement"] = {**context["statement"], "id": renamed(context["statement"]["id"])}
    extensions = context.get("extensions", {})
    if SESSION_ID.iri in extensions:
        changed["extensions"] = {**extensions, SESSION_ID.iri: renamed(extensions[SESSION_ID.iri])}
    return changed


def _hidden(agent: JsonObject, hashed: Callable[[str], str]) -> JsonObject:
    """Return an agent that only its account's home and a keyed hash tell; members of a group likewise."""
    named = agent.get("account") or {}
    identity = msgspec.json.encode([named.get("homePage"), named.get("name"), agent.get("mbox")]).decode()
    account = {"homePage": named.get("homePage", "https://w3id.org/xapi/pseudonym"), "name": hashed(identity)}
    kind = {"objectType": agent["objectType"]} if "objectType" in agent else {}
    members = {"member": [_hidden(one, hashed) for one in agent["member"]]} if "member" in agent else {}
    return {**kind, "account": account, **members}
