"""Launches in a browser that keeps no cookie of the tool at all, in an LMS that keeps things for tools."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from actors import open_activity, sign_in
from browsers import browser_set_to
from playwright.sync_api import FrameLocator, Locator, Page, Playwright, expect
from storage_platform import StoragePlatform
from tool_process import ToolProcess

from lti_npq.demo_lms import DemoSettings, RunningLms, start_in_thread
from lti_npq.demo_lms.openings import STORAGE_FRAME
from lti_npq.demo_lms.presets import habits_for
from lti_npq.demo_lms.settings import CLIENT_ID

pytestmark = pytest.mark.browser

SLOWEST = 60_000
NO_COOKIES = {"content_settings": {"exceptions": {"cookies": {"localhost,*": {"setting": 2}}}}}
NO_COOKIES_IN_FRAMES = {"content_settings": {"exceptions": {"cookies": {"localhost,127.0.0.1": {"setting": 2}}}}}
"""None of the tool's inside a page of the demonstration LMS; a tab of the tool's own keeps them."""


@pytest.fixture
def page(driver: Playwright, chromium: str, tmp_path: Path) -> Iterator[Page]:
    """A tab of a browser in which somebody has blocked the tool's cookies everywhere."""
    (tmp_path / "profile").mkdir()
    with browser_set_to(driver, chromium, tmp_path / "profile", NO_COOKIES) as context:
        yield context.new_page()


@pytest.fixture
def app_page(driver: Playwright, chromium: str, tmp_path: Path) -> Iterator[Page]:
    """A tab of a browser that blocks the tool's cookies in the LMS's pages only, as the views in apps do."""
    (tmp_path / "app").mkdir()
    with browser_set_to(driver, chromium, tmp_path / "app", NO_COOKIES_IN_FRAMES) as context:
        yield context.new_page()


@pytest.fixture
def platform(tool: ToolProcess) -> Iterator[StoragePlatform]:
    """A platform that the tool knows, with the NPQH course published."""
    with StoragePlatform(tool.address) as platform:
        addresses = platform.platform.registration
        options = [f"--{name.replace('_', '-')}={value}" for name, value in addresses.items()]
        options.append(f"--service-host={platform.course_host}")
        tool.settings["ALLOW_PRIVATE_ADDRESSES"] = "true"
        for command in (
            ["platform", "add", *options, "--deployment=deployment-1"],
            ["content", "publish", "npqh-2021"],
        ):
            ran = tool.run(*command)
            assert ran.returncode == 0, ran.stderr
        tool.start()
        yield platform


def tool_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=tool]")


def heading_in(page: Page) -> Locator:
    """Return what the tool's page is called, of whatever is shown of it."""
    return tool_in(page).get_by_role("heading", level=1)


@pytest.mark.parametrize("target", ["_parent", "post_message_forwarding"])
def test_the_lms_keeps_the_secret_and_the_course_opens_in_its_frame(
    page: Page, platform: StoragePlatform, target: str
) -> None:
    page.goto(platform.course(target))
    tool = tool_in(page)
    expect(heading_in(page)).to_contain_text("Headship", timeout=SLOWEST)
    assert platform.told == [["lti.put_data", platform.tool], ["lti.get_data", platform.tool]]
    tool.get_by_role("link", name=re.compile("^Implementation")).first.click()
    expect(heading_in(page)).to_have_text("Before anyone began", timeout=SLOWEST)
    assert page.context.cookies(platform.tool) == []


@contextmanager
def canvas_known_to(tool: ToolProcess, *habits: str) -> Iterator[RunningLms]:
    """Run the demonstration LMS as Canvas, registered by hand under the issuer that all Canvases share."""
    with start_in_thread(DemoSettings(port=0, tool=tool.address, habits=habits_for("canvas", habits))) as lms:
        at = lms.settings
        addresses = ["--auth-url", at.authorize_url, "--token-url", at.token_url, "--jwks-url", at.jwks_url]
        addresses += ["--service-host", f"{at.host}:{at.port}"]
        for command in (
            ["platform", "add", "--issuer", at.issuer, "--client-id", CLIENT_ID, "--deployment", "demo-1", *addresses],
            ["content", "publish", "npqh-2021"],
        ):
            ran = tool.run(*command)
            assert ran.returncode == 0, ran.stderr
        tool.start()
        yield lms


@pytest.fixture
def canvas(tool: ToolProcess) -> Iterator[RunningLms]:
    with canvas_known_to(tool) as lms:
        yield lms


@pytest.fixture
def canvas_app(tool: ToolProcess) -> Iterator[RunningLms]:
    """Canvas's app for phones, which names a storage frame and never answers."""
    with canvas_known_to(tool, "deaf_to_messages") as lms:
        yield lms


def test_canvas_keeps_the_secret_in_a_frame_beside_the_tools(page: Page, canvas: RunningLms, tool: ToolProcess) -> None:
    sign_in(page, canvas.address, "Priya Nair")
    shown = open_activity(page, "Implementation")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Before anyone began", timeout=SLOWEST)
    # On sign-on's host, which is the only one that the tool tells its secret to.
    assert [frame.name for frame in page.frames if frame.url == canvas.settings.storage_frame_url] == [STORAGE_FRAME]
    assert not canvas.settings.storage_frame_url.startswith(canvas.address)
    assert page.context.cookies(tool.address) == []


def test_where_canvas_app_never_answers_the_tool_goes_on_in_a_tab_of_its_own(
    app_page: Page, canvas_app: RunningLms, tool: ToolProcess
) -> None:
    sign_in(app_page, canvas_app.address, "Priya Nair")
    shown = open_activity(app_page, "Implementation")
    with app_page.context.expect_page() as opened:
        shown.get_by_role("link", name="Open in a new tab").click(timeout=SLOWEST)
    # The tool did ask, and gave up.
    expect(shown.locator("[data-asks='lti.put_data']")).to_have_count(1)
    expect(shown.locator("[data-asks='lti.put_data']")).to_be_hidden()
    heading = opened.value.get_by_role("heading", level=1)
    expect(heading).to_have_text("Before anyone began", timeout=SLOWEST)
    assert urlsplit(opened.value.url).netloc == urlsplit(tool.address).netloc


def test_the_address_of_a_session_without_a_cookie_opens_in_no_tab(page: Page, platform: StoragePlatform) -> None:
    page.goto(platform.course("_parent"))
    expect(heading_in(page)).to_contain_text("Headship", timeout=SLOWEST)
    [frame] = [frame for frame in page.frames if "/s/" in frame.url]
    copied = page.context.new_page()
    copied.goto(frame.url)
    expect(copied.get_by_text("This page only works inside your course.")).to_be_visible()


@pytest.mark.parametrize(
    ("target", "habit"),
    [("_parent", "silent"), ("_parent", "refusing"), ("post_message_forwarding", "silent")],
)
def test_where_the_lms_does_not_answer_a_new_tab_is_offered(
    page: Page, platform: StoragePlatform, target: str, habit: str
) -> None:
    page.goto(platform.course(target, habit))
    expect(tool_in(page).get_by_role("link", name="Open in a new tab")).to_be_visible(timeout=SLOWEST)
    expect(tool_in(page).get_by_text("Opening your activity")).to_be_hidden()


def test_where_the_named_frame_is_missing_a_new_tab_is_offered(page: Page, platform: StoragePlatform) -> None:
    page.goto(platform.course("nowhere", "frameless"))
    expect(tool_in(page).get_by_role("link", name="Open in a new tab")).to_be_visible(timeout=SLOWEST)


def test_a_person_is_told_where_the_lms_does_not_give_the_secret_back(page: Page, platform: StoragePlatform) -> None:
    page.goto(platform.course("_parent", "forgetful"))
    expect(heading_in(page)).to_have_text("Your course did not answer", timeout=SLOWEST)


def test_a_secret_that_is_not_ours_opens_nothing(page: Page, platform: StoragePlatform) -> None:
    page.goto(platform.course("_parent", "lying"))
    expect(heading_in(page)).to_have_text("This activity could not be opened", timeout=SLOWEST)
    expect(tool_in(page).get_by_text("This launch was started in another browser.")).to_be_visible()
