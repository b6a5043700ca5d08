"""`python -m tests.benchmarks.export_once PACKAGE FILE`: export once, and say what it took without the start-up."""

import json
import sys
import time
from pathlib import Path

from lti_npq.services.exporting import export, from_package


def main(package: str, out: str) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    export(from_package(package), "scorm12", Path(out))
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(cost) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
