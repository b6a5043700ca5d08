"""What work costs: the CPU time of the process that does it, and the time on the clock."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for one unit of work: a request, a launch, a file."""

    cpu: float
    """User and system time of the working process."""
    wall: float

    @classmethod
    def of(cls, pid: int, units: int, work: Callable[[], None]) -> "Cost":
        """Do `work`, which makes the process do `units` of something; return what one took."""
        cpu, wall = process_cpu(pid), time.perf_counter()
        work()
        return cls((process_cpu(pid) - cpu) / units, (time.perf_counter() - wall) / units)


def process_cpu(pid: int) -> float:
    """Return the seconds of user and system time that a process has used so far, all threads together.

    Raises:
        OSError: If there is no such process.

    Source: clock_getcpuclockid(3), whose ids Linux makes like this; /proc/<pid>/stat only counts hundredths.
    """
    return time.clock_gettime((~pid << 3) | 2)


def interleaved(*sides: Callable[[], Cost], rounds: int = ROUNDS) -> list[Cost]:
    """Run the sides in turn, so that whatever else the machine does meets them all; return each side's median."""
    costs: list[list[Cost]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, kept in zip(sides, costs, strict=True):
            kept.append(side())
    return [median_cost(kept) for kept in costs]


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the medians of CPU and of clock time, which need not come from the same run."""
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs))


def memory_over_idle(pid: int, work: Callable[[], None]) -> float:
    """Return by how many MB a process grows at most while it works.

    What the system keeps of files that were read counts for nobody.

    Source: proc_pid_status(5), proc_pid_clear_refs(5): writing 5 begins a new peak.
    """
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    idle = _status_kb(pid, "VmRSS")
    work()
    return (_status_kb(pid, "VmHWM") - idle) * 1024 / 1e6


def _status_kb(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
