"""Several deliveries at once: threads talk to receivers, and one thread alone to the database.

That one settles what came back and leases what is due next, both in one transaction. So a slow receiver holds up nobody
else, SQLite has one writer here instead of many, and no database connection waits for a network.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lti_npq import logs
from lti_npq.services import delivery
from lti_npq.services.delivery import Doors, Room, Tracked
from lti_npq.services.delivery.lanes import Settle
from lti_npq.storage.database import for_writing

log = logging.getLogger(__name__)

_KEPT = timedelta(hours=1)
"""For so long a settlement is tried that the database does not take. Its lease has long run out by then."""
_LOOK_SECONDS = 0.2
Clock = Callable[[], datetime]
Step = Callable[[str], None]
"""Told where the work is: `leased`, `sending`, `sent`, `settling`, `settled`. For tests that end the process there."""


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def nothing(_step: str) -> None:
    """Do nothing at a step."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A parcel that came back; without a settlement its sending met an error of ours."""

    parcel: Tracked
    settle: Settle | None

    def apply(self, session: Session, moment: datetime) -> None:
        """Note what came of it."""
        if self.settle is not None:
            with logs.correlated(self.parcel.reference):
                self.settle(session, moment)


class Hands:
    """Threads that send parcels, started when they are needed. They end with the process, not before."""

    def __init__(self, doors: Doors, most: int, due: threading.Event, step: Step = nothing) -> None:
        self.returned: deque[Returned] = deque()
        self._doors, self._most, self._due, self._step = doors, most, due, step
        self._waiting: SimpleQueue[Tracked | None] = SimpleQueue()
        self._threads = 0
        self._busy = 0
        self._lock = threading.Lock()

    def send(self, parcel: Tracked) -> None:
        """Have a parcel sent; it comes back among `returned`."""
        with self._lock:
            self._busy += 1
            starts = self._busy > self._threads and self._threads < self._most
            self._threads += starts
        self._waiting.put(parcel)
        if starts:
            threading.Thread(target=self._work, name="delivery-hand", daemon=True).start()

    def stop(self) -> None:
        """Have every thread end after the parcel in its hand."""
        for _ in range(self._threads):
            self._waiting.put(None)

    def _work(self) -> None:
        while (parcel := self._waiting.get()) is not None:
            with logs.correlated(parcel.reference):
                settle = self._sent(parcel)
            with self._lock:
                self._busy -= 1
            self.returned.append(Returned(parcel, settle))
            self._due.set()

    def _sent(self, parcel: Tracked) -> Settle | None:
        self._step("sending")
        try:
            settle = parcel.send(self._doors)
        except Exception:
            # A supervisor's catch: the lane is free again when its lease runs out, and the others go on.
            log.exception("a delivery to %s %d met an error of the tool", *parcel.receiver)
            return None
        self._step("sent")
        return settle


class Deliverer:
    """Keeps as many parcels in hand as there is room for, until nothing is due."""

    def __init__(
        self,
        engine: Engine,
        doors: Doors,
        most: int,
        due: threading.Event,
        clock: Clock = now,
        step: Step = nothing,
    ) -> None:
        self._engine, self._doors, self._clock, self._step = engine, doors, clock, step
        self._due = due
        self._room = Room(most)
        self._hands = Hands(doors, most, due, step)
        self._unsettled: list[Returned] = []

    @property
    def in_hand(self) -> int:
        """How many parcels are on their way, or back and not yet settled."""
        return len(self._room) + len(self._unsettled)

    def turn(self) -> int:
        """Settle what came back and send what is due; return how much of both there was.

        Raises:
            OperationalError: If the database cannot be written to. What came back is kept for the next turn.
        """
        self._collect()
        settled, leased = self._settle_and_lease()
        self._step("leased")
        for parcel in leased:
            self._hands.send(parcel)
        return settled + len(leased)

    def finish(self, patience: float) -> None:
        """Take nothing new in hand; settle what comes back within so many seconds, and let go of the threads."""
        self._hands.stop()
        until = monotonic() + patience
        while self.in_hand and monotonic() < until:
            self._due.clear()
            self._collect()
            if not self._settle_alone():
                self._due.wait(_LOOK_SECONDS)

    def _collect(self) -> None:
        while self._hands.returned:
            back = self._hands.returned.popleft()
            self._room.give_back(back.parcel.receiver)
            self._unsettled.append(back)

    def _settle_and_lease(self) -> tuple[int, list[Tracked]]:
        """Do both in one transaction; if that fails, each settlement gets a transaction of its own."""
        back, room = sorted(self._unsettled, key=lambda one: one.parcel.receiver), self._room.copy()
        try:
            with self._transaction() as session:
                for one in back:
                    one.apply(session, self._clock())
                leased = delivery.lease_some(session, self._doors, self._clock(), room)
        except Exception:
            log.exception("settling several deliveries at once failed; each is tried alone")
            settled = self._settle_alone()
            room = self._room.copy()
            with self._transaction() as session:
                leased = delivery.lease_some(session, self._doors, self._clock(), room)
        else:
            settled = len(back)
            self._unsettled.clear()
        self._room = room
        return settled, leased

    def _settle_alone(self) -> int:
        """Settle what can be; what the database does not take now is kept, what is an error of ours is let go."""
        waiting, self._unsettled = self._unsettled, []
        settled = 0
        for one in waiting:
            try:
                with self._transaction() as session:
                    one.apply(session, self._clock())
            except OperationalError:
                if self._clock() < one.parcel.leased_at + _KEPT:
                    self._unsettled.append(one)
            except Exception:
                log.exception("what came of a delivery to %s %d could not be noted", *one.parcel.receiver)
            else:
                settled += 1
        return settled

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            with session.begin():
                yield for_writing(session)
                session.flush()
                self._step("settling")
            self._step("settled")
