"""The rules of tasks: what may be handed in or compared, and what a mark must say."""

from collections.abc import Mapping
from enum import StrEnum

from lti_npq.domain.programme import Task

MAXIMUM_CHARACTERS = 60_000
"""Of one text that a person writes: far above any word limit, so that only an accident or an attack meets it."""


class TaskState(StrEnum):
    """Where a participant stands with a task."""

    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MARKED = "marked"
    COMPARED = "compared"
    """A practice case, answered and held against what a strong answer attends to."""
    LATER = "later"
    """A summative case whose window is not open."""

    @property
    def may_write(self) -> bool:
        """Whether a draft may be changed and handed in."""
        return self in {TaskState.OPEN, TaskState.DRAFT, TaskState.RETURNED}


class Outcome(StrEnum):
    """What a facilitator decides about a submission."""

    MARKED = "marked"
    RETURNED = "returned"


def word_count(text: str) -> int:
    """Count words as word processors do: runs of characters between white space."""
    return len(text.split())


def total_words(answers: Mapping[str, str]) -> int:
    return sum(word_count(text) for text in answers.values())


def submission_errors(task: Task, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what an answer to a task still lacks, by part key or `all`; empty when it is complete."""
    errors = {
        part.key: f"Write your answer to “{part.title}”."
        for part in task.parts
        if not answers.get(part.key, "").strip()
    }
    words = total_words(answers)
    if words > task.words:
        errors["all"] = f"Your answer has {words:,} words and the limit is {task.words:,}. Cut {words - task.words:,}."
    return errors


def submission_warnings(task: Task, answers: Mapping[str, str]) -> list[str]:
    """Return what a participant should look at once more before handing in."""
    warnings = [
        "Check that nobody can be recognised: no names of pupils, colleagues or families, and not your school's."
    ]
    words = total_words(answers)
    if words < task.words // 4:
        warnings.append(f"Your answer has {words:,} of up to {task.words:,} words. Have you said all you want to say?")
    return warnings


def marking_errors(task: Task, levels: Mapping[str, int], feedback: str, outcome: str) -> dict[str, str]:
    """Return what is missing from a mark, by criterion key, `feedback` or `outcome`; empty when it is complete."""
    errors = {}
    if outcome not in set(Outcome):
        errors["outcome"] = "Choose whether the answer is marked or goes back for another attempt."
    for criterion in task.criteria:
        given, offered = levels.get(criterion.key), {level.points for level in criterion.levels}
        if given not in offered and (given is not None or outcome != Outcome.RETURNED):
            errors[criterion.key] = f"Choose a level for “{criterion.title}”."
    if not feedback.strip():
        errors["feedback"] = "Write a sentence or two of feedback: it is what the participant will act on."
    return errors


def points(task: Task, levels: Mapping[str, int]) -> int:
    """Return the points that a set of levels adds up to."""
    return sum(levels.get(criterion.key, 0) for criterion in task.criteria)
