"""Launches in browsers that keep no cookie of the tool: in frames, or anywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import browser_set_to
from demonstration import started_demo
from playwright.sync_api import FrameLocator, Page, Playwright, expect

pytestmark = pytest.mark.browser

IN_FRAMES, ANYWHERE = "localhost,127.0.0.1", "localhost,*"
"""Where cookies of the tool's site are blocked: in pages of the LMS's site, or in all."""


@pytest.fixture
def page(driver: Playwright, chromium: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of a browser in which somebody has blocked the tool's cookies."""
    blocked = {"content_settings": {"exceptions": {"cookies": {request.param: {"setting": 2}}}}}
    with browser_set_to(driver, chromium, tmp_path, blocked) as context:
        yield context.new_page()


def open_module(page: Page, demo: str) -> FrameLocator:
    page.goto(demo)
    page.get_by_role("button", name=re.compile("Priya Nair")).click()
    page.get_by_role("link", name=re.compile("autumn")).first.click()
    page.get_by_role("link", name=re.compile("^Implementation")).first.click()
    return page.frame_locator("iframe.tool")


@pytest.mark.parametrize("page", [IN_FRAMES], indirect=True)
def test_a_frame_that_keeps_no_cookie_offers_a_tab_that_does(page: Page, demo: str) -> None:
    tool = open_module(page, demo)
    with page.context.expect_page() as opened:
        tool.get_by_role("link", name="Open in a new tab").click()
    expect(opened.value.locator("h1")).to_have_text("Before anyone began")
    assert re.match(r"http://localhost:\d+/s/[\w-]+/pages/", opened.value.url)


@pytest.mark.parametrize("page", [IN_FRAMES], indirect=True)
def test_a_canvas_that_keeps_nothing_leads_a_new_tab_through_its_sign_on(page: Page, tmp_path: Path) -> None:
    # As in Canvas's apps, which name a frame for the tool's data and never answer.
    page.context.route("**/post_message_forwarding", lambda route: route.abort())
    with started_demo(tmp_path / "canvas", "canvas") as canvas:
        tool = open_module(page, canvas)
        with page.context.expect_page() as opened:
            tool.get_by_role("link", name="Open in a new tab").click()
        expect(opened.value.locator("h1")).to_have_text("Before anyone began")


@pytest.mark.parametrize("page", [ANYWHERE], indirect=True)
def test_a_browser_that_keeps_none_at_all_is_told_what_to_do(page: Page, demo: str) -> None:
    tool = open_module(page, demo)
    with page.context.expect_page() as opened:
        tool.get_by_role("link", name="Open in a new tab").click()
    expect(opened.value.locator("h1")).to_have_text("This activity could not be opened")
    expect(opened.value.get_by_text("Allow cookies for this site")).to_be_visible()
