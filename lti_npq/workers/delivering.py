"""Delivery until stopped, and periodic work beside it: a thread of `serve`, or a process of its own."""

import logging
import threading
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.services import delivery, periodic
from lti_npq.services.delivery import Doors
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.workers.doors import open_doors
from lti_npq.workers.hands import Clock, Deliverer, now

log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 1.0
_LAST_SECONDS = 10.0
"""For what is on its way when the process is to end."""
_TEND_EVERY_SECONDS = 10.0


def deliver_next(engine: Engine, doors: Doors, clock: Clock = now) -> bool:
    """Deliver one parcel; whether there was one."""
    with Session(engine) as session, session.begin():
        parcel = delivery.lease(for_writing(session), doors, clock())
    if parcel is None:
        return False
    settle = parcel.send(doors)
    with Session(engine) as session, session.begin():
        settle(for_writing(session), clock())
    return True


def deliver_all(engine: Engine, doors: Doors) -> int:
    """Deliver whatever is due now, one parcel after the other; return how many that were."""
    delivered = 0
    while deliver_next(engine, doors):
        delivered += 1
    return delivered


def deliver_due(engine: Engine, doors: Doors, most: int, stopping: threading.Event | None = None) -> int:
    """Deliver whatever is due now, or until told to stop, several at once; return how many were leased or settled."""
    due, stopping = threading.Event(), stopping or threading.Event()
    deliverer = Deliverer(engine, doors, most, due)
    moved = 0
    try:
        while not stopping.is_set():
            due.clear()
            step = deliverer.turn()
            moved += step
            if not step and not deliverer.in_hand:
                break
            if not step:
                due.wait(_LOOK_EVERY_SECONDS)
    finally:
        deliverer.finish(_LAST_SECONDS)
    return moved


class DeliveryLoop:
    """Delivers until stopped; whatever fails is logged and tried again, never given up on."""

    def __init__(self, engine: Engine, settings: Settings, due: threading.Event | None = None) -> None:
        self._engine = engine
        self._settings = settings
        self._due = due or threading.Event()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work in this thread, with the periodic work in another, until `stop` is called."""
        tending = threading.Thread(target=self.tend, name="periodic", daemon=True)
        tending.start()
        deliverer = None
        while not self._stopping.is_set():
            self._due.clear()
            try:
                deliverer = deliverer or self._deliverer()
                moved = deliverer.turn()
            except Exception:
                # A supervisor's catch: whatever one delivery met, the others must go on.
                log.exception("the delivery met an error and goes on in a moment")
                moved = 0
            if not moved:
                self._due.wait(_LOOK_EVERY_SECONDS)
        until = monotonic() + _LAST_SECONDS
        if deliverer is not None:
            deliverer.finish(_LAST_SECONDS)
        tending.join(max(0.0, until - monotonic()))

    def start(self) -> threading.Thread:
        """Work in a thread of its own."""
        thread = threading.Thread(target=self.run, name="delivery", daemon=True)
        thread.start()
        return thread

    def tend(self) -> None:
        """Do the periodic work in this thread until stopped."""
        while not self._stopping.is_set():
            try:
                periodic.run_due(self._engine, self._settings, datetime.now(UTC))
            except Exception:
                log.exception("the periodic work met an error and goes on in a while")
            self._stopping.wait(_TEND_EVERY_SECONDS)

    def stop(self) -> None:
        """End after the parcels in hand."""
        self._stopping.set()
        self._due.set()

    def _deliverer(self) -> Deliverer:
        return Deliverer(
            self._engine, open_doors(self._engine, self._settings), self._settings.delivery_threads, self._due
        )
