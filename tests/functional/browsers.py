"""Chromium with settings that a person could have made."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, ViewportSize
from tool_process import CHROMIUM_FLAGS

PHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def browser_set_to(
    driver: Playwright, chromium: str, profile: Path, preferences: Mapping[str, Any]
) -> Iterator[BrowserContext]:
    """Run Chromium with an empty profile in which these preferences are set."""
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text(json.dumps({"profile": preferences}))
    context = driver.chromium.launch_persistent_context(
        str(profile), executable_path=chromium, args=CHROMIUM_FLAGS, headless=True, viewport=PHONE
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()
