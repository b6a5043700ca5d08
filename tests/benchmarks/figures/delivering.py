"""Getting statements and scores to their receivers: how fast, at what cost, and how little others' troubles matter."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import urllib3
from sqlalchemy.orm import Session

from lti_npq.services import installation, opening
from lti_npq.services.outbox import use_destination
from lti_npq.storage.database import for_writing
from tests.benchmarks import tool
from tests.benchmarks.results import Figure
from tests.owing import add_store, owe_scores, owe_statements

LOCKER = Path("build/npm/node_modules/@learninglocker/xapi-statements/dist/server.js")
_ROUNDS = 3
_LOCKER_ROUNDS = 9
"""More, since a service that just started swings by a third from one round to the next."""
_BARE = "bare loop, pre-encoded batches"


def drain_null(folder: Path) -> Figure:
    """CPU seconds for 100,000 statements to a store that takes everything; beside a loop that only posts."""
    count = 100_000
    with null_sink() as endpoint:
        _owing(folder / "tool", {"null": endpoint}, count)
        ours = _ran("tests.benchmarks.deliver_once", folder / "tool")
        theirs = _ran("tests.benchmarks.peers.bare_loop", endpoint, count)
    assert ours["delivered"] == count, ours
    details = {"wall_value": ours["wall"], "peer_wall_value": theirs["wall"], "peak_mb": ours["mb"]}
    return Figure("drain_null", ours["cpu"], "s CPU for 100,000", _BARE, theirs["cpu"], details)


def drain_ll(folder: Path) -> Figure:
    """Statements a second into Learning Locker's service; beside a loop that only posts, in the same run."""
    count = 3_000
    if not LOCKER.exists() or not shutil.which("node"):
        return Figure("drain_ll", 0.0, "statements/s", None, None)
    rates: dict[str, list[float]] = {"ours": [], "theirs": []}
    for number in range(_LOCKER_ROUNDS):
        # A service of its own each: this one keeps everything in memory, and slows down with what it has.
        with learning_locker(folder) as endpoint:
            theirs = _ran("tests.benchmarks.peers.bare_loop", endpoint, count)
        with learning_locker(folder) as endpoint:
            _owing(folder / f"tool-{number}", {"locker": endpoint}, count)
            ours = _ran("tests.benchmarks.deliver_once", folder / f"tool-{number}")
        assert ours["delivered"] == count, ours
        rates["ours"].append(count / ours["wall"])
        rates["theirs"].append(count / theirs["wall"])
    return Figure("drain_ll", median(rates["ours"]), "statements/s", _BARE, median(rates["theirs"]))


def drain_dead_neighbour(folder: Path) -> Figure:
    """Statements a second to two stores while a third never answers; beside the same with a third that does."""
    count, slow = 10_000, "0.02"
    rates: dict[str, list[float]] = {"": [], "dead": []}
    for number in range(_ROUNDS):
        for state, kept in rates.items():
            with null_sink(slow) as first, null_sink(slow) as second, null_sink(slow, state) as third:
                place = folder / f"tool-{number}{state}"
                _owing(place, {"first": first, "second": second, "third": third}, count)
                ended = _ran("tests.benchmarks.deliver_once", place, count)["ended"]
            kept.append(count / max(ended[name] for name in ("first", "second") if name in ended))
    return Figure("drain_dead_neighbour", median(rates["dead"]), "statements/s", "all three alive", median(rates[""]))


def drain_growth(folder: Path) -> Figure:
    """CPU microseconds a statement with 1,000,000 owed; beside 10,000 owed."""
    costs = {}
    for owed in (10_000, 1_000_000):
        with null_sink() as endpoint:
            place = folder / f"tool-{owed}"
            _owing(place, {"null": endpoint}, owed)
            runs = [_ran("tests.benchmarks.deliver_once", place, 3_000) for _ in range(_ROUNDS)]
            costs[owed] = median(run["cpu"] / run["delivered"] for run in runs) * 1e6
            shutil.rmtree(place)
    return Figure("drain_growth", costs[1_000_000], "µs CPU a statement", "10,000 owed", costs[10_000])


def scores_1000(folder: Path) -> Figure:
    """Seconds for 1,000 scores to an LMS that takes 200 ms for every answer; never two at once for one person."""
    count = 1_000
    with _started("tests.benchmarks.slow_platform", "0.2") as at:
        platform = {name: str(value) for name, value in at["registration"].items()}
        with _open(folder / "tool") as session:
            use_destination(session, "")
            owe_scores(session, platform, count)
        ours = _ran("tests.benchmarks.deliver_once", folder / "tool")
        seen = json.loads(urllib3.request("GET", f"{platform['issuer']}/seen").data)
    assert seen["people"] == count, seen
    assert seen["most_at_once_for_one"] == 1, seen
    details = {"cpu": ours["cpu"], "most_at_once": seen["most_at_once"], "requests": seen["requests"]}
    return Figure("scores_1000", seen["seconds"], "s", None, None, details)


def _owing(folder: Path, stores: dict[str, str], count: int) -> None:
    """Have an installation that owes each store so many statements."""
    with _open(folder) as session:
        use_destination(session, "")
        numbers = [add_store(session, name, endpoint, tool.SECRET) for name, endpoint in stores.items()]
        for first in range(0, count, 100_000):
            owe_statements(session, min(100_000, count - first), numbers, first)


@contextmanager
def _open(folder: Path) -> Iterator[Session]:
    settings = tool.settings(folder)
    engine = opening.open_database(settings)
    with Session(engine) as session, session.begin():
        installation.prepare(for_writing(session), settings, datetime.now(UTC))
        yield session
    engine.dispose()


def null_sink(seconds: str = "0", dead: str = "") -> Any:
    """Run a store that takes everything; the endpoint."""
    return _address("tests.benchmarks.peers.null_sink", seconds, dead)


@contextmanager
def _address(module: str, *arguments: str) -> Iterator[str]:
    with _started(module, *arguments) as at:
        yield f"http://127.0.0.1:{at['port']}/xapi"


@contextmanager
def _started(module: str, *arguments: str) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", module, *(one for one in arguments if one)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process, ExitStack() as end:
        end.callback(process.kill)
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())


@contextmanager
def learning_locker(folder: Path) -> Iterator[str]:
    """Run Learning Locker's statement service in memory; the endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    names = {"MODELS_REPO": "memory", "STORAGE_REPO": "memory", "AUTH_REPO": "test", "EVENTS_REPO": "test"}
    environment = os.environ | names | {"EXPRESS_PORT": str(port), "SERVICE_AWAIT_UPDATES": "true"}
    with (folder / "locker.log").open("ab") as log, ExitStack() as end:
        service = subprocess.Popen(["node", LOCKER.resolve()], cwd=folder, env=environment, stdout=log, stderr=log)
        end.callback(service.wait)
        end.callback(service.kill)
        endpoint = f"http://127.0.0.1:{port}/xAPI"
        until = time.monotonic() + 60
        while not _answers(f"{endpoint}/about"):
            assert time.monotonic() < until, "Learning Locker did not start"
            time.sleep(0.1)
        yield endpoint


def _answers(address: str) -> bool:
    try:
        return urllib3.request("GET", address, retries=False, timeout=2).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _ran(module: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
