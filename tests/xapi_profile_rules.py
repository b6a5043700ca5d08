"""Reads statements by an xAPI profile: which templates one matches, and whether several follow a pattern.

Source: xAPI Profiles 1.0, Structure, 8 (statement templates) and 9 (patterns); Communication and Processing, 2.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]
_STEP = re.compile(r"\['([^']+)'\]|\.(\w+)|\[(\*)\]")
_NOTHING = object()


def found(statement: Json, location: str) -> list[Any]:
    """Return the values at a JSONPath, as far as our profile uses it: names, quoted names and stars."""
    values: list[Any] = [statement]
    assert location.startswith("$")
    assert _STEP.sub("", location[1:]) == "", f"no JSONPath of ours: {location}"
    for quoted, name, star in _STEP.findall(location):
        values = [child for value in values for child in _children(value, quoted or name, bool(star))]
    return values


def _children(value: Any, name: str, star: bool) -> list[Any]:
    if star:
        return list(value) if isinstance(value, list) else []
    child = value.get(name, _NOTHING) if isinstance(value, dict) else _NOTHING
    return [] if child is _NOTHING else [child]


def determined_by(template: Json, statement: Json) -> bool:
    """Whether the statement has everything that makes this template the one to follow."""
    thing = statement["object"]
    if template.get("verb") not in {None, statement["verb"]["id"]}:
        return False
    if "objectStatementRefTemplate" in template:
        return thing["objectType"] == "StatementRef"
    return template.get("objectActivityType") in {None, thing.get("definition", {}).get("type")}


def breaches(template: Json, statement: Json) -> Iterator[str]:
    """Yield the rules of the template that the statement breaks."""
    for rule in template["rules"]:
        values = found(statement, rule["location"])
        presence = rule.get("presence")
        if (presence == "included" and not values) or (presence == "excluded" and values):
            yield f"{rule['location']} must be {presence}"
        if presence == "recommended" and not values:
            continue
        if "any" in rule and not [value for value in values if value in rule["any"]]:
            yield f"{rule['location']} has none of {rule['any']}"
        if "all" in rule and (not values or [value for value in values if value not in rule["all"]]):
            yield f"{rule['location']} has others than {rule['all']}"


def matching(profile: Json, statement: Json) -> list[str]:
    """Return the ids of the templates that the statement has to follow."""
    return [template["id"] for template in profile["templates"] if determined_by(template, statement)]


def follows(profile: Json, pattern_id: str, templates: Sequence[str]) -> bool:
    """Whether statements of these templates, in this order, follow the pattern as a whole."""
    return len(templates) in _ends({each["id"]: each for each in profile["patterns"]}, pattern_id, templates, 0)


def _ends(patterns: dict[str, Json], name: str, told: Sequence[str], start: int) -> set[int]:
    """Return every place in what was told at which the pattern, begun at `start`, may be over."""
    if name not in patterns:
        return {start + 1} if start < len(told) and told[start] == name else set()
    pattern = patterns[name]
    if "sequence" in pattern:
        places = {start}
        for each in pattern["sequence"]:
            places = {end for place in places for end in _ends(patterns, each, told, place)}
        return places
    if "alternates" in pattern:
        return {end for each in pattern["alternates"] for end in _ends(patterns, each, told, start)}
    [(kind, repeated)] = [(kind, pattern[kind]) for kind in ("zeroOrMore", "oneOrMore", "optional") if kind in pattern]
    once = _ends(patterns, repeated, told, start)
    if kind == "optional":
        return once | {start}
    reached, new = set(once), set(once)
    while new:
        new = {end for place in new for end in _ends(patterns, repeated, told, place)} - reached
        reached |= new
    return reached | ({start} if kind == "zeroOrMore" else set())
