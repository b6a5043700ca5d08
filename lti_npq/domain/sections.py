"""How a programme's home is laid out: its stages, the cycles in them, and the modules and tasks of each."""

from typing import TypeVar

from msgspec import Struct

from lti_npq.domain.plan import Stage, StageKind
from lti_npq.domain.programme import Module, Programme, Task

T = TypeVar("T")


class Group(Struct, frozen=True):
    """One cycle of a stage."""

    cycle: int
    """Counted from 1; 0 for what belongs to the stage as a whole."""
    modules: tuple[Module, ...]
    tasks: tuple[Task, ...]


class Section(Struct, frozen=True):
    """One stage, or one kind of work in a programme without stages; without groups nothing of it is done here."""

    key: str
    title: str
    summary: str
    groups: tuple[Group, ...]


def sections(programme: Programme) -> tuple[Section, ...]:
    """Return a programme's sections, each module and task in exactly one of them."""
    if not programme.stages:
        return _without_stages(programme)
    modules = [(_stage_of(module, programme), module.cycle, module) for module in programme.modules]
    tasks = [(*_place(task, programme), task) for task in programme.tasks]
    return tuple(
        Section(stage.key, stage.title, stage.summary, _groups(stage, modules, tasks)) for stage in programme.stages
    )


def _without_stages(programme: Programme) -> tuple[Section, ...]:
    modules = Section("modules", "Modules", "", (Group(0, programme.modules, ()),))
    tasks = Section("tasks", "Tasks", "", (Group(0, (), programme.tasks),))
    return (modules, tasks) if programme.tasks else (modules,)


def _stage_of(module: Module, programme: Programme) -> Stage:
    named = (stage for stage in programme.stages if stage.key == module.stage)
    return next(named, _first(programme.stages, "development"))


def _place(task: Task, programme: Programme) -> tuple[Stage, int]:
    """Return the stage and the cycle of a task: those of its module, else those that its kind belongs to."""
    module = programme.module(task.module)
    if task.kind == "summative" or (module is None and not task.cycle):
        return _first(programme.stages, "summative"), 0
    if module is None:
        return _first(programme.stages, "development"), task.cycle
    return _stage_of(module, programme), task.cycle or module.cycle


def _first(stages: tuple[Stage, ...], kind: StageKind) -> Stage:
    """Return the first stage of a kind, else the last of all."""
    return next((stage for stage in stages if stage.kind == kind), stages[-1])


def _groups(
    stage: Stage, modules: list[tuple[Stage, int, Module]], tasks: list[tuple[Stage, int, Task]]
) -> tuple[Group, ...]:
    cycles = sorted({cycle for home, cycle, _ in (*modules, *tasks) if home == stage})
    return tuple(Group(cycle, _at(stage, cycle, modules), _at(stage, cycle, tasks)) for cycle in cycles)


def _at(stage: Stage, cycle: int, placed: list[tuple[Stage, int, T]]) -> tuple[T, ...]:
    return tuple(each for home, its_cycle, each in placed if (home, its_cycle) == (stage, cycle))
