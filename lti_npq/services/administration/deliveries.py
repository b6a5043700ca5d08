"""Grades that do not arrive, course by course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lti_npq.errors import Forbidden, NotFound
from lti_npq.services import audit
from lti_npq.services.delivery.overview import LrsOverview, retry_statements, stores
from lti_npq.storage.models import LineItem, LtiContext, LtiRegistration, OwedScore
from lti_npq.storage.queries.outbox import revive_scores, try_platform

_ASK = "Ask an administrator of the whole installation."


@dataclass(frozen=True, slots=True)
class CourseTrouble:
    """One course whose gradebook does not take what it is owed."""

    context_id: int
    course: str
    platform_id: int
    platform: str
    owed: int
    """Scores."""
    failed: int
    """Of those, how many need a person."""
    troubles: Sequence[str]
    """The different reasons, in words."""


def courses_in_trouble(session: Session, tenant_id: int | None = None) -> list[CourseTrouble]:
    """Return the courses with scores that met trouble; only a provider's own if one is named."""
    wanted = (
        select(
            LtiContext.id,
            LtiContext.title,
            LtiRegistration.id,
            LtiRegistration.name,
            OwedScore.trouble,
            func.count(),
            func.sum(case((OwedScore.final, 1), else_=0)),
        )
        .select_from(OwedScore)
        .join(LineItem, LineItem.id == OwedScore.line_item_id)
        .join(LtiContext, LtiContext.id == LineItem.context_id)
        .join(LtiRegistration, LtiRegistration.id == LtiContext.registration_id)
        .where(~OwedScore.delivered, OwedScore.trouble.is_not(None))
        .group_by(LtiContext.id, LtiContext.title, LtiRegistration.id, LtiRegistration.name, OwedScore.trouble)
        .order_by(LtiContext.id)
    )
    if tenant_id is not None:
        wanted = wanted.where(LtiRegistration.tenant_id == tenant_id)
    by_course = groupby(session.execute(wanted), key=lambda row: tuple(row[:4]))
    return [_of_course(course, [tuple(row[4:]) for row in rows]) for course, rows in by_course]


def stores_in_trouble(session: Session, now: datetime, tenant_id: int | None = None) -> list[LrsOverview]:
    """Return the Learning Record Stores that met trouble; none to a provider's own administrators."""
    return [store for store in stores(session, now) if store.trouble] if tenant_id is None else []


def send_again(session: Session, context_id: int, now: datetime, *, who: str, tenant_id: int | None = None) -> None:
    """Give every score that a course is still owed another try.

    Raises:
        NotFound: If there is no such course, or it is another provider's.
    """
    course = session.get(LtiContext, context_id)
    platform = session.get(LtiRegistration, course.registration_id) if course else None
    if course is None or platform is None or tenant_id not in {None, platform.tenant_id}:
        raise NotFound(f"There is no course with the number {context_id}.")
    revive_scores(session, context_id)
    try_platform(session, platform.id)
    audit.note(
        session,
        who=who,
        action="had grades sent again",
        subject=course.title,
        detail=platform.name,
        tenant_id=platform.tenant_id,
        now=now,
    )


def send_statements_again(session: Session, now: datetime, *, who: str, tenant_id: int | None = None) -> None:
    """Give every statement that a Learning Record Store refused another try.

    Raises:
        Forbidden: To a provider's administrator, since all providers share the stores.
    """
    if tenant_id is not None:
        raise Forbidden("The Learning Record Stores belong to the whole installation.", advice=_ASK)
    retry_statements(session)
    audit.note(session, who=who, action="had statements sent again", subject="Learning Record Stores", now=now)


def _of_course(course: tuple[int, str, int, str], met: list[tuple[str, int, int]]) -> CourseTrouble:
    """Sum up what a course's scores met: each trouble, how often, and for how many a person is needed."""
    return CourseTrouble(
        *course,
        owed=sum(owed for _, owed, _ in met),
        failed=sum(failed for *_, failed in met),
        troubles=[trouble for trouble, *_ in met],
    )
