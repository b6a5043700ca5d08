"""Work that is done every so often, once, however many processes there are."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from lti_npq.services import housekeeping
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import PeriodicWork
from lti_npq.storage.upsert import insert_if_absent

log = logging.getLogger(__name__)

_LEASE = timedelta(minutes=15)
"""After that, whoever was at it is taken for dead."""
_FIRST = datetime.fromisoformat("2000-01-01T00:00:00+00:00")

Do = Callable[[Engine, Settings, datetime], None]


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work."""

    name: str
    every: timedelta
    do: Do
    """Makes its own transactions."""


def _forget_expired(engine: Engine, _settings: Settings, now: datetime) -> None:
    with Session(engine) as session, session.begin():
        housekeeping.forget_expired(for_writing(session), now)


WORKS: Sequence[Work] = (
    Work("close silent sittings", timedelta(minutes=1), housekeeping.close_silent_sittings),
    Work("forget expired", timedelta(minutes=10), _forget_expired),
    Work("forget uploads", timedelta(minutes=10), housekeeping.forget_uploads),
    Work("forget removed stores", timedelta(minutes=10), housekeeping.forget_removed_stores),
    Work("forget stretches", timedelta(days=1), housekeeping.forget_stretches),
    Work("forget old statements", timedelta(days=1), housekeeping.forget_old_statements),
)


def run_due(engine: Engine, settings: Settings, now: datetime, works: Sequence[Work] = WORKS) -> list[str]:
    """Do what is due and nobody else is at; return the names. What fails is logged and tried again next time."""
    done = []
    for work in _that_are_due(engine, now, works):
        if _take(engine, work, now):
            try:
                work.do(engine, settings, now)
            except Exception:
                # A supervisor's catch: one kind of work must not keep the others from being done.
                log.exception("periodic work failed: %s", work.name)
            _finish(engine, work, now)
            done.append(work.name)
    return done


def _that_are_due(engine: Engine, now: datetime, works: Sequence[Work]) -> list[Work]:
    """Look without writing, since mostly nothing is."""
    with Session(engine) as session:
        due = {row.name: row.due_at for row in session.scalars(select(PeriodicWork))}
    return [work for work in works if not now < due.get(work.name, _FIRST) <= now + 2 * work.every]


def _take(engine: Engine, work: Work, now: datetime) -> bool:
    """Whether the work is due, and now ours."""
    row = PeriodicWork.__table__.c
    # A date far ahead was set by a clock that was set back since.
    is_due = (row.due_at <= now) | (row.due_at > now + 2 * work.every)
    is_free = row.leased_until.is_(None) | (row.leased_until <= now) | (row.leased_until > now + 2 * _LEASE)
    taking = update(PeriodicWork).where(row.name == work.name, is_due, is_free).values(leased_until=now + _LEASE)
    with Session(engine) as session, session.begin():
        for_writing(session)
        insert_if_absent(session, PeriodicWork, {"name": work.name, "due_at": _FIRST, "leased_until": None})
        return session.execute(taking).rowcount == 1  # type: ignore[attr-defined,no-any-return]  # an UPDATE has one


def _finish(engine: Engine, work: Work, now: datetime) -> None:
    with Session(engine) as session, session.begin():
        row = for_writing(session).get_one(PeriodicWork, work.name)
        row.due_at, row.leased_until = now + work.every, None
