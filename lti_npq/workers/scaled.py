"""Delivery and schedules on Celery, over Redis or RabbitMQ: any number of hosts, one PostgreSQL.

The database's outbox is the truth, and leases keep workers apart; a message only says that it is worth a look. So a
lost message or broker loses nothing: every tick of the clock is a look, too.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from sqlalchemy import Engine

from lti_npq.errors import SettingsError
from lti_npq.services import periodic
from lti_npq.services.opening import open_database
from lti_npq.settings import Settings
from lti_npq.workers.delivering import deliver_due
from lti_npq.workers.doors import open_doors

log = logging.getLogger(__name__)

DELIVER, TEND = "lti_npq.deliver", "lti_npq.tend"
_LOOK_EVERY_SECONDS = 5.0
_TEND_EVERY_SECONDS = 20.0
_QUEUE_LIVES_MS = 86_400_000
"""An unused queue: of a tool that was taken down, for instance."""


class Work:
    """What a worker process does, whatever it was told how often."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: tuple[Engine, Any] | None = None
        self._delivering = threading.Lock()
        self._again = threading.Event()
        self.stopping = threading.Event()

    def deliver(self) -> int:
        """Deliver what is due, unless this process is at it already: then it looks once more."""
        self._again.set()
        moved = 0
        while self._again.is_set() and not self.stopping.is_set() and self._delivering.acquire(blocking=False):
            try:
                self._again.clear()
                engine, doors = self._open()
                moved += deliver_due(engine, doors, self._settings.delivery_threads, self.stopping)
            finally:
                self._delivering.release()
        return moved

    def tend(self) -> list[str]:
        """Do the periodic work that is due and that nobody else is at."""
        return periodic.run_due(self._open()[0], self._settings, datetime.now(UTC))

    def _open(self) -> tuple[Engine, Any]:
        """Return engine and doors of this very process: a pool may have forked."""
        if self._opened is None:
            engine = open_database(self._settings)
            self._opened = engine, open_doors(engine, self._settings)
        return self._opened


def make_celery(settings: Settings, work: Work) -> Any:
    """Return the Celery application with its tasks and schedule.

    Raises:
        SettingsError: If Celery is not installed.
    """
    try:
        from celery import Celery  # noqa: PLC0415  # an optional dependency
    except ModuleNotFoundError:
        raise SettingsError(
            "LTI_NPQ_BROKER_URL is set, but Celery is not installed.",
            advice="Install it with: pip install 'lti-npq[celery]'",
        ) from None
    app = Celery("lti-npq", broker=settings.broker_url, set_as_current=False)
    app.conf.update(_queue(settings) | _broker(settings) | _WORKING)

    @app.task(name=DELIVER)  # type: ignore[untyped-decorator]
    def deliver() -> None:
        work.deliver()

    @app.task(name=TEND)  # type: ignore[untyped-decorator]
    def tend() -> None:
        work.tend()

    return app


def _queue(settings: Settings) -> dict[str, Any]:
    """Return the queue of this installation: several may share a broker."""
    name = f"lti-npq-{crc32(settings.base_url.encode()):08x}"
    queue = {"exchange": name, "routing_key": name, "queue_arguments": {"x-expires": _QUEUE_LIVES_MS}}
    return {
        "task_queues": {name: queue},
        "task_default_queue": name,
        "task_default_exchange": name,
        "task_default_routing_key": name,
    }


def _broker(settings: Settings) -> dict[str, Any]:
    """Return how long a broker is waited for, and that one that went away is asked for ever."""
    is_redis = settings.broker_url.startswith("redis")
    return {
        "broker_connection_timeout": 3.0,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {"socket_timeout": 5.0, "socket_connect_timeout": 3.0} if is_redis else {},
    }


def _every(seconds: float, task: str) -> dict[str, Any]:
    # A message that nobody took by the next tick would only pile up.
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


_WORKING = {
    "task_ignore_result": True,
    "task_serializer": "json",
    "accept_content": ["json"],
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "worker_prefetch_multiplier": 1,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "beat_schedule": {"look": _every(_LOOK_EVERY_SECONDS, DELIVER), "tend": _every(_TEND_EVERY_SECONDS, TEND)},
}


def run_worker(settings: Settings) -> None:
    """Work until stopped: Celery's worker with threads, and its clock beside it.

    Every worker has a clock, so that none is missed; a lock in the database keeps periodic work to once.
    """
    work = Work(settings)
    app = make_celery(settings, work)
    from celery import signals  # noqa: PLC0415  # an optional dependency
    from celery.beat import EmbeddedService  # noqa: PLC0415

    # Named here, since the service does not ask the settings: its own choice would leave a file where it runs.
    clock = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def begin(**_: Any) -> None:
        clock.start()
        # Whatever was owed before the first tick.
        app.send_task(DELIVER, expires=_LOOK_EVERY_SECONDS)

    def end(**_: Any) -> None:
        work.stopping.set()

    signals.worker_ready.connect(begin, weak=False)
    signals.worker_shutting_down.connect(end, weak=False)
    alone = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
    app.Worker(pool="threads", concurrency=3, loglevel=None, quiet=True, **alone).start()


class Waker:
    """Tells workers through the broker that something is owed, from a thread of its own: no request waits for it."""

    def __init__(self, due: threading.Event, send: Callable[[], None]) -> None:
        self._due, self._send = due, send
        self._is_lost = False

    def start(self) -> threading.Thread:
        """Work until the process ends."""
        thread = threading.Thread(target=self.run, name="waker", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Pass on one word for however many facts there were since the last."""
        while True:
            self._due.wait()
            self._due.clear()
            self.wake()

    def wake(self) -> None:
        """Say it once; a broker that does not answer costs a line in the log, and workers look by themselves."""
        try:
            self._send()
        except Exception as failure:  # noqa: BLE001  # each broker fails in ways of its own, and none matters
            if not self._is_lost:
                log.warning("the broker does not answer (%s): workers look by themselves", type(failure).__name__)
            self._is_lost = True
        else:
            self._is_lost = False


def start_waking(settings: Settings, due: threading.Event) -> None:
    """Pass on to the workers whatever becomes due here."""
    app = make_celery(settings, Work(settings))
    policy = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}

    def send() -> None:
        app.send_task(DELIVER, expires=_LOOK_EVERY_SECONDS, retry=True, retry_policy=policy)

    Waker(due, send).start()
