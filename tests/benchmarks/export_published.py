"""`python -m tests.benchmarks.export_published PROGRAMME MEDIA FILE`: export what was published, once.

PROGRAMME is the compiled form as the database keeps it, MEDIA the folder of files by their digests. Says what it took
without the start-up, and the peak of memory with it.
"""

import json
import sys
import time
from pathlib import Path

from lti_npq import exports, packages

FORMAT = "scorm2004-4"
"""1,500 self-checks are more than an LMS remembers in SCORM 1.2."""


def main(programme: str, media: str, out: str) -> None:
    compiled, folder = Path(programme).read_bytes(), Path(media)
    cpu, wall = time.process_time(), time.perf_counter()
    exports.export(packages.decode(compiled), FORMAT, lambda digest: (folder / digest).open("rb"), Path(out))
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(cost | {"peak_mb": _peak_mb()}) + "\n")


def _peak_mb() -> float:
    """Return the peak of this program; getrusage would count what the one that started it had before."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
