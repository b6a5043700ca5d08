"""What a launch costs, beside a bare pylti1p3 tool that gets the same tokens under the same keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.browser import Browser
from tests.benchmarks.earlier_use import EarlierUse
from tests.benchmarks.measuring import Cost, interleaved
from tests.benchmarks.peers import bare_lti
from tests.benchmarks.platform import LAUNCH, BenchPlatform, ReadyLaunch
from tests.benchmarks.results import Figure
from tests.benchmarks.servers import Server, running
from tests.benchmarks.tool import installed
from tests.fakes import TARGET

PARTICIPANTS = 40
"""All of them have launched before: that is what a course mostly sees."""
LAUNCHES = 120
"""In one round; some seconds of CPU over all rounds."""


@dataclass(frozen=True, slots=True)
class Course:
    """Participants of one tool, who have launched before and come back with their browsers."""

    server: Server
    platform: BenchPlatform
    browsers: list[Browser]

    @classmethod
    def begun(cls, server: Server, platform: BenchPlatform) -> "Course":
        course = cls(server, platform, [Browser(server.connection) for _ in range(PARTICIPANTS)])
        for number in range(PARTICIPANTS):
            course.launch(number)
        return course

    def ready(self, number: int) -> ReadyLaunch:
        """Return the launch of whoever's turn it is, all but posted."""
        participant = number % PARTICIPANTS
        return self.platform.ready(self.browsers[participant].days_later(), participant)

    def launch(self, number: int) -> None:
        """Launch whoever's turn it is, up to the first page."""
        ready = self.ready(number)
        ready.browser.follow(ready.browser.post_encoded(LAUNCH, ready.form))


Batch = Callable[[Course], Cost]


def launch_post(folder: Path) -> Figure:
    """Launch POSTs that one core answers in a second: requests per second of the server's CPU time."""
    ours, peer = _both(folder, _posts)
    return Figure(
        "launch_post",
        1 / ours.cpu,
        "launches per CPU second",
        bare_lti.NAME,
        1 / peer.cpu,
        {"wall_value": 1 / ours.wall, "peer_wall_value": 1 / peer.wall},
    )


def launch_full(folder: Path) -> Figure:
    """A whole launch, from the login to the first page."""
    ours, peer = _both(folder, _whole_launches)
    return Figure(
        "launch_full",
        ours.cpu * 1_000,
        "ms of server CPU",
        bare_lti.NAME,
        peer.cpu * 1_000,
        {"wall_value": ours.wall * 1_000, "peer_wall_value": peer.wall * 1_000},
    )


def launch_growth(folder: Path) -> Figure:
    """A whole launch with 10,000 LMSs and 1,000,000 earlier launches, over one with 10 and none.

    The earlier use left, beside 9,999 further LMSs: a course with an activity and ten enrolled people in each, who have
    begun a module; a session of each launch, as if none had been forgotten since; its two statements, their text cut to
    two bytes, since nothing reads it; and one in a hundred statements still owed to the record store.
    """
    platform = BenchPlatform()
    small, large = folder / "small", folder / "large"
    with (
        installed(small, platform, EarlierUse(lmses=9, launches=0)) as few,
        installed(large, platform, EarlierUse(lmses=9_999, launches=1_000_000)) as many,
    ):
        before, after = Course.begun(few, platform), Course.begun(many, platform)
        least, most = interleaved(lambda: _whole_launches(before), lambda: _whole_launches(after))
    return Figure(
        "launch_growth",
        most.cpu / least.cpu,
        "times the cost",
        "the same tool with 10 LMSs, unused",
        1.0,
        {"cpu_ms_value": most.cpu * 1_000, "peer_cpu_ms_value": least.cpu * 1_000},
    )


def _both(folder: Path, batch: Batch) -> list[Cost]:
    """Return what the batch costs the tool and the peer."""
    platform = BenchPlatform()
    with installed(folder, platform) as tool, _bare_tool(folder, platform) as peer:
        ours, theirs = Course.begun(tool, platform), Course.begun(peer, platform)
        return interleaved(lambda: batch(ours), lambda: batch(theirs))


@contextmanager
def _bare_tool(folder: Path, platform: BenchPlatform) -> Iterator[Server]:
    config = bare_lti.config(platform.registration, platform.jwks, TARGET)
    with running(bare_lti.APPLICATION, config, folder) as server:
        yield server


def _posts(course: Course) -> Cost:
    ready = [course.ready(number) for number in range(LAUNCHES)]

    def post_all() -> None:
        for launch in ready:
            launch.browser.post_encoded(LAUNCH, launch.form)

    return course.server.cost(LAUNCHES, post_all)


def _whole_launches(course: Course) -> Cost:
    def launch_all() -> None:
        for number in range(LAUNCHES):
            course.launch(number)

    return course.server.cost(LAUNCHES, launch_all)
