"""Who is in a course."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_npq.storage.models import (
    Enrolment,
    LtiUser,
    Marking,
    Membership,
    ModuleProgress,
    Submission,
    ToolSession,
)
from lti_npq.storage.upsert import insert_those_absent

_AT_ONCE = 200
"""Rows of one statement; databases limit how many values one may carry."""


class Person(NamedTuple):
    """Somebody of a course: listed, enrolled, or both."""

    user: LtiUser
    membership: Membership | None
    enrolment: Enrolment | None


def memberships_by_subject(session: Session, context_id: int) -> dict[str, Membership]:
    """Return everybody whom a course's list ever named, by the LMS's own id."""
    wanted = select(LtiUser.subject, Membership).join(LtiUser, LtiUser.id == Membership.user_id)
    rows = session.execute(wanted.where(Membership.context_id == context_id))
    return {subject: entry for subject, entry in rows}  # noqa: C416


def people_called(session: Session, registration_id: int, subjects: Iterable[str]) -> dict[str, LtiUser]:
    """Return the people with these ids in one LMS, made where they are new, by id."""
    wanted = sorted(subjects)
    found: dict[str, LtiUser] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found |= _called(session, registration_id, some)
        if new := [subject for subject in some if subject not in found]:
            rows = [
                {"registration_id": registration_id, "subject": subject, "name": None, "is_test": False}
                for subject in new
            ]
            insert_those_absent(session, LtiUser, rows)
            found |= _called(session, registration_id, new)
    return found


def _called(session: Session, registration_id: int, subjects: Iterable[str]) -> dict[str, LtiUser]:
    wanted = select(LtiUser).where(LtiUser.registration_id == registration_id, LtiUser.subject.in_(subjects))
    return {person.subject: person for person in session.scalars(wanted)}


def people(session: Session, context_id: int, programme_key: str) -> list[Person]:
    """Return everybody of a course: whoever was ever listed in it or is enrolled on the programme there."""
    listed = select(LtiUser, Membership, Enrolment).join(Membership, Membership.user_id == LtiUser.id)
    enrolled = (Enrolment.user_id == LtiUser.id) & (Enrolment.context_id == context_id)
    enrolled &= Enrolment.programme_key == programme_key
    listed = listed.outerjoin(Enrolment, enrolled).where(Membership.context_id == context_id)
    found = [Person(*row) for row in session.execute(listed)]
    known = {person.user.id for person in found}
    others = select(LtiUser, Enrolment).join(Enrolment, enrolled).where(LtiUser.subject != "")
    return found + [
        Person(user, None, enrolment) for user, enrolment in session.execute(others) if user.id not in known
    ]


def last_uses(session: Session, context_id: int, programme_key: str) -> dict[int, datetime]:
    """Return when the sessions that there still are were last used, by enrolment."""
    used = select(Enrolment.id, func.max(ToolSession.last_used_at)).join(
        ToolSession, ToolSession.enrolment_id == Enrolment.id
    )
    used = used.where(Enrolment.context_id == context_id, Enrolment.programme_key == programme_key)
    return {number: moment for number, moment in session.execute(used.group_by(Enrolment.id))}  # noqa: C416


def modules_completed(session: Session, context_id: int, programme_key: str) -> dict[int, set[str]]:
    """Return the keys of the modules completed, by enrolment."""
    wanted = (
        select(ModuleProgress.enrolment_id, ModuleProgress.module_key)
        .join(Enrolment, Enrolment.id == ModuleProgress.enrolment_id)
        .where(Enrolment.context_id == context_id, Enrolment.programme_key == programme_key)
        .where(ModuleProgress.completed_at.is_not(None))
    )
    completed: dict[int, set[str]] = {}
    for enrolment_id, key in session.execute(wanted):
        completed.setdefault(enrolment_id, set()).add(key)
    return completed


def handed_in(session: Session, context_id: int, programme_key: str) -> dict[int, dict[str, str | None]]:
    """Return the outcome of the newest attempt at each task, None while it waits, by enrolment and task."""
    wanted = (
        select(Submission.enrolment_id, Submission.task_key, Marking.outcome)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .outerjoin(Marking, (Marking.submission_id == Submission.id) & Marking.latest)
        .where(Enrolment.context_id == context_id, Enrolment.programme_key == programme_key)
        .order_by(Submission.number)
    )
    newest: dict[int, dict[str, str | None]] = {}
    for enrolment_id, task_key, outcome in session.execute(wanted):
        newest.setdefault(enrolment_id, {})[task_key] = outcome
    return newest


def group_members(session: Session, context_id: int, group_id: str) -> set[int]:
    """Return the people of a group, by our own ids for them."""
    wanted = select(Membership.user_id, Membership.group_ids).where(Membership.context_id == context_id)
    return {user_id for user_id, group_ids in session.execute(wanted) if group_id in group_ids}
