"""The part of package.yaml that lays out the programme: stages, hours, limits and what counts as engagement."""

from collections.abc import Mapping, Sequence
from typing import get_args

from lti_npq.domain.framework import Framework
from lti_npq.domain.plan import (
    Component,
    Engagement,
    EngagementWay,
    Hours,
    Measure,
    Shortfall,
    Stage,
    StageKind,
    TimedMeasure,
    ToCome,
)
from lti_npq.domain.programme import TaskKind
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import listed
from lti_npq.packages.yaml_nodes import Fields

TO_COME = "to_come"
"""Under this the traces have the places of the areas that are still to be written."""

MOST_CYCLES = 12
MOST_WORDS = 20_000
_MOST_HOURS = 1_000

TASK_KINDS: Sequence[TaskKind] = get_args(TaskKind)
_STAGES: Sequence[StageKind] = get_args(StageKind)
_WAYS: Sequence[EngagementWay] = get_args(EngagementWay)
_TIMED: Sequence[str] = get_args(TimedMeasure)
_TITLES: Mapping[Measure, str] = {
    "preparation": "Preparation and induction",
    "events": "Events",
    "study": "Online study",
    "coaching": "Coaching",
    "formative": "Formative Assessment Tasks",
    "self-checks": "Self-checks",
    "reflections": "Reflections",
}


def read_stages(fields: Fields, reading: Reading) -> tuple[Stage, ...]:
    return tuple(_stage(stage, reading) for stage in fields.groups("stages", required=False))


def _stage(fields: Fields, reading: Reading) -> Stage:
    with fields:
        stage = Stage(
            key=reading.symbols.define("stage", fields.name("id")),
            kind=fields.choice("kind", _STAGES),
            title=fields.text("title"),
            summary=fields.text("summary", ""),
            cycles=fields.whole("cycles", least=1, most=MOST_CYCLES, default=0),
        )
    if stage.cycles and stage.kind != "development":
        fix = "remove 'cycles', or write kind: development"
        reading.report.error(fields.place("cycles"), "out-of-range", "only development comes round in cycles", fix)
    return stage


def read_hours(fields: Fields) -> Hours:
    with fields.group("hours") as hours:
        return Hours(**{each: hours.number(each, least=0, most=_MOST_HOURS, default=0.0) for each in _TIMED})


def read_word_limits(fields: Fields) -> dict[TaskKind, int]:
    """Return the most words of each kind of task, 0 where no limit is given for all tasks of a kind."""
    with fields.group("word_limits") as limits:
        return {kind: limits.whole(kind, least=1, most=MOST_WORDS, default=0) for kind in TASK_KINDS}


def read_shortfall(fields: Fields) -> Shortfall | None:
    declared = fields.optional_group("shortfall")
    if declared is None:
        return None
    with declared as shortfall:
        return Shortfall(shortfall.whole("minutes", least=1, most=_MOST_HOURS * 60), shortfall.text("reason"))


def read_to_come(fields: Fields, framework: Framework | None, reading: Reading) -> tuple[ToCome, ...]:
    """Return the content areas that have no module yet, by the framework's own titles, and parts of areas by theirs.

    Each is named once. A part stands for what a framework, whose sections are not established, has no area for.
    """
    titles = {area.id: area.title for area in framework.areas} if framework else {}
    found: dict[str, ToCome] = {}
    for each in fields.groups("to_come", required=False):
        with each:
            area = each.name("area", "" if "title" in each else None)
            title = each.text("title", "")
            named = area.text or title
            if named in found:
                fix = "keep one of the two"
                reading.report.error(area.place, "duplicate-id", f"{named!r} is named twice", fix)
            key = reading.symbols.refer("area", area)
            reading.traces.note(TO_COME, key, area.place)
            found[named] = ToCome(key, title or titles.get(key, key), each.text("summary"))
    return tuple(found.values())


def read_engagement(fields: Fields, hours: Hours, reading: Reading) -> Engagement:
    """Return what counts as having taken part; the online study alone where the author says nothing else."""
    with fields.group("engagement") as engagement:
        policy = Engagement(
            threshold=engagement.number("threshold", least=0, most=1, default=0.9),
            way=engagement.choice("way", _WAYS, "every"),
        )
        components = tuple(
            _component(each, policy.way, hours, reading) for each in engagement.groups("components", required=False)
        )
    _check_components(components, policy.way, engagement, reading)
    return Engagement(policy.threshold, policy.way, components) if components else policy


def _component(fields: Fields, way: EngagementWay, hours: Hours, reading: Reading) -> Component:
    with fields:
        measure = fields.choice("counts", list(_TITLES))
        component = Component(
            measure=measure,
            title=fields.text("title", _TITLES[measure]),
            weight=fields.whole("weight", least=1, most=100, default=0),
            catch_up=fields.flag("catch_up"),
        )
    if way == "hours" and not getattr(hours, measure, 0):
        fix = f"count {listed(_TIMED)}, and give its hours under 'hours'"
        reading.report.error(fields.place("counts"), "no-hours", f"no hours are planned for {measure}", fix)
    if way != "weighted" and component.weight:
        fix = "remove 'weight', or write way: weighted"
        reading.report.error(fields.place("weight"), "weights", f"weights mean nothing where way is {way}", fix)
    return component


def _check_components(components: tuple[Component, ...], way: EngagementWay, fields: Fields, reading: Reading) -> None:
    place = fields.place("components")
    measures = [component.measure for component in components]
    if len(set(measures)) < len(measures):
        reading.report.error(place, "duplicate-id", "one thing is counted twice", "keep one component for each")
    total = sum(component.weight for component in components)
    if way == "weighted" and total != 100:
        fix = "give every component a weight in percent, 100 in all"
        reading.report.error(place, "weights", f"the weights add up to {total}", fix)
    if way == "hours" and not components:
        reading.report.error(place, "missing-key", "'components' is missing", "say which hours count")
