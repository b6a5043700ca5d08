"""What a SCORM 1.2 package of a large programme takes, beside a packager that zips ready-made pages."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Cost, interleaved
from tests.benchmarks.programme import large_package, pages_as_html
from tests.benchmarks.results import Figure

PEERS = Path("build/npm").resolve()
PACKAGER = PEERS / "node_modules/simple-scorm-packager"
PACK = Path(__file__).parent.parent / "peers/pack.cjs"


def export_scorm12(folder: Path) -> Figure:
    """Seconds of CPU from a content package to a finished zip, interpreters already running.

    The peer has less to do: its pages are HTML already, ours are Markdown that is checked and compiled first.
    """
    package = large_package(folder / "package")
    pages = pages_as_html(package, folder / "pages")
    name = _packager_name()
    if name is None:
        (ours,) = interleaved(lambda: _our_export(package, folder / "ours.zip"))
        return _figure(ours, None, None)
    ours, peer = interleaved(
        lambda: _our_export(package, folder / "ours.zip"), lambda: _peer_export(pages, folder / "peer")
    )
    return _figure(ours, name, peer)


def _figure(ours: Cost, peer: str | None, theirs: Cost | None) -> Figure:
    details = {"wall_value": ours.wall} | ({"peer_wall_value": theirs.wall} if theirs else {})
    return Figure("export_scorm12", ours.cpu, "s of CPU", peer, theirs.cpu if theirs else None, details)


def _packager_name() -> str | None:
    """Return the packager's name and version, or None with a word on how to get it."""
    manifest = PACKAGER / "package.json"
    if shutil.which("node") is None or not manifest.is_file():
        sys.stderr.write("export_scorm12 has no peer here: install Node.js and run `make peers`.\n")
        return None
    described = json.loads(manifest.read_text(encoding="utf-8"))
    return f"{described['name']} {described['version']}"


def _our_export(package: Path, out: Path) -> Cost:
    return _timed([sys.executable, "-m", "tests.benchmarks.export_once", str(package), str(out)])


def _peer_export(pages: Path, out: Path) -> Cost:
    shutil.rmtree(out, ignore_errors=True)
    return _timed(["node", str(PACK), str(PACKAGER), str(pages), str(out)])


def _timed(command: list[str]) -> Cost:
    """Run a script whose last line says what its work took."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    cost: dict[str, Any] = json.loads(output.splitlines()[-1])
    return Cost(cost["cpu"], cost["wall"])
