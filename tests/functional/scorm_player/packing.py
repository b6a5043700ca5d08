"""Programmes to play, exported and served."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scorm_player.serving import ROOT, served

from lti_npq import exports

SAMPLE = runpy.run_path(str(ROOT / "tests" / "unit" / "exports" / "export_sample.py"))


def export_and_serve(
    programme: Any, media: Any, folder: Path, format_name: str = "scorm12", **options: Any
) -> Iterator[int]:
    """Export a programme, serve it with the player around it, and yield the port."""
    exports.export(programme, format_name, media, folder / "package.zip", options=exports.Options(**options))
    with served(folder / "package.zip", folder / "unpacked") as port:
        yield port
