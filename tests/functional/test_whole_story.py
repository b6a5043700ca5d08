"""The whole story in a browser: tool and LMS on two sites, third-party cookies blocked, both roles."""

import pytest
from actors import (
    ANSWER,
    FEEDBACK,
    answer_rightly,
    mark,
    open_activity,
    read_all_pages,
    see_eventually,
    sign_in,
    write_and_hand_in,
)
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MODULE = "Implementation"


def test_third_party_cookies_are_really_blocked(page: Page, demo: str) -> None:
    sign_in(page, demo, "Tom Ridley")
    tool = open_activity(page, MODULE)
    expect(tool.locator("h1")).to_be_visible()
    [frame] = [frame for frame in page.frames if "localhost" in frame.url]
    kept = frame.evaluate(
        """async () => {
            document.cookie = 'plain=1; SameSite=None; Secure; Path=/';
            document.cookie = 'parted=1; SameSite=None; Secure; Path=/; Partitioned';
            return document.cookie;
        }"""
    )
    assert "plain" not in kept
    assert "parted" in kept


def test_a_participant_studies_and_a_facilitator_marks(page: Page, demo: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

    sign_in(page, demo, "Amara Osei")
    tool = open_activity(page, MODULE)
    expect(tool.get_by_text("See it").first).to_be_visible()
    answer_rightly(tool)
    read_all_pages(tool)
    tool.locator(".row-link").first.click()
    write_and_hand_in(tool)

    sign_in(page, demo, "Helen Marsh")
    mark(open_activity(page, MODULE), "Amara Osei")

    sign_in(page, demo, "Amara Osei")
    page.goto(f"{demo}/courses/npqh-autumn/grades")
    see_eventually(page, FEEDBACK)
    # The activity's own column counts to 100: seven points of eight.
    expect(page.locator("main")).to_contain_text("87.5 of 100")

    page.goto(f"{demo}/activity-log")
    log = page.locator("main").inner_text()
    for verb in ("started", "studied", "answered", "submitted", "was given a score for"):
        assert verb in log, f"the activity log does not say that somebody {verb}"
    assert ANSWER not in page.content()
    assert problems == []


def test_somebody_without_a_role_is_told_so(page: Page, demo: str) -> None:
    sign_in(page, demo, "Robin Vale")
    tool = open_activity(page, MODULE)
    expect(tool.get_by_role("heading", name="This activity could not be opened")).to_be_visible()
    expect(tool.get_by_text("reference")).to_be_visible()


def test_the_activity_opens_in_a_tab_of_its_own(page: Page, demo: str) -> None:
    sign_in(page, demo, "Priya Nair")
    open_activity(page, MODULE)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in a new tab").click()
    tab = opened.value
    expect(tab.locator("h1")).to_have_text("Before anyone began")
    assert tab.url.startswith("http://localhost:")
    tab.close()
