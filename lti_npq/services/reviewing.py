"""A launch from a gradebook's cell, to see what one person handed in. Source: LTI Submission Review 1.0, 3."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role
from lti_npq.errors import LaunchRefused
from lti_npq.platforms.launch import Launch, SubmissionReview
from lti_npq.platforms.registration import Registration
from lti_npq.services.enrolment import Enrolled
from lti_npq.services.targets import Target
from lti_npq.storage.queries import assessment


class NothingToReview(LaunchRefused):
    """A person who has not handed in what the gradebook's column is for."""

    status = 404
    title = "There is nothing to look at yet"
    advice = "Go back to the gradebook. As soon as the person hands the task in, it can be opened from there."


class WorkNotNamed(LaunchRefused):
    """A gradebook that does not say for which of several tasks somebody's work is to be shown."""

    status = 404
    title = "It is not clear which work you mean"
    advice = "Open the activity from your course instead; facilitators find what was handed in under “Marking”."


def review(
    session: Session,
    registration: Registration,
    launch: Launch,
    asked: SubmissionReview,
    enrolled: Enrolled,
    target: Target,
    role: Role,
) -> tuple[str, UUID]:
    """Return the task and the newest submission that a submission review is for.

    Raises:
        LaunchRefused: If whoever asks may not see it.
        WorkNotNamed: If there is no column, and the activity is not for one task.
        NothingToReview: If nothing was handed in, or neither the column nor the activity is one of this course's tasks.
    """
    own = role is Role.PARTICIPANT and asked.subject == launch.subject
    if role is not Role.FACILITATOR and not own:
        raise LaunchRefused("what somebody else handed in is for facilitators", status=403)
    task_key = _task_key(session, asked, enrolled, target)
    found = assessment.newest_submission_id(
        session, enrolled.context_id, target.programme.key, registration.id, asked.subject, task_key
    )
    if found is None:
        raise NothingToReview("nothing has been handed in for this task yet")
    return task_key, found


def _task_key(session: Session, asked: SubmissionReview, enrolled: Enrolled, target: Target) -> str:
    column = asked.line_item_url
    task_key = assessment.task_of_column(session, enrolled.context_id, target.programme.key, column) if column else None
    if task_key is None and target.only_task is not None:
        task_key = target.only_task.key
    if task_key is None and column is None:
        raise WorkNotNamed(
            "your LMS does not say which column of its gradebook you chose, and this activity is not for one alone"
        )
    if task_key is None or target.programme.task(task_key) is None:
        raise NothingToReview("the gradebook's column belongs to no task here")
    return task_key


def named_submission(session: Session, launch: Launch, enrolled: Enrolled, target: Target) -> UUID | None:
    """Return the submission that an activity's address names, for LMSs that open what a score told them.

    One of another course or programme is as good as none.
    """
    named = parse_qs(urlsplit(launch.target_link_uri).query).get("submission", [""])[0]
    try:
        submission_id = UUID(named)
    except ValueError:
        return None
    entry = assessment.queue_entry(session, enrolled.context_id, target.programme.key, submission_id)
    return entry.submission.id if entry else None
