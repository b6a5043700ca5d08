"""Whether the programme reaches all of its framework."""

from collections.abc import Iterator

from lti_npq.domain.coverage import AreaCoverage, coverage
from lti_npq.domain.coverage import cycles_without_task as uncovered_cycles
from lti_npq.packages.planning import TO_COME
from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject


def areas_without_module(subject: Subject) -> Iterator[Problem]:
    place = subject.traces.place(subject.programme.key, "modules")
    declared = {each.area for each in subject.programme.to_come}
    missing = [each.area for each in _areas(subject) if not each.modules and each.area.id not in declared]
    if missing:
        message = f"no module is about {', '.join(area.title for area in missing)}"
        fix = f"add modules with area: {', '.join(area.id for area in missing)}"
        yield Problem.at(place, subject.while_unfinished, "area-without-module", message, fix)


def areas_to_come(subject: Subject) -> Iterator[Problem]:
    if titles := [each.title for each in subject.programme.to_come]:
        place = subject.traces.place(subject.programme.key, "to_come")
        message, fix = f"still to come: {', '.join(titles)}", "nothing to mend: participants read what is to come"
        yield Problem.at(place, "information", "area-to-come", message, fix)


def areas_that_came(subject: Subject) -> Iterator[Problem]:
    here = {module.area for module in subject.programme.modules}
    for each in subject.programme.to_come:
        if each.area and each.area in here:
            place = subject.traces.place(TO_COME, each.area)
            message, fix = f"{each.title} is to come and has a module already", "remove it from 'to_come'"
            yield Problem.at(place, "warning", "area-has-come", message, fix)


def uncovered_statements(subject: Subject) -> Iterator[Problem]:
    for each in _areas(subject):
        if each.modules and each.missing:
            total = len(each.area.statements)
            message = f"no page covers {len(each.missing)} of the {total} statements of {each.area.title}"
            fix = f"write and list on a page: {', '.join(each.missing)}"
            place = subject.traces.place(each.modules[0].key, "area")
            yield Problem.at(place, subject.while_unfinished, "uncovered-statements", message, fix)


def areas_without_task(subject: Subject) -> Iterator[Problem]:
    """Look for Formative Assessment Tasks, except where the account of a project applies all areas."""
    if any(task.kind == "project" for task in subject.programme.tasks):
        return
    for each in _areas(subject):
        if each.modules and not each.tasks:
            message = f"no Formative Assessment Task applies {each.area.title}"
            fix = "name a formative task under 'tasks', or give the module the cycle of one"
            place = subject.traces.place(each.modules[0].key, "area")
            yield Problem.at(place, subject.while_unfinished, "area-without-fat", message, fix)


def cycles_without_task(subject: Subject) -> Iterator[Problem]:
    for cycle in uncovered_cycles(subject.programme):
        place = subject.traces.place(subject.programme.key, "stages")
        message, fix = f"cycle {cycle} has no Formative Assessment Task", f"add a formative task with cycle: {cycle}"
        yield Problem.at(place, subject.while_unfinished, "cycle-without-fat", message, fix)


def _areas(subject: Subject) -> tuple[AreaCoverage, ...]:
    return coverage(subject.programme, subject.framework) if subject.framework else ()
