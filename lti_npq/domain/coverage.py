"""How much of its framework a programme covers, area by area."""

from collections.abc import Iterator

from msgspec import Struct

from lti_npq.domain.framework import Area, Framework
from lti_npq.domain.programme import Module, Programme, Task


class AreaCoverage(Struct, frozen=True):
    """What a programme has on one content area."""

    area: Area
    modules: tuple[Module, ...]
    covered: tuple[str, ...]
    """Ids of the area's statements that some page covers, in the framework's order."""
    missing: tuple[str, ...]
    tasks: tuple[Task, ...]
    """The Formative Assessment Tasks that its modules lead to, or that end their cycle."""

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)


def coverage(programme: Programme, framework: Framework) -> tuple[AreaCoverage, ...]:
    """Return what the programme has on each area, in the framework's order."""
    covered = {key for module in programme.modules for page in module.pages for key in page.statements}
    return tuple(_of_area(area, programme, covered) for area in framework.areas)


def cycles_without_task(programme: Programme) -> Iterator[int]:
    """Yield the cycles of development, counted from 1, that no Formative Assessment Task belongs to."""
    cycles = max((stage.cycles for stage in programme.stages), default=0)
    served = {task.cycle for task in _formative(programme)}
    return (cycle for cycle in range(1, cycles + 1) if cycle not in served)


def _of_area(area: Area, programme: Programme, covered: set[str]) -> AreaCoverage:
    modules = tuple(module for module in programme.modules if module.area == area.id)
    ids = [statement.id for statement in area.statements]
    return AreaCoverage(
        area=area,
        modules=modules,
        covered=tuple(key for key in ids if key in covered),
        missing=tuple(key for key in ids if key not in covered),
        tasks=tuple(task for task in _formative(programme) if any(_leads_to(module, task) for module in modules)),
    )


def _formative(programme: Programme) -> Iterator[Task]:
    return (task for task in programme.tasks if task.kind == "formative")


def _leads_to(module: Module, task: Task) -> bool:
    in_its_cycle = module.cycle > 0 and module.cycle == task.cycle
    return task.key in module.tasks or task.module == module.key or in_its_cycle
