"""Pages of packages judged by axe: untouched and answered, on a phone and in the dark; and those of a cartridge."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import assert_accessible, require_axe
from browsers import PHONE
from playwright.sync_api import Browser, Page
from scorm_player.packing import SAMPLE, export_and_serve
from scorm_player.visits import EVERYTHING

from lti_npq.services.content import shipped_packages
from lti_npq.services.exporting import from_package

pytest_plugins = ("scorm_player.fixtures",)
pytestmark = [pytest.mark.browser, pytest.mark.peer]

ARTICLES = ("contents", "p_change_see", "p_change_name", "p_change_do", "p_kinds_name", "t_fat_change", "t_practice")


@pytest.fixture(scope="module")
def site_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    require_axe()
    yield from export_and_serve(SAMPLE["every_kind"](), SAMPLE["media"], tmp_path_factory.mktemp("site"), "html")


@pytest.fixture(params=[folder.name for folder in shipped_packages()])
def level_port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    require_axe()
    what = from_package(request.param)
    yield from export_and_serve(what.programme, what.media, tmp_path, "html")


@pytest.fixture(scope="module")
def cartridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    require_axe()
    folder = tmp_path_factory.mktemp("cartridge")
    for port in export_and_serve(SAMPLE["every_kind"](), SAMPLE["media"], folder, "cc13"):
        yield folder / "unpacked", port


@pytest.fixture
def page(request: pytest.FixtureRequest, scorm_browser: Browser) -> Iterator[Page]:
    context = scorm_browser.new_context(viewport=PHONE, color_scheme=getattr(request, "param", "light"))
    yield context.new_page()
    context.close()


def look_at(page: Page, *articles: str) -> None:
    for article in articles:
        page.evaluate("id => { location.hash = '#' + id }", article)
        page.locator(f"#{article}.current").wait_for()
        assert_accessible(page)


def test_every_page_of_a_package(page: Page, site_port: int) -> None:
    page.goto(f"http://127.0.0.1:{site_port}/package/index.html")
    look_at(page, *ARTICLES)


def test_pages_of_every_level_that_comes_with_the_product(page: Page, level_port: int) -> None:
    """One in six, and those with several tables: to look at every page takes ten minutes."""
    page.goto(f"http://127.0.0.1:{level_port}/package/index.html")
    articles = page.locator("article").evaluate_all(
        "all => all.filter((each, at) => at % 6 == 0 || each.querySelectorAll('table').length > 1).map(({ id }) => id)"
    )
    assert len(articles) >= 2
    look_at(page, *articles)


@pytest.mark.parametrize(("page", "rightly"), [("light", True), ("dark", False)], indirect=["page"])
def test_pages_with_answers_and_what_is_said_of_them(page: Page, site_port: int, *, rightly: bool) -> None:
    page.goto(f"http://127.0.0.1:{site_port}/package/index.html")
    page.evaluate(EVERYTHING, rightly)
    look_at(page, "contents", "p_change_name", "p_kinds_name")


def test_every_page_of_a_cartridge_as_a_file(page: Page, cartridge: tuple[Path, int]) -> None:
    folder, port = cartridge
    names = sorted(path.name for path in folder.glob("*.html"))
    assert len(names) == 7
    for name in names:
        page.goto(f"http://127.0.0.1:{port}/package/{name}")
        assert_accessible(page)
