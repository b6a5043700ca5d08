"""Which activities of a programme stand in a course, in which order, and which gradebook column each brings along."""

from collections.abc import Collection
from dataclasses import dataclass

from lti_npq.domain.programme import Module, Programme, Task


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of a course: it opens a programme, a module or a task."""

    item: str
    """The author's key of the module or task; empty for the programme as a whole."""
    content_key: str
    """What the activity is found by, whatever the LMS calls it: see `content_key`."""
    title: str
    text: str
    minutes: int
    is_task: bool
    graded: Task | None
    """The task whose gradebook column belongs to the activity."""
    column_key: str
    """What that column is found by; empty where there is none."""


def content_key(programme_key: str, item: str = "") -> str:
    """Return `programme` or `programme/item`: what an LMS keeps of ours, and what survives the copying of a course."""
    return f"{programme_key}/{item}" if item else programme_key


def whole_programme(programme: Programme) -> list[Activity]:
    """Return every module in order, each followed by its tasks as activities of their own."""
    modules = {item for module in programme.modules for item in (module.key, *module.tasks)}
    return placed(programme, modules | {task.key for task in programme.open_tasks})


def placed(programme: Programme, items: Collection[str]) -> list[Activity]:
    """Return the activities for these modules and tasks, in the programme's order whatever the order of choosing.

    Tasks that no module leads to come last. A summative case is none of them: its window opens it, not a course.
    """
    activities, left = [], {task.key: task for task in programme.open_tasks if task.key in items}
    for module in programme.modules:
        tasks = [task for key in module.tasks if (task := programme.task(key))]
        if module.key in items:
            activities.append(_of_module(programme, module, tasks, items))
        activities += [_of_task(programme, left.pop(task.key)) for task in tasks if task.key in left]
    return activities + [_of_task(programme, task) for task in left.values()]


def home_of(programme: Programme) -> Activity:
    """Return the one activity that opens all of a programme."""
    minutes = sum(module.minutes for module in programme.modules)
    key = content_key(programme.key)
    return Activity("", key, programme.title, "", minutes, is_task=False, graded=None, column_key="")


def _of_module(programme: Programme, module: Module, tasks: list[Task], items: Collection[str]) -> Activity:
    """Return a module's activity; the column of its only task is its own unless the task has an activity itself."""
    marked = [task for task in tasks if task.is_graded]
    graded = marked[0] if len(marked) == 1 and marked[0].key not in items else None
    return Activity(
        item=module.key,
        content_key=content_key(programme.key, module.key),
        title=module.title,
        text=module.summary,
        minutes=module.minutes,
        is_task=False,
        graded=graded,
        column_key=content_key(programme.key, graded.key) if graded else "",
    )


def _of_task(programme: Programme, task: Task) -> Activity:
    module = programme.module(task.module)
    text = f"Task for {module.title}" if module else ""
    key, graded = content_key(programme.key, task.key), task if task.is_graded else None
    column = key if graded else ""
    return Activity(task.key, key, task.title, text, task.minutes, is_task=True, graded=graded, column_key=column)
