"""Whether the minutes of pages and tasks come to the hours that are planned."""

from collections.abc import Iterator

from lti_npq.domain.coverage import cycles_without_task
from lti_npq.domain.durations import in_words
from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject

_TOLERANCE = 0.1
"""The share by which minutes may differ from what is planned: honest estimates are no closer."""


def study_hours(subject: Subject) -> Iterator[Problem]:
    programme = subject.programme
    stated = programme.study_minutes
    declared = programme.shortfall.minutes if programme.shortfall else 0
    planned = round(programme.hours.study * 60)
    place = subject.traces.place(programme.key, "hours")
    if planned and _differs(stated + declared, planned):
        message = (
            f"the package states {_hours(stated + declared, declared)} of study where {in_words(planned)} are planned"
        )
        fix = "correct the minutes, the hours, or declare a 'shortfall' with its reason"
        yield Problem.at(place, "warning", "planned-hours", message, fix)
    elif planned and programme.shortfall:
        message = f"{in_words(declared)} of {in_words(planned)} of study are declared to be missing"
        fix = f"nothing to mend: {programme.shortfall.reason}"
        yield Problem.at(place, "information", "planned-hours", message, fix)


def formative_hours(subject: Subject) -> Iterator[Problem]:
    programme = subject.programme
    stated = sum(task.minutes for task in programme.tasks if task.kind == "formative")
    planned = round(programme.hours.formative * 60)
    whole = programme.stages and not any(cycles_without_task(programme))
    if whole and planned and _differs(stated, planned):
        place = subject.traces.place(programme.key, "hours")
        message = f"the formative tasks state {in_words(stated)} where {in_words(planned)} are planned"
        yield Problem.at(place, "warning", "planned-hours", message, "correct the tasks' minutes or the hours")


def _differs(minutes: int, planned: int) -> bool:
    return abs(minutes - planned) > planned * _TOLERANCE


def _hours(minutes: int, declared: int) -> str:
    return in_words(minutes) + (f" ({in_words(declared)} of them declared to be missing)" if declared else "")
