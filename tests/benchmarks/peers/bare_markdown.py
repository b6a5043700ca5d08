"""`python -m tests.benchmarks.peers.bare_markdown FOLDER`: render every Markdown file of a folder, and nothing else."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from markdown_it import MarkdownIt

NAME = f"markdown-it-py {version('markdown-it-py')}, rendering only"


def main(folder: str) -> None:
    parser = MarkdownIt("commonmark").enable("table")
    cpu, wall = time.process_time(), time.perf_counter()
    for path in sorted(Path(folder).rglob("*.md")):
        parser.render(path.read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
