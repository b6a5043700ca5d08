"""`python -m tests.benchmarks.publish_once PACKAGE FOLDER`: publish once, and say what it took without the start-up."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from lti_npq.services import content, installation, opening
from lti_npq.storage.database import for_writing
from tests.benchmarks import tool


def main(package: str, folder: str) -> None:
    settings = tool.settings(folder)
    engine = opening.open_database(settings)
    content.shipped_frameworks()
    cpu, wall = time.process_time(), time.perf_counter()
    with Session(engine) as session, session.begin():
        installation.publish_folder(for_writing(session), settings, Path(package), datetime.now(UTC))
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(cost) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
