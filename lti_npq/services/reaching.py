"""Whether somebody took part as much as their programme asks for: noticed with the fact that makes it so."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from lti_npq.domain.assessment import Outcome
from lti_npq.domain.progress import Done
from lti_npq.domain.taking_part import amounts, is_reached, rule_version, share_reached
from lti_npq.services import statements
from lti_npq.services.visits import Visit
from lti_npq.storage.models import EngagementReached
from lti_npq.storage.queries import assessment, study
from lti_npq.storage.upsert import insert_if_absent


def notice(session: Session, visit: Visit, now: datetime, done: Done | None = None) -> None:
    """Store and tell, once per version of the rule, that it is met; `done` saves looking that up.

    Never where the package itself says that study is missing from it: all of a part is not all.
    """
    programme = visit.programme
    if not visit.records or programme.shortfall is not None or programme.to_come:
        return
    policy, hours = programme.engagement, programme.hours
    done = done or study.done(session, visit.enrolment_id)
    every_task = {task.key for task in programme.tasks}
    # Most of the time it could not be met even with every task done, and nothing needs to be looked up.
    if not is_reached(policy, share_reached(policy, hours, amounts(programme, done, every_task, every_task))):
        return
    handed_in, compared = _tasks_done(session, visit)
    share = share_reached(policy, hours, amounts(programme, done, handed_in, compared))
    if not is_reached(policy, share):
        return
    fact, version = uuid4(), rule_version(policy, hours)
    values = {"id": fact, "enrolment_id": visit.enrolment_id, "rule_version": version, "share": share}
    if insert_if_absent(session, EngagementReached, values | {"reached_at": now}) is not None:
        statements.tell_engagement(session, visit, share, version, fact, now)


def _tasks_done(session: Session, visit: Visit) -> tuple[set[str], set[str]]:
    """Return the keys of the tasks whose newest answer stands or waits, and of the practice cases compared."""
    newest = {}
    # Oldest first, so that the newest attempt has the last word.
    for attempt in reversed(assessment.attempts(session, visit.enrolment_id)):
        newest[attempt.submission.task_key] = attempt.marking.outcome if attempt.marking else None
    handed_in = {key for key, outcome in newest.items() if outcome != Outcome.RETURNED}
    return handed_in, set(assessment.practice_answers(session, visit.enrolment_id))
