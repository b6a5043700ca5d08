"""The cmi5 package in a browser, against a strict stub of launch and record store (cmi5_player/rules.py)."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cmi5_player.lms import ACTOR, Lms, running
from cmi5_player.rules import CMI5, SESSION, VERBS, Json, Registration, Session
from cmi5_player.visits import arrived, leave
from playwright.sync_api import Browser, BrowserContext, Page, expect
from scorm_player.packing import SAMPLE
from scorm_player.serving import ROOT
from scorm_player.visits import EVERYTHING

from availability import unavailable
from lti_npq import exports

pytest_plugins = ("scorm_player.fixtures",)
pytestmark = [pytest.mark.browser, pytest.mark.peer]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cmi5") / "package.zip"
    exports.export(SAMPLE["every_kind"](), "cmi5", SAMPLE["media"], out)
    return out


@pytest.fixture
def lms(archive: Path, tmp_path: Path) -> Iterator[Lms]:
    with running(archive, tmp_path) as started:
        yield started


@pytest.fixture
def errors() -> list[str]:
    return []


@pytest.fixture
def launch(scorm_context: BrowserContext, lms: Lms, errors: list[str]) -> Open:
    """Launch the unit and wait until it stands."""

    def opened(**how: object) -> Page:
        page = scorm_context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(lms.launch(**how))  # type: ignore[arg-type]
        expect(page.locator("[data-kept]")).to_be_visible()
        return page

    return opened


def defined(lms: Lms) -> list[str]:
    return [verb for verb in lms.verbs() if verb not in {"answered", "progressed"}]


def test_a_session_begins_with_initialized_and_ends_with_terminated(launch: Open, lms: Lms, errors: list[str]) -> None:
    leave(launch(), lms)
    assert lms.verbs() == ["initialized", "terminated"]
    assert (lms.complaints, errors) == ([], [])


def test_everything_right_is_completed_and_passed_once_in_a_registration(
    launch: Open, lms: Lms, errors: list[str]
) -> None:
    first = launch()
    first.evaluate(EVERYTHING, True)
    arrived(first, lms, "completed", "passed")
    leave(first, lms)
    assert lms.verbs().count("answered") == 9
    [passed] = [each for each in lms.statements if each["verb"]["id"].endswith("passed")]
    assert passed["result"]["score"] == {"scaled": 1, "raw": 100, "min": 0, "max": 100}

    second = launch()
    expect(second.locator("[data-left]")).to_have_text("All done")
    second.evaluate(EVERYTHING, False)
    arrived(second, lms, *["answered"] * 18)
    leave(second, lms)
    assert defined(lms) == ["initialized", "completed", "passed", "terminated", "initialized", "terminated"]
    assert (lms.complaints, errors) == ([], [])


def test_the_last_statement_does_not_overtake_those_under_way(launch: Open, lms: Lms) -> None:
    page = launch()
    arrived(page, lms, "initialized")
    lms.delays = [0.1]
    page.evaluate(EVERYTHING, False)
    leave(page, lms)
    assert lms.complaints == []
    assert lms.verbs()[-1] == "terminated"
    assert "answered" in lms.verbs()


def test_more_than_outlives_a_page_still_ends_the_session_and_says_what_was_reached(
    scorm_context: BrowserContext, tmp_path: Path
) -> None:
    exports.export(SAMPLE["large_programme"](), "cmi5", SAMPLE["media"], tmp_path / "package.zip")
    with running(tmp_path / "package.zip", tmp_path / "unpacked") as large:
        page = scorm_context.new_page()
        page.goto(large.launch())
        expect(page.locator("[data-kept]")).to_be_visible(timeout=20_000)
        arrived(page, large, "initialized")
        page.evaluate(EVERYTHING, True)  # 640 answers, far more than 64 kB, and gone before they are sent
        leave(page, large)
        assert defined(large) == ["initialized", "completed", "passed", "terminated"]
        assert large.complaints == []


def test_everything_wrong_is_failed_when_the_session_ends_and_may_be_passed_in_another(
    launch: Open, lms: Lms, errors: list[str]
) -> None:
    first = launch()
    first.evaluate(EVERYTHING, False)
    arrived(first, lms, "completed")
    leave(first, lms)
    assert defined(lms) == ["initialized", "completed", "failed", "terminated"]

    second = launch()
    second.evaluate(EVERYTHING, True)
    arrived(second, lms, "passed")
    leave(second, lms)
    assert defined(lms)[4:] == ["initialized", "passed", "terminated"]
    assert (lms.complaints, errors) == ([], [])


def test_a_second_session_stands_where_the_first_ended(launch: Open, lms: Lms) -> None:
    first = launch()
    first.locator("[data-resume]").click()
    first.locator("article.current [data-next]").click()
    expect(first.locator("article.current h1")).to_have_text("Page change-name")
    first.locator("article.current input").first.check()
    first.locator("article.current button").first.click()
    arrived(first, lms, "answered")
    leave(first, lms)

    second = launch()
    expect(second.locator("article.current h1")).to_have_text("Page change-name")
    assert second.locator("article.current input").first.is_checked()
    leave(second, lms)
    answered = next(each for each in lms.statements if each["verb"]["id"].endswith("answered"))
    assert answered["result"]["response"] == "a"
    assert answered["object"]["definition"]["description"] == {"en-GB": "What does check-pilot ask?"}
    assert lms.complaints == []


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_looking_around_says_that_it_began_and_ended_and_nothing_else(mode: str, launch: Open, lms: Lms) -> None:
    page = launch(mode=mode)
    expect(page.locator("[data-kept]")).to_contain_text("nothing is recorded")
    page.evaluate(EVERYTHING, True)
    leave(page, lms)
    assert lms.verbs() == ["initialized", "terminated"]
    assert lms.complaints == []


def test_a_record_store_that_fails_is_asked_again_and_nothing_comes_twice(
    launch: Open, lms: Lms, errors: list[str]
) -> None:
    page = launch()
    arrived(page, lms, "initialized")
    lms.refusing = True
    page.evaluate(EVERYTHING, True)
    expect(page.locator("[data-kept]")).to_contain_text("Your LMS did not save this")
    lms.refusing = False
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    arrived(page, lms, "completed", "passed")
    leave(page, lms)
    assert len({each["id"] for each in lms.statements}) == len(lms.statements)
    assert defined(lms) == ["initialized", "completed", "passed", "terminated"]
    assert (lms.complaints, errors) == ([], [])


def test_what_never_arrived_is_said_again_in_the_next_session(launch: Open, lms: Lms) -> None:
    first = launch()
    first.evaluate(EVERYTHING, True)
    arrived(first, lms, "completed", "passed")
    leave(first, lms)
    # As if the page had gone while they were under way, and they had been lost on it.
    lost = {each["verb"]["id"].rpartition("/")[2]: each["id"] for each in lms.statements}
    [document] = [value for (_, name), value in lms.documents.items() if name == "progress"]
    document["told"] = {"completed": lost["completed"], "passed": lost["passed"]}
    lms.statements = [each for each in lms.statements if each["id"] != lost["completed"]]
    lms.registration.said.discard("completed")

    second = launch()
    arrived(second, lms, "completed")
    leave(second, lms)
    assert defined(lms) == ["initialized", "passed", "terminated", "initialized", "completed", "terminated"]
    assert lms.complaints == []


def test_a_page_that_is_loaded_again_says_that_the_visit_ended(launch: Open, lms: Lms, errors: list[str]) -> None:
    page = launch()
    arrived(page, lms, "initialized")
    page.reload()
    expect(page.locator("[data-kept]")).to_contain_text("This visit has ended")
    assert lms.verbs() == ["initialized", "terminated"]
    assert (lms.complaints, errors) == ([], [])


def test_going_back_by_the_link_ends_the_session_first(launch: Open, lms: Lms) -> None:
    page = launch()
    page.get_by_role("link", name="Save and go back to your LMS").click()
    page.wait_for_url("**/back")
    assert lms.verbs() == ["initialized", "terminated"]
    assert lms.complaints == []


def test_without_a_launch_the_package_works_and_keeps_progress_on_the_device(lms: Lms, scorm_browser: Browser) -> None:
    context = scorm_browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{lms.port}/package/index.html")
    expect(page.locator("[data-kept]")).to_contain_text("No LMS is recording this")
    assert lms.statements == []
    context.close()


def _statement(verb: str, **more: object) -> Json:
    result = {"duration": "PT1S"} if verb in {"completed", "passed", "failed", "terminated"} else {}
    return {
        "id": "5a3c2a5e-3a0f-4f0a-9f6e-0d8f5f6a7c11",
        "actor": ACTOR,
        "verb": {"id": VERBS + verb},
        "object": {"id": "a"},
        "timestamp": "2026-03-01T10:00:00Z",
        "context": {
            "registration": "r",
            "contextActivities": {"grouping": [], "category": [{"id": CMI5}]},
            "extensions": {SESSION: "s"},
        },
        "result": result,
        **more,
    }


@pytest.mark.parametrize(
    ("said", "statement", "requirement"),
    [
        ([], _statement("completed"), "9.3.0.0-4"),
        (["initialized"], _statement("initialized"), "9.3.0.0-2"),
        (["initialized", "terminated"], _statement("terminated"), "9.3.0.0-5"),
        (["initialized", "failed"], _statement("passed"), "9.3.0.0-3"),
        (["initialized"], _statement("completed"), "9.5.3.0"),
        (["initialized"], _statement("terminated", result={}), "9.5.4.1"),
        (["initialized"], _statement("terminated", actor={}), "8.1.3.0-3"),
        (["initialized"], _statement("terminated", timestamp="2026-03-01T10:00:00+01:00"), "9.7.0.0-2"),
        (["initialized"], _statement("terminated", object={"id": "b"}), "8.1.5.0-6"),
        (["initialized"], _statement("passed", result={"score": {"scaled": 0.5}, "success": True}), "9.5.1.0-1"),
    ],
)
def test_the_judge_would_complain(said: list[str], statement: Json, requirement: str) -> None:
    template: Json = {"contextActivities": {"grouping": []}}
    session = Session("s", "a", ACTOR, "r", Registration(), "Normal", 0.9, template, said, has_preferences=True)
    assert [each for each in session.complaints(statement) if each.startswith(requirement)]


def test_every_requirement_that_is_named_is_one() -> None:
    peer = ROOT / "build/npm/node_modules/@cmi5/requirements/requirements.json"
    if not peer.is_file():
        unavailable("missing: npm @cmi5/requirements; `make peers` installs it")
    known = set(json.loads(peer.read_text()))
    named = set(re.findall(r"\d+\.\d+\.\d+\.\d+-\d+", (Path(__file__).parent / "cmi5_player" / "rules.py").read_text()))
    assert len(named) > 15
    assert named <= known
