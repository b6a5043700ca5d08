"""Every level that comes with the product, played to its last page in each standard that tells an LMS."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from cmi5_player.lms import running
from cmi5_player.visits import arrived, leave
from playwright.sync_api import BrowserContext, expect
from scorm_player.packing import export_and_serve
from scorm_player.standards import SCORM12, SCORM2004, Standard
from scorm_player.visits import EVERYTHING, Visit, stored

from lti_npq import exports
from lti_npq.exports.course import course_of
from lti_npq.services.content import shipped_packages
from lti_npq.services.exporting import Exportable, from_package

pytest_plugins = ("scorm_player.fixtures",)
pytestmark = [pytest.mark.browser, pytest.mark.peer]

LEVELS = [folder.name for folder in shipped_packages()]


@cache
def level(name: str) -> Exportable:
    return from_package(name)


@pytest.fixture(params=LEVELS)
def what(request: pytest.FixtureRequest) -> Exportable:
    return level(request.param)


@pytest.fixture(params=[SCORM12, SCORM2004], ids=lambda each: each.format_name)
def standard(request: pytest.FixtureRequest) -> Standard:
    asked: Standard = request.param
    return asked


@pytest.fixture
def address(what: Exportable, standard: Standard, tmp_path: Path) -> Iterator[str]:
    for port in export_and_serve(what.programme, what.media, tmp_path, standard.format_name):
        yield f"http://127.0.0.1:{port}/player.html?standard={standard.name}&"


def test_a_level_is_completed_and_remembered_in_scorm(
    address: str, standard: Standard, scorm_context: BrowserContext
) -> None:
    learner = Visit(scorm_context, address)
    learner.sco.evaluate(EVERYTHING, True)
    lms = learner.leave()
    values = lms["values"]
    assert (values[standard.completion], values[standard.score]) == ("completed", "100")
    assert len(values["cmi.suspend_data"]) <= standard.room
    assert (lms["complaints"], learner.errors) == ([], [])

    again = Visit(scorm_context, address + stored(values))
    expect(again.sco.locator("[data-left]")).to_have_text("All done")
    kept = again.leave()
    assert kept["values"]["cmi.suspend_data"] == values["cmi.suspend_data"]
    assert (kept["complaints"], again.errors) == ([], [])


def test_a_level_is_completed_and_passed_in_cmi5(
    what: Exportable, scorm_context: BrowserContext, tmp_path: Path
) -> None:
    exports.export(what.programme, "cmi5", what.media, tmp_path / "package.zip")
    with running(tmp_path / "package.zip", tmp_path / "unpacked") as lms:
        page = scorm_context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(lms.launch())
        expect(page.locator("[data-kept]")).to_be_visible()
        page.evaluate(EVERYTHING, True)
        arrived(page, lms, "completed", "passed")
        leave(page, lms)
        assert (lms.complaints, errors) == ([], [])
        assert lms.verbs().count("answered") == len(course_of(what.programme).checks)
