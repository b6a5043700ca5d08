"""Deep linking and a copied course in a browser: chosen in a frame, made by the LMS, copied, and asked about."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

AUTUMN = "NPQ for Headship: autumn cohort"
TASK = "Lead one change to the point where it holds"


@pytest.fixture
def facilitator(page: Page, demo: str) -> Page:
    """Helen Marsh in her course, which she has opened the tool in before."""
    page.goto(demo)
    page.get_by_role("button", name=re.compile("Helen Marsh")).click()
    page.get_by_role("link", name=re.compile("autumn")).first.click()
    open_tool(page)
    return page


def open_tool(page: Page) -> None:
    """Open the first activity of a course and come back to the course."""
    course = page.url
    page.get_by_role("link", name=re.compile("^Implementation")).first.click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Marking")).to_be_visible()
    page.goto(course)


def test_a_whole_programme_is_added_and_its_copy_linked(facilitator: Page) -> None:
    page, course = facilitator, facilitator.url
    page.get_by_role("link", name=re.compile("Add from")).first.click()
    picker = page.frame_locator("iframe")
    picker.locator("a[href$='/choose/npqh-2021']").click()
    picker.get_by_role("button", name="Add the whole programme").click()
    expect(picker.get_by_text(re.compile(r"\d+ activities added"))).to_be_visible()
    page.goto(course)
    expect(page.get_by_role("link", name=re.compile(TASK))).to_be_visible()

    page.get_by_role("button", name="Copy this course").click()
    expect(page.get_by_role("heading", name=re.compile("copy 1"))).to_be_visible()
    page.get_by_role("link", name=re.compile(TASK)).click()
    tool = page.frame_locator("iframe")
    expect(tool.get_by_role("heading", name="Marking")).to_be_visible()
    expect(tool.get_by_text(f"This course was copied from “{AUTUMN}”")).to_be_visible()
    tool.get_by_role("button", name="Yes, link them").click()
    expect(tool.get_by_text(f"Linked with “{AUTUMN}” by Helen Marsh")).to_be_visible()


def test_nothing_is_added_by_going_back(facilitator: Page) -> None:
    page = facilitator
    before = page.locator(".cards a").count()
    course = page.url
    page.get_by_role("link", name=re.compile("Add from")).first.click()
    picker = page.frame_locator("iframe")
    picker.get_by_role("button", name="Add nothing and go back").click()
    expect(picker.get_by_text("Nothing was added.")).to_be_visible()
    page.goto(course)
    assert page.locator(".cards a").count() == before
