"""`python -m tests.benchmarks [NAME …]`: measure the named figures, or all; print a table, write build/bench.json."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import results
from tests.benchmarks.figures import FIGURES
from tests.benchmarks.results import Figure

BUILD = Path("build")


def main() -> int:
    """Return the exit status: 0 if everything asked for was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(FIGURES)}")
    names = parser.parse_args().names or list(FIGURES)
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        parser.error(f"there is no figure '{unknown[0]}'; there are: {', '.join(FIGURES)}")
    figures = [_measured(name) for name in names]
    results.write(figures, BUILD / "bench.json")
    sys.stdout.write(results.table(figures) + "\n")
    return 0


def _measured(name: str) -> Figure:
    sys.stderr.write(f"measuring {name} …\n")
    BUILD.mkdir(exist_ok=True)
    # On the project's own disk: a temporary folder in memory would make SQLite's careful writing look free.
    with tempfile.TemporaryDirectory(dir=BUILD, prefix=f"bench-{name}-") as folder:
        return FIGURES[name](Path(folder).resolve())


sys.exit(main())
