"""What is on its way, what waits and what failed, for those who look after the installation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, true, update
from sqlalchemy.orm import Session

from lti_npq.services.delivery.columns import is_owed
from lti_npq.services.delivery.pace import rate
from lti_npq.storage.models import (
    Destination,
    LtiDeployment,
    LtiRegistration,
    NoticeSubscription,
    OwedScore,
    OwedStatement,
    PlatformPace,
    QuarantinedStatement,
    Statement,
)
from lti_npq.storage.models.destinations import Paced
from lti_npq.storage.upsert import insert_if_absent


@dataclass(frozen=True, slots=True)
class Fares:
    """How a receiver fares."""

    trouble: str | None
    """What its last attempt met, in words."""
    failures: int
    """Attempts in a row that failed."""
    retry_at: datetime | None
    """Left alone until then."""
    denied_at: datetime | None
    """Since when it does not let us in, which somebody has to mend."""
    paused_at: datetime | None
    """Since when a person has had nothing sent to it."""
    per_minute: float
    """Delivered of late."""
    delivered: int
    attempts: int
    failed_attempts: int
    seconds: float
    latencies: list[int]

    @classmethod
    def of(cls, pace: Paced, now: datetime) -> "Fares":
        """Take over what is kept of its pace."""
        return cls(
            trouble=pace.trouble,
            failures=pace.failures,
            retry_at=pace.retry_at if pace.retry_at and pace.retry_at > now else None,
            denied_at=pace.denied_at,
            paused_at=pace.paused_at,
            per_minute=rate(pace, now),
            delivered=pace.delivered,
            attempts=pace.attempts,
            failed_attempts=pace.failed_attempts,
            seconds=pace.seconds,
            latencies=list(pace.latencies),
        )

    @property
    def in_words(self) -> str:
        """Return its state in a few words."""
        if self.paused_at:
            return "paused by hand"
        if self.denied_at:
            return "does not let us in"
        return "has trouble" if self.trouble else "in order"


@dataclass(frozen=True, slots=True)
class LrsOverview:
    """One Learning Record Store."""

    id: int
    name: str
    endpoint: str
    by_settings: bool
    """Whether the settings name it, so that it can be removed there only."""
    profile: dict[str, object]
    owed: int
    quarantined: int
    oldest: datetime | None
    """When the oldest statement still owed was stored."""
    past_owed: int
    """Statements of the past that it is yet to be sent, at most."""
    fares: Fares

    @property
    def trouble(self) -> str | None:
        """What its last attempt met, in words."""
        return self.fares.trouble


@dataclass(frozen=True, slots=True)
class PlatformOverview:
    """One LMS's gradebook."""

    id: int
    name: str
    owed: int
    failed: int
    """Of those owed, how many need a person."""
    oldest: datetime | None
    """When the oldest answer was handed in whose score is still owed."""
    fares: Fares


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
    platforms: list[PlatformOverview]
    """Those that are owed something, or were tried."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to deliver."""
        return not self.scores_owed and not any(store.owed or store.past_owed for store in self.stores)


def overview(session: Session, now: datetime) -> Overview:
    """Count what is owed, per destination."""
    undelivered = select(OwedScore).where(is_owed()).subquery()
    troubles = select(undelivered.c.trouble).where(undelivered.c.trouble.is_not(None)).distinct()
    return Overview(
        stores=stores(session, now),
        scores_owed=session.scalar(select(func.count()).select_from(undelivered)) or 0,
        scores_failed=session.scalar(select(func.count()).where(undelivered.c.final)) or 0,
        score_troubles=[trouble for trouble in session.scalars(troubles) if trouble],
        notice_troubles=notice_troubles(session),
        platforms=platforms(session, now),
    )


def stores(session: Session, now: datetime) -> list[LrsOverview]:
    """Return how each Learning Record Store fares."""
    active = select(Destination).where(Destination.active).order_by(Destination.id)
    return [_of_store(session, destination, now) for destination in session.scalars(active)]


def platforms(session: Session, now: datetime, tenant_id: int | None = None) -> list[PlatformOverview]:
    """Return how the gradebook of each LMS fares; only a provider's own if one is named."""
    wanted = select(LtiRegistration.id, LtiRegistration.name).where(LtiRegistration.removed_at.is_(None))
    if tenant_id is not None:
        wanted = wanted.where(LtiRegistration.tenant_id == tenant_id)
    scores = _owed_scores(session)
    paces = {pace.registration_id: pace for pace in session.scalars(select(PlatformPace))}
    fresh = PlatformPace(failures=0, attempts=0, failed_attempts=0, delivered=0, seconds=0.0, latencies=[], recent=[])
    found = []
    for id_, name in session.execute(wanted.order_by(LtiRegistration.name, LtiRegistration.id)):
        if id_ in scores or id_ in paces:
            owed, failed, oldest = scores.get(id_, (0, 0, None))
            found.append(PlatformOverview(id_, name, owed, failed, oldest, Fares.of(paces.get(id_, fresh), now)))
    return found


def _owed_scores(session: Session) -> dict[int, tuple[int, int, datetime | None]]:
    """Return how many scores each LMS is owed, how many of them need a person, and since when the oldest."""
    failed = func.sum(case((OwedScore.final, 1), else_=0))
    counts = select(OwedScore.registration_id, func.count(), failed, func.min(OwedScore.submitted_at))
    rows = session.execute(counts.where(is_owed()).group_by(OwedScore.registration_id))
    return {id_: (owed, needing, oldest) for id_, owed, needing, oldest in rows}


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
    """Give scores and statements that were set aside another try, and every receiver at once; return how many."""
    scores = session.execute(
        update(OwedScore).where(~OwedScore.delivered).values(final=False, retry_at=None).returning(OwedScore.id)
    )
    session.execute(update(NoticeSubscription).values(final=False, retry_at=None))
    session.execute(update(PlatformPace).values(retry_at=None))
    return len(scores.all()) + retry_statements(session)


def retry_statements(session: Session, destination_id: int | None = None, sequence: int | None = None) -> int:
    """Give statements that were set aside another try, at one destination or only one of them; return how many."""
    wanted = select(QuarantinedStatement.destination_id, QuarantinedStatement.sequence)
    if destination_id is not None:
        wanted = wanted.where(QuarantinedStatement.destination_id == destination_id)
    if sequence is not None:
        wanted = wanted.where(QuarantinedStatement.sequence == sequence)
    rows = [{"destination_id": at, "sequence": number} for at, number in session.execute(wanted)]
    for row in rows:
        insert_if_absent(session, OwedStatement, row)
        session.execute(delete(QuarantinedStatement).filter_by(**row))
    here = Destination.id == destination_id if destination_id is not None else true()
    session.execute(update(Destination).where(here).values(retry_at=None))
    return len(rows)


def _of_store(session: Session, destination: Destination, now: datetime) -> LrsOverview:
    owed = OwedStatement.destination_id == destination.id
    first = session.scalar(select(func.min(OwedStatement.sequence)).where(owed))
    aside = select(func.count()).select_from(QuarantinedStatement)
    return LrsOverview(
        id=destination.id,
        name=destination.name,
        endpoint=destination.endpoint,
        by_settings=destination.by_settings,
        profile=destination.profile,
        owed=session.scalar(select(func.count()).select_from(OwedStatement).where(owed)) or 0,
        quarantined=session.scalar(aside.where(QuarantinedStatement.destination_id == destination.id)) or 0,
        oldest=session.scalar(select(Statement.stored_at).where(Statement.sequence == first)) if first else None,
        past_owed=(destination.fill_until or 0) - (destination.fill_after or 0),
        fares=Fares.of(destination, now),
    )
