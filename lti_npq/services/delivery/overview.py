"""What is on its way, what waits and what failed, for those who look after the installation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import (
    Destination,
    LtiDeployment,
    LtiRegistration,
    NoticeSubscription,
    OwedScore,
    OwedStatement,
    Statement,
)


@dataclass(frozen=True, slots=True)
class LrsOverview:
    """One LRS."""

    endpoint: str
    owed: int
    quarantined: int
    oldest: datetime | None
    """When the oldest statement still owed was stored."""
    trouble: str | None


@dataclass(frozen=True, slots=True)
class NoticeTrouble:
    """An LMS that was asked to tell of copied courses, in vain."""

    platform: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the outbox."""

    stores: list[LrsOverview]
    scores_owed: int
    scores_failed: int
    """Of those owed, how many need a person."""
    score_troubles: list[str]
    """The different reasons, in words."""
    notice_troubles: list[NoticeTrouble]
    """LMSs that do not take a subscription to their notices; nothing depends on it but the recognition of copies."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to deliver."""
        return not self.scores_owed and not any(store.owed for store in self.stores)


def overview(session: Session) -> Overview:
    """Count what is owed, per destination."""
    undelivered = select(OwedScore).where(~OwedScore.delivered).subquery()
    troubles = select(undelivered.c.trouble).where(undelivered.c.trouble.is_not(None)).distinct()
    active = select(Destination).where(Destination.active)
    return Overview(
        stores=[_of_store(session, destination) for destination in session.scalars(active)],
        scores_owed=session.scalar(select(func.count()).select_from(undelivered)) or 0,
        scores_failed=session.scalar(select(func.count()).where(undelivered.c.final)) or 0,
        score_troubles=[trouble for trouble in session.scalars(troubles) if trouble],
        notice_troubles=notice_troubles(session),
    )


def notice_troubles(session: Session, tenant_id: int | None = None) -> list[NoticeTrouble]:
    """Return the LMSs whose notices could not be subscribed to; only a provider's own if one is named."""
    wanted = (
        select(LtiRegistration.name, NoticeSubscription.trouble)
        .join(LtiDeployment, LtiDeployment.registration_id == LtiRegistration.id)
        .join(NoticeSubscription, NoticeSubscription.deployment_id == LtiDeployment.id)
        .where(NoticeSubscription.subscribed_at.is_(None), NoticeSubscription.trouble.is_not(None))
        .where(LtiRegistration.removed_at.is_(None))
        .distinct()
        .order_by(LtiRegistration.name, NoticeSubscription.trouble)
    )
    if tenant_id is not None:
        wanted = wanted.where(LtiRegistration.tenant_id == tenant_id)
    return [NoticeTrouble(name, trouble or "") for name, trouble in session.execute(wanted)]


def retry_failed(session: Session) -> int:
    """Give scores and statements that were set aside another try; return how many."""
    scores = session.execute(
        update(OwedScore).where(~OwedScore.delivered).values(final=False, retry_at=None).returning(OwedScore.id)
    )
    session.execute(update(NoticeSubscription).values(final=False, retry_at=None))
    return len(scores.all()) + retry_statements(session)


def retry_statements(session: Session) -> int:
    """Give statements that were set aside another try; return how many."""
    statements = session.execute(
        update(OwedStatement)
        .where(OwedStatement.quarantined_at.is_not(None))
        .values(quarantined_at=None, reason=None)
        .returning(OwedStatement.sequence)
    )
    session.execute(update(Destination).values(retry_at=None))
    return len(statements.all())


def _of_store(session: Session, destination: Destination) -> LrsOverview:
    owed = select(func.count(), func.min(Statement.stored_at)).select_from(OwedStatement)
    owed = owed.join(Statement, Statement.sequence == OwedStatement.sequence)
    owed = owed.where(OwedStatement.destination_id == destination.id)
    waiting, oldest = session.execute(owed.where(OwedStatement.quarantined_at.is_(None))).one()
    quarantined = session.execute(owed.where(OwedStatement.quarantined_at.is_not(None))).one()[0]
    return LrsOverview(destination.endpoint, waiting, quarantined, oldest, destination.trouble)
