"""A programme with all that one may hold, judged by axe: every kind of self-check, media, cases in each state."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import assert_accessible, require_axe
from browsers import PHONE
from playwright.sync_api import Browser, Locator, Page, Playwright, ViewportSize
from tool_process import CHROMIUM_FLAGS

from conftest import started_demo
from factories import small_package
from new_content import add_cases, show_everything

pytestmark = [pytest.mark.browser, pytest.mark.peer]

DESK: ViewportSize = {"width": 1280, "height": 900}
COURSE = "/courses/npqh-autumn"
Everything = tuple[str, Browser]


@pytest.fixture(scope="module")
def everything(
    tmp_path_factory: pytest.TempPathFactory, driver: Playwright, chromium: str
) -> Iterator[tuple[str, Browser]]:
    """The demonstration with the small programme in its course, and a browser."""
    require_axe()
    folder = tmp_path_factory.mktemp("everything")
    package = small_package(folder / "package")
    show_everything(package)
    add_cases(package)
    with started_demo(folder / "demo") as demo:
        _publish(folder / "demo", package)
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        _add_to_course(browser, demo)
        yield demo, browser
        browser.close()


def _publish(data: Path, package: Path) -> None:
    ours = {"LTI_NPQ_DATA_DIR": str(data / "tool"), "LTI_NPQ_SECRET_KEY": (data / "secret-key").read_text()}
    command = [sys.executable, "-m", "lti_npq", "content", "publish", str(package)]
    subprocess.run(command, env={**os.environ, **ours}, check=True, timeout=60)


def _sign_in(page: Page, demo: str, name: str) -> None:
    page.goto(demo)
    page.get_by_role("button", name=re.compile(name)).click()


def _add_to_course(browser: Browser, demo: str) -> None:
    """As a facilitator, choose all of the small programme."""
    page = browser.new_page()
    _sign_in(page, demo, "Helen Marsh")
    page.goto(f"{demo}{COURSE}/activities/implementation/launch")
    page.get_by_role("heading", name="Marking").wait_for()
    page.goto(f"{demo}{COURSE}/add/1/launch")
    page.get_by_role("link", name="A small programme").click()
    page.get_by_role("button", name=re.compile("whole programme")).click()
    page.get_by_text("activities added").wait_for()
    page.close()


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone, light", "desk, dark"])
def person(request: pytest.FixtureRequest, everything: Everything) -> Iterator[Page]:
    """A participant, one for each kind of screen, in the module."""
    demo, browser = everything
    viewport, scheme = request.param
    context = browser.new_context(viewport=viewport, color_scheme=scheme)
    page = context.new_page()
    _sign_in(page, demo, "Amara Osei" if viewport is PHONE else "Tom Ridley")
    page.goto(f"{demo}{COURSE}")
    href = page.get_by_role("link", name=re.compile("^Planning")).first.get_attribute("href")
    page.goto(f"{demo}{href}/launch")
    page.get_by_role("heading", level=1).wait_for()
    yield page
    context.close()


def base(page: Page) -> str:
    return "/".join(page.url.split("/")[:5])


def answer(page: Page, key: str, verdict: str) -> None:
    box = page.locator(f"#q-{key}")
    box.get_by_role("button").click()
    box.get_by_text(verdict).wait_for()


def choose(box: Locator, *matches: str) -> None:
    for place, match in enumerate(matches):
        box.locator("select").nth(place).select_option(match)


def test_every_kind_of_self_check_in_each_of_its_states(person: Page) -> None:
    page = person
    page.goto(f"{base(page)}/pages/planning-name")
    page.locator("details summary").first.click()
    assert_accessible(page)
    page.locator("#q-kind-one input[value=a]").check()
    page.locator("#q-kind-several input[value=c]").check()
    choose(page.locator("#q-kind-match"), "b", "b")
    page.locator("#q-kind-word .short").fill("launch")
    page.locator("#q-kind-number .short").fill("0.75")
    for key in ("one", "several", "order", "match", "word", "number"):
        answer(page, f"kind-{key}", "Not yet.")
    assert_accessible(page)
    page.locator("#q-kind-one input[value=b]").check()
    for option in "ab":
        page.locator(f"#q-kind-several input[value={option}]").check()
    page.locator("#q-kind-several input[value=c]").uncheck()
    for place, item in enumerate("123"):
        page.locator(f'#q-kind-order li:has(input[value="{item}"]) select').select_option(index=place)
    choose(page.locator("#q-kind-match"), "a", "b", "a")
    page.locator("#q-kind-word .short").fill("pilot")
    page.locator("#q-kind-number .short").fill("75")
    for key in ("one", "several", "order", "match", "word", "number"):
        answer(page, f"kind-{key}", "That is right.")
    assert_accessible(page)


def test_captions_and_words_of_the_programme_are_there(person: Page) -> None:
    page = person
    page.goto(f"{base(page)}/pages/planning-name")
    cues = page.evaluate(
        """async () => {
          const track = document.querySelector("video track");
          track.track.mode = "hidden";
          while (track.readyState < 2) await new Promise((soon) => setTimeout(soon, 20));
          return [...track.track.cues].map((cue) => cue.text);
        }"""
    )
    assert cues == ["Good morning!"]
    part = page.evaluate(
        """async () => {
          const reply = await fetch(document.querySelector("video").currentSrc, {headers: {Range: "bytes=4-7"}});
          return [reply.status, reply.headers.get("Content-Range"), await reply.text()];
        }"""
    )
    assert part == [206, "bytes 4-7/24", "ftyp"]
    page.locator("a.term").first.click()
    assert page.locator("dt:focus").count() == 1


def test_the_home_page_and_a_case_in_each_of_its_states(person: Page) -> None:
    page, home = person, base(person)
    for path in ("/", "/tasks/fat-planning", "/tasks/final-case", "/tasks/practice-corridor"):
        page.goto(home + path)
        assert_accessible(page)
    compare = page.get_by_role("button", name=re.compile("Compare"))
    compare.click()
    page.locator("[data-error-summary]").wait_for()
    assert_accessible(page)
    for field in page.locator("#answer textarea").all():
        field.fill("Late pupils are a sign.")
    assert page.get_by_text("5 words").count() == 2
    compare.click()
    page.get_by_text("It tells the cause").wait_for()
    assert_accessible(page)
    for path in ("/tasks/practice-corridor", "/"):
        page.goto(home + path)
        assert_accessible(page)
