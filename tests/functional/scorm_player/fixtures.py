"""Fixtures: a browser, the exported packages on a server, and opening them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright
from scorm_player.packing import SAMPLE, export_and_serve
from scorm_player.standards import SCORM12, Standard
from scorm_player.visits import Visit
from tool_process import CHROMIUM_FLAGS

from lti_npq import exports

Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def scorm_browser(driver: Playwright, chromium: str) -> Iterator[Browser]:
    running = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
    yield running
    running.close()


@pytest.fixture
def scorm_context(scorm_browser: Browser) -> Iterator[BrowserContext]:
    made = scorm_browser.new_context()
    yield made
    made.close()


@pytest.fixture(scope="module")
def standard() -> Standard:
    """Which standard the sample is exported in and the player speaks; a module may ask for others."""
    return SCORM12


@pytest.fixture(scope="module")
def scorm_port(tmp_path_factory: pytest.TempPathFactory, standard: Standard) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("sample")
    yield from export_and_serve(SAMPLE["programme"](), SAMPLE["media"], folder, standard.format_name)


@pytest.fixture(scope="module")
def large_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    yield from export_and_serve(SAMPLE["large_programme"](), SAMPLE["media"], tmp_path_factory.mktemp("large"))


@pytest.fixture
def play(scorm_context: BrowserContext, scorm_port: int, standard: Standard) -> Open:
    """Open the sample in the player, or at another address of it."""

    def opened(query: str = "", *, address: str = "http://127.0.0.1:{port}/player.html?{query}") -> Visit:
        asked = f"standard={standard.name}&{query}"
        return Visit(scorm_context, address.format(port=scorm_port, query=asked))

    return opened


@pytest.fixture
def scorm_folder(tmp_path: Path, standard: Standard) -> Path:
    """The sample, unpacked where no server is."""
    exports.export(SAMPLE["programme"](), standard.format_name, SAMPLE["media"], tmp_path / "package.zip")
    with ZipFile(tmp_path / "package.zip") as archive:
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"
