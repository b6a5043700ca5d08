"""The loop around services.delivery: lease, send, settle, each in its own transaction."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.platforms.door import Door
from lti_npq.platforms.gradebook import Gradebook
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.notice_service import NoticeService
from lti_npq.platforms.service_calls import ServiceCalls
from lti_npq.platforms.service_tokens import ServiceTokens
from lti_npq.services import delivery, housekeeping
from lti_npq.services.delivery import Doors
from lti_npq.services.keys import CurrentKeys
from lti_npq.services.logins import LAUNCH_PATH
from lti_npq.services.notices import NOTICES_PATH
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from xapi.lrs_client import LrsClient

log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 1.0
_TIDY_EVERY = timedelta(minutes=10)


def open_doors(engine: Engine, settings: Settings) -> Doors:
    """Return the ways out that the settings name."""
    keys = CurrentKeys(settings.secret_key)

    def sign(claims: dict[str, Any]) -> str:
        with Session(engine) as session:
            return keys.ring(session).sign(claims)

    door = Door(allows_private=settings.allow_private_addresses, home=settings.base_url)
    tokens = ServiceTokens(door, sign)
    notices = NoticeService(door, tokens, settings.base_url + NOTICES_PATH)
    rosters, launch_url = Memberships(ServiceCalls(door, tokens)), settings.base_url + LAUNCH_PATH
    doors = Doors(Gradebook(door, tokens), notices=notices, rosters=rosters, launch_url=launch_url)
    if not settings.lrs_endpoint:
        return doors
    lrs = LrsClient(settings.lrs_endpoint, settings.lrs_key, settings.lrs_secret)
    return replace(doors, lrs={settings.lrs_endpoint: lrs})


def deliver_next(engine: Engine, doors: Doors, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> bool:
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
    """Deliver whatever is due now; return how many parcels that were."""
    delivered = 0
    while deliver_next(engine, doors):
        delivered += 1
    return delivered


class DeliveryLoop:
    """Delivers until stopped; whatever fails is logged and tried again, never given up on."""

    def __init__(self, engine: Engine, settings: Settings, due: threading.Event | None = None) -> None:
        self._engine = engine
        self._settings = settings
        self._due = due or threading.Event()
        self._stopping = threading.Event()
        self._tidied_at = datetime.min.replace(tzinfo=UTC)

    def run(self) -> None:
        """Work in this thread until `stop` is called from another."""
        doors = None
        while not self._stopping.is_set():
            self._due.clear()
            try:
                doors = doors or open_doors(self._engine, self._settings)
                deliver_all(self._engine, doors)
                self._tidy()
            except Exception:
                # A supervisor's catch: whatever one delivery met, the others must go on.
                log.exception("the delivery met an error and goes on in a moment")
            self._due.wait(_LOOK_EVERY_SECONDS)

    def start(self) -> threading.Thread:
        """Work in a thread of its own."""
        thread = threading.Thread(target=self.run, name="delivery", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End after the parcel in hand."""
        self._stopping.set()
        self._due.set()

    def _tidy(self) -> None:
        now = datetime.now(UTC)
        if now - self._tidied_at < _TIDY_EVERY:
            return
        housekeeping.close_silent_sittings(self._engine, self._settings, now)
        with Session(self._engine) as session, session.begin():
            housekeeping.forget_expired(for_writing(session), now)
        housekeeping.forget_uploads(self._engine, self._settings, now)
        self._tidied_at = now
