"""Whether a task can be marked and prepared for."""

from collections.abc import Iterator

from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject


def few_levels(subject: Subject) -> Iterator[Problem]:
    for criterion in (each for task in subject.programme.tasks for each in task.criteria):
        if len(criterion.levels) < 2:
            place = subject.traces.place(criterion.key, "levels")
            message, fix = "this criterion has one level", "describe at least two, such as Not yet and Secure"
            yield Problem.at(place, "warning", "few-levels", message, fix)


def no_evidence(subject: Subject) -> Iterator[Problem]:
    for task in subject.programme.tasks:
        if task.kind == "formative" and not task.evidence:
            message, fix = "this task does not say what to bring along", "add 'evidence' to its keys"
            yield Problem.at(subject.traces.place(task.key), "information", "no-evidence", message, fix)
