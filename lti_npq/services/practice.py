"""Practice cases: answered for oneself, then held against what a strong answer attends to. Nobody marks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.domain import assessment as rules
from lti_npq.domain.programme import Task
from lti_npq.errors import NotFound
from lti_npq.services import reaching, statements
from lti_npq.services.assessment import NotReady, find_task, task_to_write, task_view
from lti_npq.services.visits import Visit
from lti_npq.storage.models import PracticeAnswer
from lti_npq.storage.queries import assessment
from lti_npq.storage.upsert import save


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice case as it is being answered."""

    task: Task
    draft: Mapping[str, str]
    saved_at: datetime | None
    words: int
    compared_at: datetime | None
    """When it was last compared; None before the first time."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer beside what a strong one attends to."""

    task: Task
    answers: Mapping[str, str]
    words: int
    compared_at: datetime


def practice_view(session: Session, visit: Visit, task_key: str) -> PracticeView:
    """Return a practice case with what the visitor has written; another try starts from the last one."""
    view = task_view(session, visit, task_key)
    last = assessment.practice_answers(session, visit.enrolment_id).get(task_key)
    draft = {**(_known(view.task, last.answers) if last else {}), **view.draft}
    return PracticeView(view.task, draft, view.saved_at, rules.total_words(draft), last.compared_at if last else None)


def compare(session: Session, visit: Visit, task_key: str, now: datetime) -> None:
    """Take the draft as the answer to compare, over the one before.

    Raises:
        NotReady: If a part is empty or the limit is passed.
    """
    task = _practice_case(task_to_write(session, visit, task_key))
    draft = practice_view(session, visit, task_key).draft
    errors = rules.submission_errors(task, draft)
    if errors:
        raise NotReady(errors)
    key = {"enrolment_id": visit.enrolment_id, "task_key": task.key}
    values = {"package_version": visit.programme.version, "answers": dict(draft), "compared_at": now}
    save(session, PracticeAnswer, key, values)
    assessment.discard_draft(session, visit.enrolment_id, task.key)
    statements.tell_practice(session, visit, task, now)
    reaching.notice(session, visit, now)


def comparison(session: Session, visit: Visit, task_key: str) -> Comparison | None:
    """Return the visitor's answer as last compared; None if there is none."""
    task = _practice_case(find_task(visit, task_key))
    found = assessment.practice_answers(session, visit.enrolment_id).get(task.key)
    if found is None:
        return None
    answers = _known(task, found.answers)
    return Comparison(task, answers, rules.total_words(answers), found.compared_at)


def _known(task: Task, answers: Mapping[str, str]) -> dict[str, str]:
    """Leave out what answers a part that an update of the content took away."""
    return {part.key: answers[part.key] for part in task.parts if part.key in answers}


def _practice_case(task: Task) -> Task:
    if task.kind != "practice-case":
        raise NotFound("This programme has no such practice case.")
    return task
