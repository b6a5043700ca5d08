"""The real thing: processes, a browser, two sites."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import browser_set_to
from demonstration import started_demo
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from tool_process import ToolProcess

from availability import unavailable


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    return shutil.which("chromium") or unavailable("Chromium is not installed")


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """The one driver of all browsers: a second one in the same thread refuses to start."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser_without_third_party_cookies(
    driver: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Chromium as a careful person sets it: no third-party cookies, so only partitioned ones live in a frame."""
    careful = {"cookie_controls_mode": 1, "block_third_party_cookies": True}
    with browser_set_to(driver, chromium, tmp_path_factory.mktemp("careful"), careful) as context:
        yield context


@pytest.fixture
def page(browser_without_third_party_cookies: BrowserContext) -> Iterator[Page]:
    """A new tab, signed in nowhere."""
    browser_without_third_party_cookies.clear_cookies()
    page = browser_without_third_party_cookies.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`lti-npq demo` as a newcomer starts it; gives the address that it prints."""
    with started_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[ToolProcess]:
    """A tool of the test's own, not started yet."""
    tool = ToolProcess(tmp_path / "tool")
    yield tool
    tool.kill()
