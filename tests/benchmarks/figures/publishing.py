"""What checking and publishing 500 pages take, beside a parser that renders the same Markdown and does nothing else."""

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

from tests.benchmarks.measuring import Cost, interleaved
from tests.benchmarks.peers import bare_markdown
from tests.benchmarks.programme import PAGES_500, large_package
from tests.benchmarks.results import Figure


def content_publish(folder: Path) -> Figure:
    """Seconds of CPU from a folder of 500 pages to a released version: checked, compiled, stored."""
    package = large_package(folder / "package", PAGES_500)
    numbers = count()
    ours, theirs = interleaved(
        lambda: _timed("tests.benchmarks.publish_once", str(package), str(folder / f"data-{next(numbers)}")),
        lambda: _timed("tests.benchmarks.peers.bare_markdown", str(package)),
    )
    walls = {"wall_value": ours.wall, "peer_wall_value": theirs.wall}
    return Figure("content_publish", ours.cpu, "s of CPU", bare_markdown.NAME, theirs.cpu, walls)


def content_check(folder: Path) -> Figure:
    """Seconds of CPU for everything that `content check` finds out about a folder of 500 pages; with its peak in MB."""
    package = large_package(folder / "package", PAGES_500)
    peaks: list[float] = []

    def check() -> Cost:
        said = _said("tests.benchmarks.check_once", str(package))
        peaks.append(said.pop("peak_mb"))
        return Cost(**said)

    ours, theirs = interleaved(check, lambda: _timed("tests.benchmarks.peers.bare_markdown", str(package)))
    details = {"wall_value": ours.wall, "peer_wall_value": theirs.wall, "peak_mb": max(peaks)}
    return Figure("content_check", ours.cpu, "s of CPU", bare_markdown.NAME, theirs.cpu, details)


def _timed(module: str, *arguments: str) -> Cost:
    return Cost(**_said(module, *arguments))


def _said(module: str, *arguments: str) -> dict[str, float]:
    ran = subprocess.run([sys.executable, "-m", module, *arguments], check=True, capture_output=True)
    said: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return said
