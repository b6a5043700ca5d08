"""`python -m tests.benchmarks.peers.bare_zip FOLDER OUT`: store what is in every zip of a folder again."""

import json
import sys
import time
from pathlib import Path
from zipfile import ZipFile

NAME = "Python's zipfile, the same bytes"


def main(folder: str, out: str) -> None:
    contents = [_contents(path) for path in sorted(Path(folder).glob("*.zip"))]
    cpu, wall = time.process_time(), time.perf_counter()
    for number, files in enumerate(contents):
        with ZipFile(Path(out) / f"{number}.zip", "w") as archive:
            for name, content, compression in files:
                archive.writestr(name, content, compression)
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(cost) + "\n")


def _contents(path: Path) -> list[tuple[str, bytes, int]]:
    with ZipFile(path) as archive:
        return [(info.filename, archive.read(info), info.compress_type) for info in archive.infolist()]


if __name__ == "__main__":
    main(*sys.argv[1:])
