"""Objectives of SCORM 2004: told apart, referred to, and mapped to what several activities share.

Source: SCORM 2004 4th Edition, Content Aggregation Model, 5.1.7.
"""

from collections import Counter
from collections.abc import Iterable

from lxml import etree

from lti_npq.exports.linting.documents import local, namespace
from lti_npq.exports.linting.manifests import Checks, Manifest, children, named
from lti_npq.exports.linting.sequencing import activities, sequencing_of

_TRUE = frozenset({"true", "1"})
_READS = ("readSatisfiedStatus", "readNormalizedMeasure")
"""True where nothing is said; what writes is false."""
_WRITES = ("writeSatisfiedStatus", "writeNormalizedMeasure")


def _objectives(sequencings: Iterable[etree._Element]) -> list[etree._Element]:
    found = (around for each in sequencings for around in children(each, "objectives"))
    return [each for around in found if namespace(around).endswith("imsss") for each in around.iterchildren("*")]


def check_identifiers(manifest: Manifest) -> Checks:
    for activity in activities(manifest):
        own = _objectives(sequencing_of(activity))
        times = Counter(each.get("objectiveID") for each in own)
        for objective in own:
            name = objective.get("objectiveID")
            if not name and (local(objective) == "objective" or objective.find("{*}mapInfo") is not None):
                yield manifest.finding("objective-id", objective, f"An objective of “{named(activity)}” has no id.")
            elif name and times[name] > 1:
                message = f"“{name}” is the id of {times[name]} objectives of “{named(activity)}”."
                yield manifest.finding("objective-id", objective, message)


def check_references(manifest: Manifest) -> Checks:
    collected = {each.get("ID"): each for each in manifest.root.findall("{*}sequencingCollection/{*}sequencing")}
    for activity in activities(manifest):
        own = sequencing_of(activity)
        own += [collected[each.get("IDRef")] for each in own if each.get("IDRef") in collected]
        known = {each.get("objectiveID") for each in _objectives(own)}
        for condition in (found for each in own for found in each.iter("{*}ruleCondition")):
            name = condition.get("referencedObjective")
            if name and name not in known:
                message = f"“{named(activity)}” has no objective “{name}”."
                yield manifest.finding("objective-reference", condition, message)


def check_maps(manifest: Manifest) -> Checks:
    for activity in activities(manifest):
        written: set[str | None] = set()
        for objective in _objectives(sequencing_of(activity)):
            maps = children(objective, "mapInfo")
            for kind in _READS:
                readers = [each for each in maps if _says(each, kind, "true")]
                if len(readers) > 1:
                    yield manifest.finding("objective-map", readers[1], f"{kind} is set for two global objectives.")
            writers = [each for each in maps if _writes(each)]
            for each in writers:
                target = each.get("targetObjectiveID")
                if target in written:
                    message = f"Two objectives of “{named(activity)}” write to “{target}”."
                    yield manifest.finding("objective-map", each, message)
            written |= {each.get("targetObjectiveID") for each in writers}


def check_unwritten(manifest: Manifest) -> Checks:
    maps = list(manifest.root.iter("{*}mapInfo"))
    written = {each.get("targetObjectiveID") for each in maps if _writes_anything(each)}
    for each in maps:
        name = each.get("targetObjectiveID")
        if name not in written and any(_says(each, kind, "true") for kind in _READS):
            yield manifest.finding("objective-map-unwritten", each, f"Nothing writes to “{name}”.")


def _writes_anything(mapped: etree._Element) -> bool:
    """Tell whether a map writes, also by one of the attributes that came with the 4th edition."""
    return any(str(name).startswith("write") and value in _TRUE for name, value in mapped.items())


def _writes(mapped: etree._Element) -> bool:
    return any(_says(mapped, kind, "false") for kind in _WRITES)


def _says(mapped: etree._Element, name: str, default: str) -> bool:
    return mapped.get(name, default) in _TRUE


CHECKS = (check_identifiers, check_references, check_maps, check_unwritten)
