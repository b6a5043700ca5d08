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
    return placed(programme, {item for module in programme.modules for item in (module.key, *module.tasks)})


def placed(programme: Programme, items: Collection[str]) -> list[Activity]:
    """Return the activities for these modules and tasks, in the programme's order whatever the order of choosing."""
    activities = []
    for module in programme.modules:
        tasks = [task for key in module.tasks if (task := programme.task(key))]
        if module.key in items:
            activities.append(_of_module(programme, module, tasks, items))
        activities += [_of_task(programme, task) for task in tasks if task.key in items]
    return activities


def home_of(programme: Programme) -> Activity:
    """Return the one activity that opens all of a programme."""
    minutes = sum(module.minutes for module in programme.modules)
    key = content_key(programme.key)
    return Activity("", key, programme.title, "", minutes, is_task=False, graded=None, column_key="")


def _of_module(programme: Programme, module: Module, tasks: list[Task], items: Collection[str]) -> Activity:
    """Return a module's activity; the column of its only task is its own unless the task has an activity itself."""
    graded = tasks[0] if len(tasks) == 1 and tasks[0].key not in items else None
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
    key = content_key(programme.key, task.key)
    return Activity(task.key, key, task.title, text, task.minutes, is_task=True, graded=task, column_key=key)
