"""What packages for other systems take, beside a packager that zips ready-made pages and beside bare zipping."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec

from lti_npq import packages
from lti_npq.domain.programme import MediaFile, Programme
from lti_npq.services.content import shipped_frameworks
from tests.benchmarks.measuring import Cost, interleaved
from tests.benchmarks.peers import bare_zip
from tests.benchmarks.programme import PAGES_500, large_package, pages_as_html
from tests.benchmarks.results import Figure

PEERS = Path("build/npm").resolve()
PACKAGER = PEERS / "node_modules/simple-scorm-packager"
PACK = Path(__file__).parent.parent / "peers/pack.cjs"
MEGABYTE = 1_000_000
FILES = 50


def export_scorm12(folder: Path) -> Figure:
    """Seconds of CPU from a content package to a finished zip, interpreters already running.

    The peer has less to do: its pages are HTML already, ours are Markdown that is checked and compiled first.
    """
    package = large_package(folder / "package")
    pages = pages_as_html(package, folder / "pages")
    ours, peer = _beside_packager(lambda: _ours("export_once", package, folder / "ours.zip"), pages, folder)
    details = {"wall_value": ours.wall} | ({"peer_wall_value": peer.wall} if peer else {})
    return Figure("export_scorm12", ours.cpu, "s of CPU", _packager_name(), peer.cpu if peer else None, details)


def export_500p_50mb(folder: Path) -> Figure:
    """Seconds on the clock from a published programme of 500 pages and 50 MB of media to a finished zip."""
    package = large_package(folder / "package", PAGES_500)
    pages = pages_as_html(package, folder / "pages")
    programme, media = _published(package, folder, size=MEGABYTE, content=os.urandom)
    shutil.copytree(media, pages / "media")
    ours, peer = _beside_packager(
        lambda: _ours("export_published", programme, media, folder / "ours.zip"), pages, folder
    )
    details = {"cpu_value": ours.cpu} | ({"peer_cpu_value": peer.cpu} if peer else {})
    return Figure("export_500p_50mb", ours.wall, "s", _packager_name(), peer.wall if peer else None, details)


def export_memory(folder: Path) -> Figure:
    """Peak MB of a whole process that exports 2 GB of media; its peer is the same with 50 MB."""
    package = large_package(folder / "package")
    peaks = []
    for name, size in (("small", MEGABYTE), ("large", 40 * MEGABYTE)):
        inside = folder / name
        inside.mkdir()
        programme, media = _published(package, inside, size=size, content=None)
        peaks.append(_peak(programme, media, inside / "out.zip"))  # it hardly varies, and 2 GB take a while
        shutil.rmtree(inside)
    small, large = peaks
    return Figure("export_memory", large, "MB", "the same export with 50 MB of media", small)


def export_all(folder: Path) -> Figure:
    """Seconds on the clock for every shipped level in every format, from its Markdown."""
    ours_folder, peer_folder = folder / "ours", folder / "peer"
    ours_folder.mkdir()
    peer_folder.mkdir()
    ours, peer = interleaved(
        lambda: _ours("export_everything", ours_folder),
        lambda: _ours("peers.bare_zip", ours_folder, peer_folder),
    )
    details = {"cpu_value": ours.cpu, "peer_cpu_value": peer.cpu}
    return Figure("export_all", ours.wall, "s", bare_zip.NAME, peer.wall, details)


def _published(package: Path, folder: Path, *, size: int, content: Callable[[int], bytes] | None) -> tuple[Path, Path]:
    """Write the compiled form of a package with media, each of `size` bytes; without `content` they are holes."""
    programme = packages.compile_package(packages.read(package), shipped_frameworks())
    media = folder / "media"
    media.mkdir()
    files = tuple(_medium(media, number, size, content) for number in range(FILES))
    compiled: Programme = msgspec.structs.replace(programme, media=files)
    path = folder / "programme.json"
    path.write_bytes(packages.encode(compiled))
    return path, media


def _medium(folder: Path, number: int, size: int, content: Callable[[int], bytes] | None) -> MediaFile:
    digest = sha256(str(number).encode()).hexdigest()
    with (folder / digest).open("wb") as file:
        if content:
            file.write(content(size))
        file.truncate(size)
    return MediaFile(f"media/{number}.mp4", digest, "video/mp4", size)


def _beside_packager(ours: Callable[[], Cost], pages: Path, folder: Path) -> tuple[Cost, Cost | None]:
    """Measure in turn with the packager; its cost is None where it is not installed."""
    if _packager_name() is None:
        sys.stderr.write("there is no peer here: install Node.js and run `make peers`.\n")
        (alone,) = interleaved(ours)
        return alone, None
    cost, peer = interleaved(ours, lambda: _packed(pages, folder / "peer"))
    return cost, peer


def _packager_name() -> str | None:
    """Return the packager's name and version, or None where it cannot run."""
    manifest = PACKAGER / "package.json"
    if shutil.which("node") is None or not manifest.is_file():
        return None
    described = json.loads(manifest.read_text(encoding="utf-8"))
    return f"{described['name']} {described['version']}"


def _packed(pages: Path, out: Path) -> Cost:
    shutil.rmtree(out, ignore_errors=True)
    return _cost(_said(["node", str(PACK), str(PACKAGER), str(pages), str(out)]))


def _ours(module: str, *arguments: Path) -> Cost:
    return _cost(_said([sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]))


def _peak(programme: Path, media: Path, out: Path) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.export_published", str(programme), str(media), str(out)]
    return _said(command)["peak_mb"]


def _cost(said: dict[str, float]) -> Cost:
    return Cost(said["cpu"], said["wall"])


def _said(command: list[str]) -> dict[str, float]:
    """Run a script whose last line says what its work took."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    said: dict[str, float] = json.loads(output.splitlines()[-1])
    return said
