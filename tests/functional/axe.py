"""Pages judged by axe: WCAG 2.2 AA and good practice."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from availability import unavailable

AXE = Path(__file__).parents[2] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def require_axe() -> None:
    """Skip the test where axe is not installed."""
    if not AXE.is_file():
        unavailable("missing: npm axe-core; `make peers` installs it")


def assert_accessible(page: Page) -> None:
    """Run axe on the page as it stands; also refuse sideways scrolling."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    told = [f"{page.url}: {one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
