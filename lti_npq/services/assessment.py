"""Tasks as a participant meets them: drafting, handing in, where each of them stands."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_npq.domain import assessment as rules
from lti_npq.domain.assessment import Outcome, TaskState
from lti_npq.domain.participant import Role
from lti_npq.domain.programme import Task
from lti_npq.domain.score import Score
from lti_npq.errors import Conflict, Forbidden, NotFound
from lti_npq.services import reaching, statements
from lti_npq.services.attempts import AttemptView, attempt_view, task_as_handed_in
from lti_npq.services.content import Library
from lti_npq.services.engagement import refuse_excess
from lti_npq.services.grades import Grade, grade_of_submission
from lti_npq.services.visits import Visit
from lti_npq.storage.models import Submission, TaskDraft
from lti_npq.storage.queries import assessment, study
from lti_npq.storage.queries.assessment import Attempt
from lti_npq.storage.upsert import save


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a participant is with a task."""

    state: TaskState
    moment: datetime | None = None
    """Of the last change."""
    score: Score | None = None


NOT_BEGUN = Standing(TaskState.OPEN)


@dataclass(frozen=True, slots=True)
class TaskView:
    """Everything that a task's page shows a participant."""

    task: Task
    state: TaskState
    draft: Mapping[str, str]
    saved_at: datetime | None
    words: int
    attempts: list[AttemptView]
    grade: Grade | None
    """The way of the newest mark to the LMS's gradebook; None while none stands."""
    handed_in: Task | None = None
    """The task as it was when the newest answer was handed in, where that is to be shown."""
    is_withdrawn: bool = False
    """Whether an update of the content took the task away."""


def find_task(visit: Visit, task_key: str) -> Task:
    """Return a task of the programme that may be read and answered now.

    Raises:
        NotFound: If it has no such task, or one that is not open.
    """
    task = visit.programme.task(task_key)
    if task is None or task not in visit.programme.open_tasks:
        raise NotFound("This programme has no such task, or it is not open yet.")
    return task


def task_view(session: Session, visit: Visit, task_key: str) -> TaskView:
    """Return a task with the visitor's draft and attempts.

    A task that came back starts from what was handed in before, so that nothing has to be typed twice.
    """
    return _view_of(session, visit, find_task(visit, task_key))


def task_view_to_read(session: Session, library: Library, visit: Visit, task_key: str) -> TaskView:
    """Return a task as `task_view` does, with what it asked when the newest answer was handed in.

    A task that an update of the content took away can be read too, by whoever had handed something in.

    Raises:
        NotFound: If it is not open, and nothing was handed in.
    """
    newest = next(iter(assessment.attempts(session, visit.enrolment_id, task_key)), None)
    then = task_as_handed_in(session, library, visit.programme, newest.submission) if newest else None
    is_withdrawn = then is not None and task_key not in {task.key for task in visit.programme.open_tasks}
    task = then if then and is_withdrawn else find_task(visit, task_key)
    return replace(_view_of(session, visit, task), handed_in=then, is_withdrawn=is_withdrawn)


def _view_of(session: Session, visit: Visit, task: Task) -> TaskView:
    attempts = [attempt_view(attempt) for attempt in assessment.attempts(session, visit.enrolment_id, task.key)]
    # A part that an update of the content took away has no field any more, and must not count words unseen.
    keys = {part.key for part in task.parts}
    parts = [part for part in assessment.draft(session, visit.enrolment_id, task.key) if part.part_key in keys]
    state = _state(attempts, drafted=any(part.text.strip() for part in parts))
    draft = {part.part_key: part.text for part in parts}
    if state is TaskState.RETURNED:
        draft = {key: text for key, text in attempts[0].answers.items() if key in keys} | draft
    saved_at = max((part.saved_at for part in parts), default=None)
    grade = _grade(session, attempts[0]) if state is TaskState.MARKED else None
    return TaskView(task, state, draft, saved_at, rules.total_words(draft), attempts, grade)


def _grade(session: Session, newest: AttemptView) -> Grade | None:
    owed = assessment.owed_score(session, newest.submission_id)
    return grade_of_submission(owed, newest.submission_id)


def standings(session: Session, visit: Visit) -> dict[str, Standing]:
    """Return the visitor's standing in every task begun, by task key."""
    drafts = assessment.drafted_tasks(session, visit.enrolment_id)
    found = {key: Standing(TaskState.DRAFT, part.saved_at) for key, part in drafts.items()}
    # Oldest first, so that the newest attempt has the last word.
    for attempt in reversed(assessment.attempts(session, visit.enrolment_id)):
        found[attempt.submission.task_key] = _standing(attempt)
    compared = assessment.practice_answers(session, visit.enrolment_id) if visit.programme.practice_cases else {}
    return found | {key: Standing(TaskState.COMPARED, answer.compared_at) for key, answer in compared.items()}


def save_draft(session: Session, visit: Visit, task_key: str, part_key: str, text: str, now: datetime) -> None:
    """Keep a draft of one part, over what was there.

    Raises:
        Conflict: If the task is with the facilitator.
    """
    task = task_to_write(session, visit, task_key)
    if part_key not in {part.key for part in task.parts}:
        raise NotFound("This task has no such part.")
    refuse_excess(text)
    key = {"enrolment_id": visit.enrolment_id, "task_key": task.key, "part_key": part_key}
    save(session, TaskDraft, key, {"text": text, "saved_at": now})


def save_whole_draft(session: Session, visit: Visit, task_key: str, answers: Mapping[str, str], now: datetime) -> None:
    """Keep a draft of all parts at once."""
    for part in find_task(visit, task_key).parts:
        if part.key in answers:
            save_draft(session, visit, task_key, part.key, answers[part.key], now)


def fingerprint(task: Task, draft: Mapping[str, str]) -> str:
    """Return a short text that changes with a task and its draft: whether what was read is what is handed in."""
    return hashlib.sha256(repr((task, sorted(draft.items()))).encode()).hexdigest()[:16]


def submit(session: Session, visit: Visit, task_key: str, read: str, now: datetime) -> AttemptView:
    """Hand the draft in, if it is still the one that was read.

    Args:
        read: The `fingerprint` of the task and the draft that the participant saw before deciding.

    Raises:
        ChangedSince: If it was changed in the meantime, in another tab or on another device, or the task by an update.
        NotReady: If a part is empty or the limit is passed.
        Conflict: If it was handed in already, here or in another tab, or if nobody marks it.
    """
    task = task_to_write(session, visit, task_key)
    require_marked(task)
    view = task_view(session, visit, task_key)
    if fingerprint(task, view.draft) != read:
        where = "in another tab, on another device or by an update"
        raise ChangedSince(f"Your answer, or the task, was changed since you read it, {where}.")
    errors = rules.submission_errors(task, view.draft)
    if errors:
        raise NotReady(errors)
    submission = Submission(
        id=uuid4(),
        enrolment_id=visit.enrolment_id,
        task_key=task.key,
        number=len(view.attempts) + 1,
        package_version=visit.programme.version,
        answers={part.key: view.draft[part.key] for part in task.parts},
        words=view.words,
        resource_link_id=visit.resource_link_id,
        xapi_registration=str(visit.xapi_registration),
        submitted_at=now,
    )
    session.add(submission)
    _flush_or_conflict(session, "This task was handed in already.")
    assessment.discard_draft(session, visit.enrolment_id, task.key)
    statements.tell_submission(session, visit, task, submission.number, submission.id, now)
    reaching.notice(session, visit, now)
    return attempt_view(Attempt(submission, None, None))


class ChangedSince(Conflict):
    """What would be handed in is not what the participant read."""


class NotReady(Conflict):
    """An answer that cannot be handed in yet."""

    status = 422
    title = "Your answer is not ready to hand in"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def require_marked(task: Task) -> None:
    """Refuse to have a task handed in that no facilitator marks.

    Raises:
        Conflict: If it is one.
    """
    if not task.is_graded:
        raise Conflict("Nobody marks this task, so it is not handed in.", advice="Compare your answer yourself.")


def task_to_write(session: Session, visit: Visit, task_key: str) -> Task:
    """Return a task that the visitor may write to now, and have their other requests wait.

    Raises:
        Forbidden: If they are no participant.
        Conflict: If it is with the facilitator.
    """
    if visit.role is not Role.PARTICIPANT:
        raise Forbidden("Only participants answer tasks.")
    visit.require_open()
    study.hold_enrolment(session, visit.enrolment_id)
    view = task_view(session, visit, task_key)
    if not view.state.may_write:
        raise Conflict("This task is handed in; it can be changed again if your facilitator returns it.")
    return view.task


def _state(attempts: list[AttemptView], *, drafted: bool) -> TaskState:
    if not attempts:
        return TaskState.DRAFT if drafted else TaskState.OPEN
    marking = attempts[0].marking
    if marking is None:
        return TaskState.SUBMITTED
    return TaskState.RETURNED if marking.outcome is Outcome.RETURNED else TaskState.MARKED


def _standing(attempt: Attempt) -> Standing:
    view = attempt_view(attempt)
    state = _state([view], drafted=False)
    if view.marking is None:
        return Standing(state, view.submitted_at)
    score = Score(view.marking.points, view.marking.maximum) if state is TaskState.MARKED else None
    return Standing(state, view.marking.marked_at, score)


def _flush_or_conflict(session: Session, words: str) -> None:
    """Write now; a row that another request wrote first is a conflict, not a crash."""
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(words) from None
