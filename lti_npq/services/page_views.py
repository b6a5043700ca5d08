"""Views of pages: begun, credited with engaged time, ended, each end told with the time that was credited."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.domain import engaged_time
from lti_npq.domain.engaged_time import Beat, Credit, Heard
from lti_npq.domain.programme import Module, Page
from lti_npq.services import statements
from lti_npq.services.visits import Visit
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import PageView
from lti_npq.storage.queries import engagement as queries

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 500
_UNHEARD = Heard(None, 0)


@dataclass(frozen=True, slots=True)
class Report:
    """What a page says of itself: as it was sent, so every number may be nonsense."""

    view_key: UUID
    clock: float
    """What the page's own clock showed when this was sent, in milliseconds."""
    beats: tuple[Beat, ...]


def take_up(session: Session, visit: Visit, page: Page, view_key: UUID, now: datetime) -> PageView | None:
    """Return the view of that name, begun now if nobody heard of it; None if it is over or was of another page."""
    view = queries.page_view(session, visit.enrolment_id, view_key)
    if view is None:
        return _begin(session, visit, page, view_key, _UNHEARD, 1, now)
    return view if view.page_key == page.key and view.ended_at is None else None


def add_time(session: Session, visit: Visit, page: Page, report: Report, now: datetime) -> PageView | None:
    """Credit what a page reports; return its view, None if there is none under way.

    A page that is taken up again after its view was ended goes on as another part of it, as soon as time is credited.
    """
    view = queries.page_view(session, visit.enrolment_id, report.view_key)
    if view is not None and view.page_key != page.key:
        return None
    heard = Heard(view.clock_began, view.last_sequence) if view else _UNHEARD
    new = _credit(session, visit, heard, report, now)
    if view is None or view.ended_at is not None:
        if not new.stretches:
            return None
        view = _begin(session, visit, page, report.view_key, heard, view.part + 1 if view else 1, now)
    view.heard_at = now
    view.clock_began, view.last_sequence = new.heard.began, new.heard.sequence
    if new.stretches:
        kept = [(begun, ended) for begun, ended in view.stretches]
        view.stretches = engaged_time.merged([*kept, *new.stretches])
        view.engaged_ms += new.total
        view.engaged_until = view.stretches[-1][1]
    return view


def end(session: Session, visit: Visit, view: PageView, at: datetime, now: datetime) -> None:
    """End a view, and tell of it with the time that was credited."""
    view.ended_at = at
    session.flush()
    module, page = visit.programme.page(view.page_key) or (None, None)
    # Content that was updated since may no longer have the page; what was read of it stays.
    title = page.title if page else view.page_key
    statements.tell_page_view(session, visit, module, view, title, at, now)


def engaged_in(session: Session, visit: Visit, module: Module) -> timedelta | None:
    """Return how long somebody studied in a module; None where nothing was measured."""
    measured = queries.engaged_ms(session, visit.enrolment_id, [page.key for page in module.pages])
    return timedelta(milliseconds=measured) if measured else None


def forget_stretches(engine: Engine, now: datetime) -> None:
    """Forget the stretches of time that no report can meet any more; their sums stay."""
    before, last = milliseconds(now) - engaged_time.LONGEST_REACH, None
    while True:
        with Session(engine) as session:
            views = queries.views_with_old_stretches(session, before, after=last, at_once=_AT_ONCE)
        if not views:
            return
        # One small transaction after the other, so that nobody who studies waits for them.
        with Session(engine) as session, session.begin():
            queries.forget_stretches(for_writing(session), views)
        last = views[-1]


def _credit(session: Session, visit: Visit, heard: Heard, report: Report, now: datetime) -> Credit:
    at = milliseconds(now)
    since = engaged_time.could_reach_back(heard, report.beats, report.clock, at)
    return engaged_time.credit(
        heard,
        report.beats,
        report.clock,
        taken=queries.taken(session, visit.enrolment_id, since) if since < at else [],
        earliest=milliseconds(visit.opened_at),
        now=at,
    )


def _begin(
    session: Session, visit: Visit, page: Page, view_key: UUID, heard: Heard, part: int, now: datetime
) -> PageView:
    view = PageView(
        id=uuid4(),
        enrolment_id=visit.enrolment_id,
        xapi_session=visit.xapi_session,
        view_key=view_key,
        part=part,
        page_key=page.key,
        package_version=visit.programme.version,
        opened_at=now,
        heard_at=now,
        clock_began=heard.began,
        last_sequence=heard.sequence,
        stretches=[],
        engaged_ms=0,
        engaged_until=0,
    )
    session.add(view)
    return view


def milliseconds(moment: datetime) -> int:
    """Return a moment as `domain.engaged_time` counts it."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
