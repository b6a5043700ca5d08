"""`python -m tests.benchmarks.export_everything FOLDER`: every shipped level in every format, once."""

import json
import sys
import time
from pathlib import Path

from lti_npq import exports
from lti_npq.services.content import shipped_packages
from lti_npq.services.exporting import export, from_package

OPTIONS = exports.Options(tool_url="https://npq.example.org")


def main(folder: str) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    for package in shipped_packages():
        what = from_package(str(package))
        for name in exports.FORMATS:
            export(what, name, Path(folder) / f"{package.name}-{name}.zip", options=OPTIONS)
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(cost) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
