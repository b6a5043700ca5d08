"""`python -m tests.benchmarks.deliver_once FOLDER [STATEMENTS]`: deliver what is owed, or so much; say what it took."""

import json
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lti_npq.services import delivery, opening
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import Destination
from lti_npq.workers.doors import open_doors
from lti_npq.workers.hands import Deliverer
from tests.benchmarks import tool


def main(folder: str, most: str = "0") -> None:
    settings = tool.settings(folder)
    engine = opening.open_database(settings)
    with Session(engine) as session, session.begin():
        delivery.release_leases(for_writing(session))
    due, wanted = threading.Event(), int(most) or sys.maxsize
    deliverer = Deliverer(engine, open_doors(engine, settings), settings.delivery_threads, due)
    before, cpu, wall = delivered(engine), time.process_time(), time.perf_counter()
    ended: dict[str, float] = {}
    while True:
        due.clear()
        moved = deliverer.turn()
        counts = delivered(engine)
        for name, count in counts.items():
            if count - before.get(name, 0) >= wanted:
                ended.setdefault(name, time.perf_counter() - wall)
        if (counts and len(ended) >= min(2, len(counts))) or (not moved and not deliverer.in_hand):
            break
        if not moved:
            due.wait(1.0)
    # Not getrusage(2), whose peak includes that of the process which started this one.
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024 / 1e6
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "mb": peak}
    sys.stdout.write(
        json.dumps(cost | {"delivered": sum(delivered(engine).values()) - sum(before.values()), "ended": ended}) + "\n"
    )
    sys.stdout.flush()


def delivered(engine: Engine) -> dict[str, int]:
    """Return how many statements each store has had."""
    with Session(engine) as session:
        return {row.name: row.delivered for row in session.execute(select(Destination.name, Destination.delivered))}


if __name__ == "__main__":
    main(*sys.argv[1:])
