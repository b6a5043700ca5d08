"""Whether two statements say the same, as far as an LRS may have changed one of them.

Source: xAPI 1.0.3, Data, 2.3.1, Statement Immutability: properties that the LRS assigns, the display of verbs and the
definitions of activities are not part of what is immutable.
"""

from datetime import datetime
from typing import Any

from xapi.encoding import JsonObject

_ASSIGNED = frozenset({"stored", "authority", "version"})
_DESCRIPTIVE = frozenset({"display", "definition"})
_DEFAULT_OBJECT_TYPES = ("Agent", "Activity")


def same(ours: JsonObject, theirs: JsonObject) -> bool:
    """Return whether the LRS holds what we said. Both are decoded statements."""
    return _essence(ours) == _essence(theirs)


def _essence(statement: JsonObject) -> object:
    said = {key: value for key, value in statement.items() if key not in _ASSIGNED}
    if "timestamp" in said:
        said["timestamp"] = _moment(said["timestamp"])
    if isinstance(context := said.get("context"), dict):
        said["context"] = _with_lists(context)
    return _distinct(said)


def _moment(written: Any) -> object:
    """Return the instant, whatever zone or precision it is written in; what is no timestamp stays itself."""
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return written


def _with_lists(context: JsonObject) -> JsonObject:
    """Return the context with each single context activity as a list of one, as an LRS must return it."""
    activities = context.get("contextActivities", {})
    if not isinstance(activities, dict):
        return context
    return context | {"contextActivities": {key: _listed(value) for key, value in activities.items()}}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _distinct(value: Any, *, free: bool = False) -> Any:
    """Return the value without what is descriptive or implied, booleans told from the numbers Python equals them to.

    Inside extensions (`free`) nothing is left out: there, every property is ours.
    """
    if isinstance(value, bool):
        return str(value), bool
    if isinstance(value, list):
        return [_distinct(item, free=free) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _distinct(item, free=free or key == "extensions")
        for key, item in value.items()
        if free or not (key in _DESCRIPTIVE or (key == "objectType" and item in _DEFAULT_OBJECT_TYPES))
    }
