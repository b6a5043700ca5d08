"""Every page for people, judged by axe: WCAG 2.2 AA, on a phone and a desk, light and dark."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe import assert_accessible, require_axe
from playwright.sync_api import Browser, Page, Playwright, ViewportSize
from tool_process import CHROMIUM_FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.peer]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
SignIn = Callable[[str], Page]


@pytest.fixture(scope="module")
def browser(driver: Playwright, chromium: str) -> Iterator[Browser]:
    require_axe()
    browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone, light", "desk, dark"])
def person(request: pytest.FixtureRequest, browser: Browser, demo: str) -> Iterator[SignIn]:
    """Sign somebody in, each in a browser of their own, and open the module in a tab of its own."""
    viewport, scheme = request.param
    contexts = []

    def sign_in(name: str) -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto(demo)
        page.get_by_role("button", name=re.compile(name)).click()
        page.goto(f"{demo}/courses/npqh-autumn/activities/implementation/launch")
        page.wait_for_url(re.compile("localhost"))
        page.locator("h1").wait_for()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_a_participants_pages(person: SignIn) -> None:
    page = person("Amara Osei")
    for _ in range(6):
        assert_accessible(page)
        question = page.locator(".box-question").first
        if question.count():
            question.locator("input[name=option]").first.check()
            question.get_by_role("button").click()
            page.locator("[data-verdict]").first.wait_for()
            assert_accessible(page)
        going_on = page.get_by_role("link", name="Go on").or_(
            page.get_by_role("button", name=re.compile("Mark as read"))
        )
        if not going_on.count():
            break
        going_on.click()
        page.locator("h1").wait_for()
    base = page.url.rpartition("/pages/")[0]
    site = base.partition("/s/")[0]
    for address in (f"{base}/", f"{base}/tasks/fat-implementation", f"{base}/pages/nothing", f"{site}/xapi/profile"):
        page.goto(address)
        assert_accessible(page)


def test_handing_in_and_marking(person: SignIn) -> None:
    writer = person("Tom Ridley")
    writer.goto(writer.url.rpartition("/pages/")[0] + "/tasks/fat-implementation")
    check = writer.get_by_role("button", name=re.compile("Check before"))
    if check.count():
        hand_in(writer)
    assert_accessible(writer)
    marker = person("Helen Marsh")
    assert_accessible(marker)
    if marker.get_by_role("link", name=re.compile("Read and mark")).count():
        marker.get_by_role("link", name=re.compile("Read and mark")).click()
        marker.locator("#criteria").wait_for()
        assert_accessible(marker)
        marker.get_by_role("button", name=re.compile("Return")).click()
        marker.locator("[data-error-summary]").wait_for()
        assert_accessible(marker)
        marker.get_by_label(re.compile("Feedback to")).fill("Say more of the people.")
        marker.get_by_role("button", name=re.compile("Return")).click()
        marker.get_by_role("heading", name="Marking").wait_for()
        assert_accessible(marker)
    writer.goto(writer.url.partition("/tasks/")[0] + "/tasks/fat-implementation")
    assert_accessible(writer)


def test_who_is_in_the_course(person: SignIn) -> None:
    page = person("Helen Marsh")
    page.get_by_role("link", name="People").click()
    page.get_by_role("heading", name="People").wait_for()
    assert_accessible(page)
    while "being asked" in page.content():
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_text("Joseph Adeyemi").wait_for()
    page.get_by_label("Group").select_option("Primary schools")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("Joseph Adeyemi").count() == 0
    assert_accessible(page)
    page.get_by_role("button", name="Ask again").click()
    page.get_by_text("being asked").wait_for()
    assert_accessible(page)


def hand_in(page: Page) -> None:
    """Look at every page on the way from an empty answer to the receipt."""
    check = page.get_by_role("button", name=re.compile("Check before"))
    fields = page.locator("#answer textarea")
    for field in fields.all():
        field.fill("")
    check.click()
    page.locator("[data-error-summary]").wait_for()
    assert_accessible(page)
    for field in fields.all():
        field.fill("Routines fade after half a term.")
    check.click()
    page.get_by_role("button", name=re.compile("Hand in")).wait_for()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("Hand in")).click()
    page.get_by_role("heading", name="Handed in").wait_for()


def test_the_pages_of_choosing_content(person: SignIn, demo: str) -> None:
    page = person("Helen Marsh")
    page.goto(f"{demo}/courses/npqh-autumn/add/1/launch")
    page.get_by_role("heading", name=re.compile("^Add to")).wait_for()
    assert_accessible(page)
    page.locator("a[href$='/choose/npqh-2021']").click()
    page.get_by_role("button", name=re.compile("whole programme")).wait_for()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("ticked")).click()
    page.locator(".error").wait_for()
    assert_accessible(page)
    page.route("**/send.js", lambda route: route.abort())
    page.get_by_role("button", name=re.compile("whole programme")).click()
    page.get_by_role("button", name=re.compile("into the course")).wait_for()
    assert_accessible(page)


def test_a_refused_launch(person: SignIn) -> None:
    assert_accessible(person("Robin Vale"))
