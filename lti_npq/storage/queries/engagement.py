"""How long people studied, and sittings that went silent.

Every heartbeat runs the first of these, so each statement is built once, here.
"""

from collections.abc import Collection
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from lti_npq.domain.engaged_time import Stretch
from lti_npq.storage.base import table_of
from lti_npq.storage.models import Enrolment, LtiUser, PageView, ToolSession
from lti_npq.storage.prepared import Prepared
from lti_npq.storage.queries.launches import SESSION_PARTIES, SessionParties, parties_of

_ENROLMENT = bindparam("enrolment_id", type_=Integer)
_PEOPLE, _ENROLMENTS, _VIEWS, _SESSIONS = (table_of(model) for model in (LtiUser, Enrolment, PageView, ToolSession))
_OWN, _ANY = _ENROLMENTS.alias("own"), _ENROLMENTS.alias("any")
_HOLD: Prepared[int] = Prepared(
    select(_PEOPLE.c.id)
    .join(_OWN, _OWN.c.user_id == _PEOPLE.c.id)
    .where(_OWN.c.id == _ENROLMENT)
    .with_for_update(key_share=True, of=_PEOPLE),
    itemgetter(0),
)
_VIEW = (
    select(PageView)
    .where(
        PageView.enrolment_id == _ENROLMENT, PageView.view_key == bindparam("view_key", type_=PageView.view_key.type)
    )
    .order_by(PageView.part.desc())
    .limit(1)
)
_TAKEN: Prepared[list[Stretch]] = Prepared(
    select(_VIEWS.c.stretches)
    .join(_ANY, _ANY.c.id == _VIEWS.c.enrolment_id)
    .join(_OWN, _OWN.c.user_id == _ANY.c.user_id)
    .where(_OWN.c.id == _ENROLMENT, _VIEWS.c.engaged_until > bindparam("since", type_=_VIEWS.c.engaged_until.type)),
    itemgetter(0),
)
_NOTE_USE: Prepared[Any] = Prepared(
    update(_SESSIONS)
    .where(_SESSIONS.c.token_digest == bindparam("digest", type_=_SESSIONS.c.token_digest.type))
    .values(
        last_used_at=bindparam("used_at", type_=_SESSIONS.c.last_used_at.type),
        left_at=bindparam("gone_at", type_=_SESSIONS.c.left_at.type),
    ),
    tuple,
)


def hold_person(session: Session, enrolment_id: int) -> None:
    """Have other heartbeats of the same person wait until this transaction ends; on SQLite writers always do."""
    _HOLD.first(session, {"enrolment_id": enrolment_id})


def page_view(session: Session, enrolment_id: int, view_key: UUID) -> PageView | None:
    """Return the newest part of a page view."""
    return session.scalar(_VIEW, {"enrolment_id": enrolment_id, "view_key": view_key})


def taken(session: Session, enrolment_id: int, since: int) -> list[Stretch]:
    """Return what the person was credited with, in whatever course, as far as it reaches beyond a moment."""
    found = _TAKEN.all(session, {"enrolment_id": enrolment_id, "since": since})
    return [(begun, ended) for stretches in found for begun, ended in stretches if ended > since]


def engaged_ms(session: Session, enrolment_id: int, page_keys: Collection[str] | None = None) -> int:
    """Return how long somebody studied in a programme, or in some of its pages, in milliseconds."""
    summed = select(func.coalesce(func.sum(PageView.engaged_ms), 0)).where(PageView.enrolment_id == enrolment_id)
    if page_keys is not None:
        summed = summed.where(PageView.page_key.in_(page_keys))
    return int(session.scalars(summed).one())


def engaged_in_course(session: Session, context_id: int, programme_key: str) -> dict[int, int]:
    """Return the same by enrolment, for everybody in a course who was credited with anything."""
    summed = (
        select(PageView.enrolment_id, func.sum(PageView.engaged_ms))
        .join(Enrolment, Enrolment.id == PageView.enrolment_id)
        .where(Enrolment.context_id == context_id, Enrolment.programme_key == programme_key, PageView.engaged_ms > 0)
        .group_by(PageView.enrolment_id)
    )
    return {enrolment_id: int(sum_) for enrolment_id, sum_ in session.execute(summed)}


def views_of_sitting(session: Session, xapi_session: str) -> list[PageView]:
    """Return the page views of a sitting, in the order in which they were first heard of."""
    found = select(PageView).where(PageView.xapi_session == xapi_session).order_by(PageView.opened_at, PageView.id)
    return list(session.scalars(found))


def views_with_old_stretches(session: Session, before: int, *, after: UUID | None, at_once: int) -> list[UUID]:
    """Return some views whose last stretch ended before a moment, in the order of their ids.

    Args:
        after: Only those beyond this id.
    """
    old = select(PageView.id).where(PageView.engaged_until > 0, PageView.engaged_until < before)
    if after is not None:
        old = old.where(PageView.id > after)
    return list(session.scalars(old.order_by(PageView.id).limit(at_once)))


def forget_stretches(session: Session, views: Collection[UUID]) -> None:
    """Forget when somebody studied in these views; how long it was stays known."""
    forgetting = update(PageView).where(PageView.id.in_(views)).values(stretches=[], engaged_until=0)
    session.execute(forgetting.execution_options(synchronize_session=False))


def silent_session(session: Session, since: datetime, now: datetime) -> SessionParties | None:
    """Return a participant's session whose sitting is under way, and that was silent since then or has run out.

    No other worker gets the same at the same time.
    """
    silent = (
        SESSION_PARTIES.where(
            ToolSession.closed_at.is_(None),
            ToolSession.role == "participant",
            or_(ToolSession.last_used_at <= since, ToolSession.expires_at <= now),
        )
        .order_by(ToolSession.last_used_at)
        .limit(1)
        .with_for_update(skip_locked=True, of=ToolSession)
    )
    row = session.execute(silent).one_or_none()
    return parties_of(row) if row else None


def close_sitting(session: Session, token_digest: bytes, now: datetime) -> None:
    """Note that a sitting's end was told."""
    session.execute(update(ToolSession).where(ToolSession.token_digest == token_digest).values(closed_at=now))


def begin_sitting(session: Session, token_digest: bytes, xapi_session: str, now: datetime) -> str | None:
    """Have a closed session go on as a new sitting; return which that is, None where the session is gone.

    Of two requests at once only one begins it; the other gets the same.
    """
    ours = ToolSession.token_digest == token_digest
    begun: dict[str, Any] = {"xapi_session": xapi_session, "began_at": now, "left_at": None, "closed_at": None}
    session.execute(update(ToolSession).where(ours, ToolSession.closed_at.is_not(None)).values(**begun))
    return session.scalar(select(ToolSession.xapi_session).where(ours))


def note_use(session: Session, token_digest: bytes, now: datetime, left_at: datetime | None) -> None:
    """Note that a session was used, or left."""
    _NOTE_USE.run(session, {"digest": token_digest, "used_at": now, "gone_at": left_at})
