"""`killed_at_step.py STEP NUMBER`: deliver what is due, and end without tidying up at that step's NUMBERth time."""

import os
import signal
import sys
import threading
import time

from lti_npq.services.opening import open_database
from lti_npq.settings import Settings
from lti_npq.workers.doors import open_doors
from lti_npq.workers.hands import Deliverer


class Killer:
    """Told where the work is."""

    def __init__(self, step: str, number: int) -> None:
        self._step, self._left = step, number

    def __call__(self, step: str) -> None:
        self._left -= step == self._step
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


settings = Settings.from_environment(os.environ)
engine, due = open_database(settings), threading.Event()
deliverer = Deliverer(engine, open_doors(engine, settings), 8, due, step=Killer(sys.argv[1], int(sys.argv[2])))
until = time.monotonic() + 30
while time.monotonic() < until:
    due.clear()
    if not deliverer.turn() and not deliverer.in_hand:
        break
    due.wait(0.1)
