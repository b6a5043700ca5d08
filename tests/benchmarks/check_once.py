"""`python -m tests.benchmarks.check_once PACKAGE`: check once; say what it took without the start-up, and the peak."""

import json
import resource
import sys
import time

from lti_npq.services import content
from lti_npq.services.checking import check_package


def main(package: str) -> None:
    content.shipped_frameworks()
    cpu, wall = time.process_time(), time.perf_counter()
    check_package(package)
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    # Linux counts in kibibytes.
    sys.stdout.write(json.dumps(cost | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
