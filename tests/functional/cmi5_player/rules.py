"""What an LMS must refuse of an assignable unit, by the requirement ids of npm @cmi5/requirements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Json = dict[str, Any]
VERBS = "http://adlnet.gov/expapi/verbs/"
CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
_DURATION = re.compile(r"PT(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?")
_WITH_DURATION = {"completed", "passed", "failed", "terminated"}


@dataclass
class Registration:
    """What an LMS knows of one person's way through a course, over all sessions."""

    said: set[str] = field(default_factory=set)
    """Verbs of cmi5 defined statements."""


@dataclass
class Session:
    """One launch."""

    id: str
    activity_id: str
    actor: Json
    registration_id: str
    registration: Registration
    mode: str
    mastery: float
    template: Json
    said: list[str] = field(default_factory=list)
    """Verbs in order, cmi5 defined ones and others."""
    has_preferences: bool = False

    def complaints(self, statement: Json) -> Iterator[str]:
        """Yield what is wrong with the next statement of the session."""
        verb = str(statement["verb"]["id"]).removeprefix(VERBS)
        yield from self._of_any(statement)
        yield from self._of_order(verb)
        if CMI5 in _categories(statement):
            yield from self._of_defined(statement, verb)
        elif MOVE_ON in _categories(statement):
            yield "9.6.2.2-2: the moveOn category outside cmi5 defined statements"

    def take(self, statement: Json) -> None:
        verb = str(statement["verb"]["id"]).removeprefix(VERBS)
        self.said.append(verb)
        if CMI5 in _categories(statement):
            self.registration.said.add(verb)

    def _of_any(self, statement: Json) -> Iterator[str]:
        context = statement.get("context", {})
        if UUID(str(statement.get("id"))).version != 4:
            yield "9.1.0.0-1: no id"
        if statement.get("actor") != self.actor:
            yield "8.1.3.0-3: another actor"
        if not _UTC.fullmatch(str(statement.get("timestamp"))):
            yield "9.7.0.0-2: no time in UTC"
        if context.get("registration") != self.registration_id:
            yield "8.1.4.0-3: another registration"
        if context.get("extensions", {}).get(SESSION) != self.id:
            yield "9.6.3.1-4: no session id"
        if context.get("contextActivities", {}).get("grouping") != self.template["contextActivities"]["grouping"]:
            yield "10.2.1.0-7: the template's activities are missing"

    def _of_order(self, verb: str) -> Iterator[str]:
        if not self.said and verb != "initialized":
            yield f"9.3.0.0-4: {verb} before initialized"
        if "terminated" in self.said:
            yield f"9.3.0.0-5: {verb} after terminated"
        if verb == "initialized" and not self.has_preferences:
            yield "11.0.0.0-3: the preferences were not read first"

    def _of_defined(self, statement: Json, verb: str) -> Iterator[str]:
        result = statement.get("result", {})
        if statement["object"].get("id") != self.activity_id:
            yield "8.1.5.0-6: another activity"
        if verb in self.said:
            yield f"9.3.0.0-2: {verb} twice in a session"
        if verb in {"passed", "failed"} and {"passed", "failed"} & set(self.said):
            yield "9.3.0.0-3: more than one of passed and failed"
        if verb in {"completed", "passed"} and verb in self.registration.said:
            yield f"9.3.0.0-6: {verb} twice in a registration"
        if verb == "failed" and "passed" in self.registration.said:
            yield "9.3.0.0-8: failed after passed"
        if self.mode != "Normal" and verb not in {"initialized", "terminated"}:
            yield f"10.2.2.0-9: {verb} in {self.mode}"
        if ("success" in result or "completion" in result) != (MOVE_ON in _categories(statement)):
            yield "9.6.2.2-1: the moveOn category"
        if verb in _WITH_DURATION and not _DURATION.fullmatch(str(result.get("duration"))):
            yield f"9.5.4.1: no duration in {verb}"
        yield from self._of_result(statement, verb, result)

    def _of_result(self, statement: Json, verb: str, result: Json) -> Iterator[str]:
        if result.get("success") != {"passed": True, "failed": False}.get(verb):
            yield "9.5.2.0: success"
        if result.get("completion") != {"completed": True}.get(verb):
            yield "9.5.3.0: completion"
        if "score" not in result:
            return
        score = result["score"]
        if verb not in {"passed", "failed"}:
            yield "9.5.1.0-2: a score elsewhere"
        if "raw" in score and not {"min", "max"} <= set(score):
            yield "9.5.1.0-3: raw without min and max"
        if (score["scaled"] >= self.mastery) != (verb == "passed"):
            yield "9.5.1.0-1: the verb contradicts the mastery score"
        if statement["context"]["extensions"].get(MASTERY) != self.mastery:
            yield "9.6.3.2-2: no mastery score"


def _categories(statement: Json) -> set[str]:
    activities = statement.get("context", {}).get("contextActivities", {}).get("category", [])
    return {activity["id"] for activity in activities}
