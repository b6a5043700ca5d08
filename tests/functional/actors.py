"""What people do in a browser, at the LMS and in the tool's frame there: the steps that stories are made of."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

ANSWER = "The problem is that new routines fade after half a term, because nobody looks at how they are done."
FEEDBACK = "You name the problem precisely. Next, say how you will notice the first sign of drift."
TASK = "Lead one change to the point where it holds"
AUTUMN = "NPQ for Headship: autumn cohort"
_SECONDS = 30


def sign_in(page: Page, lms: str, person: str) -> None:
    """Become somebody else at the LMS."""
    page.goto(lms)
    switch = page.get_by_role("button", name="Switch person")
    if switch.count():
        switch.click()
    page.get_by_role("button", name=re.compile(person)).click()


def tool_in(page: Page) -> FrameLocator:
    """Return the tool's frame in a page of the LMS."""
    return page.frame_locator("iframe.tool")


def open_course(page: Page, course: str = AUTUMN) -> None:
    """Go from the list of courses to one of them."""
    page.get_by_role("navigation").get_by_role("link", name="Courses").click()
    page.get_by_role("link", name=re.compile(f"^{re.escape(course)}")).first.click()


def open_activity(page: Page, activity: str, course: str = AUTUMN) -> FrameLocator:
    """Open the newest activity of a course whose name begins so."""
    open_course(page, course)
    page.get_by_role("link", name=re.compile(f"^{activity}")).last.click()
    return tool_in(page)


def answer_rightly(tool: FrameLocator) -> None:
    """Answer the first self-check, wrongly first, and see what each answer teaches."""
    question = tool.locator(".box-question").first
    expect(question).to_be_visible()
    for option in question.locator("input[name=option]").all():
        option.check()
        question.get_by_role("button", name=re.compile("Check")).click()
        # Each answer explains itself, and nothing but itself.
        expect(tool.locator(f"#{option.get_attribute('id')}-why")).to_be_visible()
        expect(question.locator(".why")).to_have_count(1)
        if "That is right" in question.locator("[data-verdict]").inner_text():
            return
    pytest.fail("no option is right")


def read_all_pages(tool: FrameLocator) -> None:
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


def write_and_hand_in(tool: FrameLocator) -> None:
    """Write every part of a task, read it through and hand it in."""
    expect(tool.get_by_role("heading", name="Your answer")).to_be_visible()
    for field in tool.locator("#answer textarea").all():
        field.fill(ANSWER)
    expect(tool.locator("[data-saved]").first).to_contain_text("Saved", timeout=30_000)
    tool.get_by_role("button", name=re.compile("Check before handing in")).click()
    expect(tool.get_by_text(ANSWER).first).to_be_visible()
    tool.get_by_role("button", name=re.compile("Hand in")).click()
    expect(tool.get_by_role("heading", name="Handed in")).to_be_visible()


def mark(tool: FrameLocator, participant: str) -> None:
    """Give seven of eight points to whoever is first in the queue."""
    tool.get_by_role("link", name=re.compile("Read and mark")).click()
    expect(tool.get_by_role("heading", name=participant, exact=True)).to_be_visible()
    for criterion in tool.locator("[data-criterion]").all():
        criterion.locator("input").last.check()
    tool.locator("[data-criterion]").first.locator("input").nth(1).check()
    expect(tool.locator("[data-total]")).to_have_text("7 of 8 points")
    tool.get_by_label(re.compile("Feedback to")).fill(FEEDBACK)
    tool.get_by_role("button", name=re.compile("Send points")).click()
    expect(tool.get_by_text("Nothing is waiting for you")).to_be_visible()


def see_eventually(page: Page, text: str) -> None:
    """Reload until the text is on the page or in the tool's frame: grades travel for a moment."""
    for _ in range(_SECONDS):
        page.wait_for_load_state("networkidle")
        shown = "".join(frame.locator("main").inner_text() for frame in page.frames if frame.locator("main").count())
        if text in shown:
            return
        page.wait_for_timeout(1_000)
        page.reload()
    pytest.fail(f"“{text}” never appeared")
