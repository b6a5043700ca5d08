"""What recording a fact with its statement adds to a request, beside the two bare INSERTs of the same bytes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from uuid import uuid4

import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.domain.programme import Module, Page
from lti_npq.services import statements, visits
from lti_npq.services.content import Library
from lti_npq.services.files import content_store
from lti_npq.services.visits import Visit
from lti_npq.storage.database import for_writing, open_engine
from lti_npq.storage.models import PageRead
from lti_npq.storage.queries import engagement
from lti_npq.storage.queries.launches import SESSION_PARTIES, parties_of
from lti_npq.storage.upsert import insert_if_absent
from tests.benchmarks import tool
from tests.benchmarks.browser import Browser
from tests.benchmarks.platform import LAUNCH, BenchPlatform
from tests.benchmarks.results import Figure

ROUNDS = 400
"""Each of the three sides once; their medians are compared."""

_BARE_FACT = "INSERT INTO page_read (id, enrolment_id, page_key, package_version, read_at) VALUES (?, ?, ?, ?, ?)"
_BARE_STATEMENT = "INSERT INTO statement (statement_id, body, stored_at) VALUES (?, ?, ?)"

Extra = Callable[[Session, int], None]


def record_fact(folder: Path) -> Figure:
    """Milliseconds that a page read adds, with its statement, to a request that notes its session's use anyway."""
    with _launched(folder) as (engine, visit):
        recorder = _Recorder(visit)
        sides: list[Extra] = [lambda _session, _number: None, recorder.record, recorder.insert_bare]
        taken: list[list[tuple[float, float]]] = [[] for _ in sides]
        for number in range(ROUNDS):
            for side, kept in zip(sides, taken, strict=True):
                kept.append(_request(engine, visit, side, number))
    (base, base_cpu), (ours, ours_cpu), (bare, bare_cpu) = (
        [median(each) for each in zip(*kept, strict=True)] for kept in taken
    )
    return Figure(
        "record_fact",
        (ours - base) * 1_000,
        "ms added to a request",
        "sqlite3, the two bare INSERTs",
        (bare - base) * 1_000,
        {
            "cpu_value": (ours_cpu - base_cpu) * 1_000,
            "cpu_peer_value": (bare_cpu - base_cpu) * 1_000,
            "request_without": base * 1_000,
        },
    )


def _request(engine: Engine, visit: Visit, extra: Extra, number: int) -> tuple[float, float]:
    """Return the wall and CPU time of one transaction of a request, commit included."""
    wall, cpu = time.perf_counter(), time.thread_time()
    with Session(engine) as session, session.begin():
        engagement.note_use(for_writing(session), visit.token_digest, datetime.now(UTC), None)
        extra(session, number)
    return time.perf_counter() - wall, time.thread_time() - cpu


class _Recorder:
    """Records a page as read, each time another one: as the product does, or as two INSERTs of the same."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.module: Module = visit.programme.modules[0]
        self.page: Page = self.module.pages[0]
        self._numbers = count()

    def record(self, session: Session, _number: int) -> None:
        now, fact = datetime.now(UTC), uuid4()
        page = msgspec.structs.replace(self.page, key=f"page-{next(self._numbers)}")
        insert_if_absent(session, PageRead, self._row(fact, page.key, now))
        statements.tell_page_read(session, self.visit, self.module, page, fact, now)

    def insert_bare(self, session: Session, _number: int) -> None:
        """Insert a fact and a statement's bytes that were made before, through the driver's own cursor."""
        now, body = datetime.now(UTC).replace(tzinfo=None).isoformat(" "), b"x" * 1_300
        connection = session.connection().connection
        cursor = connection.cursor()
        fact, key = uuid4().hex, f"page-{next(self._numbers)}"
        cursor.execute(_BARE_FACT, (fact, self.visit.enrolment_id, key, self.visit.programme.version, now))
        cursor.execute(_BARE_STATEMENT, (uuid4().hex, body, now))
        cursor.close()

    def _row(self, fact: object, key: str, now: datetime) -> dict[str, object]:
        own = {"id": fact, "enrolment_id": self.visit.enrolment_id, "page_key": key}
        return own | {"package_version": self.visit.programme.version, "read_at": now}


@contextmanager
def _launched(folder: Path) -> Iterator[tuple[Engine, Visit]]:
    """Install the tool with a record store, and launch somebody."""
    platform = BenchPlatform()
    with tool.installed(folder, platform) as server:
        browser = Browser(server.connection)
        browser.post_encoded(LAUNCH, platform.ready(browser, 0).form)
    settings = tool.settings(folder)
    engine = open_engine(settings.effective_database_url)
    with Session(engine) as session:
        found = parties_of(session.execute(SESSION_PARTIES).one())
        programme = Library(content_store(settings)).programme(session, found.package_digest)
        visit = visits.visit_of(found, programme, settings, datetime.now(UTC))
    yield engine, visit
    engine.dispose()
