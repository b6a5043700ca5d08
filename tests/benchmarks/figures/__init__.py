"""The figures, by the names they have in build/bench.json."""

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figures import delivering, exporting, facts, launches, pages, publishing, uploads
from tests.benchmarks.results import Figure

FIGURES: dict[str, Callable[[Path], Figure]] = {
    "launch_post": launches.launch_post,
    "launch_full": launches.launch_full,
    "launch_growth": launches.launch_growth,
    "page_view": pages.page_view,
    "record_fact": facts.record_fact,
    "export_scorm12": exporting.export_scorm12,
    "export_500p_50mb": exporting.export_500p_50mb,
    "export_memory": exporting.export_memory,
    "export_all": exporting.export_all,
    "content_check": publishing.content_check,
    "content_publish": publishing.content_publish,
    "upload_300mb": uploads.upload_300mb,
    "drain_null": delivering.drain_null,
    "drain_ll": delivering.drain_ll,
    "drain_dead_neighbour": delivering.drain_dead_neighbour,
    "drain_growth": delivering.drain_growth,
    "scores_1000": delivering.scores_1000,
}
"""Each measures in an empty folder, which is removed afterwards."""
