"""`content preview` in a browser: the page comes back when a file is saved, at the place where it was read."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import assert_accessible, require_axe
from browsers import PHONE
from playwright.sync_api import Page, Playwright, expect
from tool_process import CHROMIUM_FLAGS
from werkzeug.serving import make_server

from every_kind import EVERY_QUESTION
from factories import small_package
from lti_npq.app import create_preview
from lti_npq.services.previewing import Preview

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = small_package(tmp_path / "package")
    page = package / "modules/planning/see.md"
    page.write_text(page.read_text() + EVERY_QUESTION)
    return package


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_preview(Preview(folder)), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, driver: Playwright, chromium: str, address: str) -> Iterator[Page]:
    browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
    page = browser.new_page(viewport=request.param)
    page.goto(f"{address}/pages/planning-see")
    yield page
    browser.close()


def save(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_the_page_is_shown_again_when_it_was_saved_where_it_was_read(page: Page, folder: Path) -> None:
    page.evaluate("scrollTo(0, 600)")
    save(folder / "modules/planning/see.md", "planned *one* change", "planned *exactly one* change")
    expect(page.get_by_text("exactly one")).to_be_attached()
    page.wait_for_function("scrollY === 600")


def test_an_error_is_shown_in_the_place_of_the_page_until_it_is_mended(page: Page, folder: Path) -> None:
    file = folder / "modules/planning/see.md"
    save(file, "phase: see", "phase: seen")
    expect(page.get_by_role("heading", name="This package cannot be shown yet")).to_be_visible()
    expect(page.get_by_text("modules/planning/see.md:4:8")).to_be_visible()
    expect(page.get_by_text("Did you mean 'see'?")).to_be_visible()
    save(file, "phase: seen", "phase: see")
    expect(page.get_by_role("heading", name="A plan that held")).to_be_visible()


def test_an_answer_is_judged_and_forgotten(page: Page) -> None:
    question = page.locator("#q-planning-check")
    question.get_by_label("The problem").check()
    question.get_by_role("button").click()
    expect(question.get_by_text("everything else follows from it")).to_be_visible()
    page.reload()
    expect(question.get_by_text("everything else follows from it")).to_be_hidden()


def test_the_author_sees_minutes_and_ids(page: Page) -> None:
    facts = page.get_by_role("region", name="For the author")
    expect(facts).to_contain_text("planning-see, 10 minutes; module planning, 30 minutes")
    expect(facts).to_contain_text("planning-check, kind-one")
    facts.get_by_role("link", name=re.compile("for information")).click()
    expect(page.get_by_role("heading", name="What the check says")).to_be_visible()


@pytest.mark.peer
def test_every_page_of_a_preview_is_accessible(page: Page, address: str) -> None:
    require_axe()
    for path in ("/", "/pages/planning-see", "/pages/planning-do", "/tasks/fat-planning", "/preview/report"):
        page.goto(f"{address}{path}")
        assert_accessible(page)
