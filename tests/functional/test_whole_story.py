"""The whole story in a browser: tool and LMS on two sites, third-party cookies blocked, both roles."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = pytest.mark.browser

ANSWER = "The problem is that new routines fade after half a term, because nobody looks at how they are done."
FEEDBACK = "You name the problem precisely. Next, say how you will notice the first sign of drift."


def sign_in(page: Page, demo: str, person: str) -> None:
    page.goto(demo)
    page.get_by_role("button", name=re.compile(person)).click()


def open_activity(page: Page, course: str = "autumn", activity: str = "Implementation") -> FrameLocator:
    """Go from the list of courses to an activity; return the frame with the tool in it."""
    page.get_by_role("link", name=re.compile(course)).first.click()
    page.get_by_role("link", name=re.compile(f"^{activity}")).first.click()
    return page.frame_locator("iframe")


def read_all_pages(page: Page, tool: FrameLocator) -> None:
    """Mark page after page as read until the last one offers the task."""
    for _ in range(10):
        title = tool.locator("h1").inner_text()
        button = tool.get_by_role("button", name=re.compile("Mark as read"))
        finishes = "finish" in button.inner_text()
        button.click()
        if finishes:
            expect(tool.get_by_text("Now do the task")).to_be_visible()
            return
        expect(tool.locator("h1")).not_to_have_text(title)
    pytest.fail("the module has no last page")


def answer_rightly(tool: FrameLocator) -> None:
    """Answer the first self-check, wrongly first, and see what each answer teaches."""
    question = tool.locator(".box-question").first
    for option in question.locator("input[name=option]").all():
        option.check()
        question.get_by_role("button", name=re.compile("Check")).click()
        # Each answer explains itself, and nothing but itself.
        expect(tool.locator(f"#{option.get_attribute('id')}-why")).to_be_visible()
        expect(question.locator(".why")).to_have_count(1)
        if "That is right" in question.locator("[data-verdict]").inner_text():
            return
    pytest.fail("no option is right")


def write_and_hand_in(tool: FrameLocator) -> None:
    expect(tool.get_by_role("heading", name="Your answer")).to_be_visible()
    for field in tool.locator("#answer textarea").all():
        field.fill(ANSWER)
    expect(tool.locator("[data-saved]").first).to_contain_text("Saved")
    tool.get_by_role("button", name=re.compile("Check before handing in")).click()
    expect(tool.get_by_text(ANSWER).first).to_be_visible()
    tool.get_by_role("button", name=re.compile("Hand in")).click()
    expect(tool.get_by_role("heading", name="Handed in")).to_be_visible()


def mark(tool: FrameLocator, participant: str) -> None:
    tool.get_by_role("link", name=re.compile("Read and mark")).click()
    expect(tool.get_by_role("heading", name=participant, exact=True)).to_be_visible()
    for criterion in tool.locator("[data-criterion]").all():
        criterion.locator("input").last.check()
    tool.locator("[data-criterion]").first.locator("input").nth(1).check()
    expect(tool.locator("[data-total]")).to_have_text("7 of 8 points")
    tool.get_by_label(re.compile("Feedback to")).fill(FEEDBACK)
    tool.get_by_role("button", name=re.compile("Send points")).click()
    expect(tool.get_by_text("Nothing is waiting for you")).to_be_visible()


def test_third_party_cookies_are_really_blocked(page: Page, demo: str) -> None:
    sign_in(page, demo, "Tom Ridley")
    tool = open_activity(page)
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
    tool = open_activity(page)
    expect(tool.get_by_text("See it").first).to_be_visible()
    answer_rightly(tool)
    read_all_pages(page, tool)
    tool.locator(".row-link").first.click()
    write_and_hand_in(tool)

    sign_in(page, demo, "Helen Marsh")
    mark(open_activity(page), "Amara Osei")

    sign_in(page, demo, "Amara Osei")
    page.goto(f"{demo}/courses/npqh-autumn/grades")
    expect_eventually(page, FEEDBACK)
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
    tool = open_activity(page)
    expect(tool.get_by_role("heading", name="This activity could not be opened")).to_be_visible()
    expect(tool.get_by_text("reference")).to_be_visible()


def test_the_activity_opens_in_a_tab_of_its_own(page: Page, demo: str) -> None:
    sign_in(page, demo, "Priya Nair")
    open_activity(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in a new tab").click()
    tab = opened.value
    expect(tab.locator("h1")).to_have_text("Before anyone began")
    assert tab.url.startswith("http://localhost:")
    tab.close()


def expect_eventually(page: Page, text: str) -> None:
    """Reload until the text is there: grades arrive a moment after marking."""
    for _ in range(20):
        if text in page.content():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(f"“{text}” never appeared in the gradebook")
