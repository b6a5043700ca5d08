"""Every kind of self-check in an exported package: answered, told and remembered as SCORM 1.2 wants."""

import re
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from scorm_player.serving import ROOT, served
from scorm_player.visits import Visit, stored

from factories import small_package
from lti_npq import exports, packages
from lti_npq.packages import frameworks
from new_content import show_everything

pytest_plugins = ("scorm_player.fixtures",)
pytestmark = [pytest.mark.browser, pytest.mark.peer]


@pytest.fixture(scope="module")
def every_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("every")
    source = packages.read(_with_everything(folder / "source"))
    files = {sha256(source[name]).hexdigest(): source[name] for name in source}
    programme = packages.compile_package(source, frameworks.load(ROOT / "content_packages" / "frameworks"))
    exports.export(programme, "scorm12", lambda digest: BytesIO(files[digest]), folder / "package.zip")
    with served(folder / "package.zip", folder / "unpacked") as port:
        yield port


def _with_everything(folder: Path) -> Path:
    show_everything(small_package(folder))
    return folder


def test_every_kind_is_told_and_remembered(scorm_context: BrowserContext, every_port: int) -> None:
    address = f"http://127.0.0.1:{every_port}/player.html"
    learner = Visit(scorm_context, address)
    learner.go_to("p_planning_name")
    box = {key: learner.shown.locator(f'[data-question="kind_{key}"]') for key in ("order", "match", "word", "number")}

    # The last in view is moved to the place where it belongs; one at a time this puts all in order.
    for place, item in enumerate(("1", "2", "3")):
        box["order"].locator(f'[data-item="{item}"] select').select_option(index=place)
    box["order"].get_by_role("button").click()
    expect(box["order"].get_by_text("each step rests on the one before")).to_be_visible()

    box["match"].get_by_label("Pupils’ work").or_(box["match"].get_by_label("Pupils' work")).select_option("Use")
    box["match"].get_by_role("button").click()
    expect(box["match"].get_by_text("Not this one")).to_be_visible()

    box["word"].get_by_role("textbox").fill(" A  Pilot year. ")
    box["word"].get_by_role("button").click()
    expect(box["word"].get_by_text("That is right.")).to_be_visible()

    box["number"].get_by_role("textbox").fill("0.75")
    box["number"].get_by_role("button").click()
    expect(box["number"].get_by_text("give it in percent")).to_be_visible()
    box["number"].get_by_role("textbox").fill("many")
    box["number"].get_by_role("button").click()
    expect(box["number"].get_by_text("Choose an answer first.")).to_be_visible()

    lms = learner.leave()
    told = [
        [lms["values"].get(f"cmi.interactions.{number}.{part}") for part in ("type", "student_response", "result")]
        for number in range(4)
    ]
    assert told == [
        ["sequencing", "a,b,c", "correct"],
        ["matching", "b.a", "wrong"],
        ["fill-in", "A Pilot year.", "correct"],
        ["numeric", "0.75", "wrong"],
    ]
    assert lms["values"]["cmi.interactions.1.correct_responses.0.pattern"] == "a.a,b.b,c.a"
    assert lms["complaints"] == []
    assert learner.errors == []

    again = Visit(scorm_context, f"{address}?{stored(lms['values'])}")
    again.go_to("p_planning_name")
    order = again.shown.locator('[data-question="kind_order"]')
    assert [item.get_attribute("data-item") for item in order.locator("li").all()] == ["1", "2", "3"]
    expect(again.shown.locator('[data-question="kind_word"]').get_by_text("That is right.")).to_be_visible()
    expect(again.shown.locator('[data-question="kind_word"] input')).to_have_value("A Pilot year.")
    expect(again.shown.locator('[data-question="kind_number"] input')).to_have_value("0.75")
    assert again.leave()["values"]["cmi.suspend_data"] == lms["values"]["cmi.suspend_data"]


def test_a_film_plays_from_the_package_and_a_word_leads_to_its_meaning(
    scorm_context: BrowserContext, every_port: int
) -> None:
    learner = Visit(scorm_context, f"http://127.0.0.1:{every_port}/player.html")
    learner.go_to("p_planning_name")
    film = learner.shown.locator("video")
    assert str(film.get_attribute("src")).startswith("media/")
    assert str(film.get_attribute("poster")).startswith("media/")
    learner.shown.locator("a.term").first.click()
    expect(learner.shown.locator("dt").first).to_be_in_viewport()
    assert learner.title == "Everything on one page"


def test_a_typed_text_that_was_cut_short_is_not_shown_as_if_it_were_whole(
    scorm_context: BrowserContext, every_port: int
) -> None:
    address = f"http://127.0.0.1:{every_port}/player.html"
    learner = Visit(scorm_context, address)
    learner.go_to("p_planning_name")
    word = learner.shown.locator('[data-question="kind_word"]')
    word.get_by_role("textbox").fill("été, à peu près (50 %)")
    word.get_by_role("button").click()
    values = learner.leave()["values"]
    assert re.fullmatch(r"[\w.-]+", values["cmi.suspend_data"], re.ASCII)

    whole = Visit(scorm_context, f"{address}?{stored(values)}")
    expect(whole.shown.locator('[data-question="kind_word"] input')).to_have_value("été, à peu près (50 %)")
    whole.leave()
    cut = Visit(scorm_context, f"{address}?{stored(values | {'cmi.suspend_data': values['cmi.suspend_data'][:-1]})}")
    field = cut.shown.locator('[data-question="kind_word"]')
    expect(field.locator("input")).to_have_value("")
    expect(field.get_by_text("What you wrote was not kept")).to_be_visible()
