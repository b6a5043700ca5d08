"""The exported package in a browser, with npm scorm-again as the LMS behind a judge of what all engines accept."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from scorm_player.visits import EVERYTHING, Visit, stored, values_set

pytest_plugins = ("scorm_player.fixtures",)
pytestmark = [pytest.mark.browser, pytest.mark.peer]

Open = Callable[..., Visit]


def test_a_first_visit_leaves_incomplete_with_a_score_and_a_place_to_resume(play: Open) -> None:
    learner = play()
    learner.start()
    learner.read_on()
    learner.answer("check_pilot", "a")
    learner.answer("check_signals", "ac")
    values = (lms := learner.leave())["values"]
    assert values["cmi.core.lesson_status"] == "incomplete"
    assert values["cmi.core.exit"] == "suspend"
    assert values["cmi.core.lesson_location"] == "p_change_name"
    assert [values[f"cmi.core.score.{part}"] for part in ("raw", "min", "max")] == ["33.33", "0", "100"]
    assert (lms["complaints"], lms["finishes"], learner.errors) == ([], 1, [])


def test_every_answer_is_an_interaction(play: Open) -> None:
    learner = play()
    learner.go_to("p_change_name")
    learner.answer("check_pilot", "a")
    learner.answer("check_signals", "ac")
    learner.answer("check_pilot", "b")
    lms = learner.leave()
    objectives = [lms["values"][f"cmi.objectives.{number}.{part}"] for number in (0, 1) for part in ("id", "status")]
    assert objectives == ["implementation", "incomplete", "school_culture", "incomplete"]
    assert lms["values"]["cmi.interactions.0.objectives.0.id"] == "implementation"
    parts = ("id", "type", "student_response", "correct_responses.0.pattern", "result", "weighting")
    found = [[lms["values"][f"cmi.interactions.{number}.{part}"] for part in parts] for number in range(3)]
    assert found == [
        ["check_pilot", "choice", "a", "b", "wrong", "1"],
        ["check_signals", "choice", "a,c", "a,c", "correct", "1"],
        ["check_pilot", "choice", "b", "b", "correct", "1"],
    ]
    assert lms["values"]["cmi.core.score.raw"] == "66.67"
    assert lms["complaints"] == []


def test_a_second_visit_stands_where_the_first_ended(play: Open) -> None:
    first = play()
    first.start()
    first.read_on()
    first.answer("check_signals", "ab")
    left = first.leave()["values"]

    second = play(stored(left))
    assert second.title == "Page change-name"
    assert [box.is_checked() for box in second.shown.get_by_role("checkbox").all()] == [True, True, False]
    expect(second.shown.get_by_text("Not yet. Read why")).to_be_visible()
    second.go_to("contents")
    expect(second.sco.locator("[data-progress-words]")).to_contain_text("1 of 4 pages read, 1 of 3 self-checks")
    values = (lms := second.leave())["values"]
    assert values["cmi.suspend_data"] == left["cmi.suspend_data"]
    assert (lms["complaints"], second.errors) == ([], [])


def test_ninety_per_cent_of_the_work_completes_the_package(play: Open) -> None:
    learner = play()
    learner.read_three_pages()
    assert learner.title == "Page trust-see"
    assert learner.lms()["values"].get("cmi.core.lesson_status") != "completed"  # 1,800 of 2,400 seconds: 75%
    learner.answer("check_trust", "b")  # 2,100 seconds: 87.5%
    committed = learner.lms()["commits"]
    learner.read_on()
    expect(learner.sco.get_by_text("You have done what this package asks")).to_be_visible()
    learner.wait_for_commit(committed)
    values = (lms := learner.leave())["values"]
    assert values["cmi.core.lesson_status"] == "completed"
    assert values["cmi.core.exit"] == ""  # every page is read and every self-check answered
    assert values["cmi.core.score.raw"] == "66.67"
    assert [value for name, value in values_set(lms) if name == "cmi.core.lesson_status"] == ["incomplete", "completed"]
    assert (lms["complaints"], learner.errors) == ([], [])


def test_what_is_short_of_ninety_per_cent_does_not_complete_it(play: Open) -> None:
    learner = play()
    learner.read_three_pages()
    learner.answer("check_trust", "b")
    assert learner.leave()["values"]["cmi.core.lesson_status"] == "incomplete"


def test_the_largest_level_is_remembered_within_4096_characters(scorm_context: BrowserContext, large_port: int) -> None:
    learner = Visit(scorm_context, f"http://127.0.0.1:{large_port}/player.html")
    learner.sco.evaluate(EVERYTHING, True)
    values = (lms := learner.leave())["values"]
    assert len(values["cmi.suspend_data"]) == 3524
    assert (values["cmi.core.lesson_status"], values["cmi.core.score.raw"]) == ("completed", "100")
    assert (lms["complaints"], learner.errors) == ([], [])

    again = Visit(scorm_context, f"http://127.0.0.1:{large_port}/player.html?{stored(values)}")
    expect(again.sco.locator("[data-left]")).to_have_text("All done")


def test_what_is_written_stays_on_the_device_and_is_printed_whole(play: Open) -> None:
    first = play()
    first.go_to("p_change_do")
    first.shown.get_by_role("textbox").fill("My gap\nhas two lines")
    expect(first.shown.get_by_text("Kept on this device at")).to_be_visible()
    first.sco.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert first.shown.locator(".in-print").text_content() == "My gap\nhas two lines"
    assert "My gap" not in str(first.leave()["calls"])

    second = play()
    second.go_to("p_change_do")
    assert second.shown.get_by_role("textbox").input_value() == "My gap\nhas two lines"


def test_a_task_is_drafted_and_counted_here_and_handed_in_elsewhere(play: Open) -> None:
    learner = play()
    learner.go_to("t_fat_change")
    expect(learner.shown.get_by_text("Hand it in through the assignment of your LMS")).to_be_visible()
    learner.shown.get_by_role("textbox").fill("word " * 21)
    expect(learner.shown.get_by_text("21 of 20 words: 1 too many")).to_be_visible()
    expect(learner.shown.get_by_role("button", name="Print the task and your draft")).to_be_visible()


def test_going_on_moves_focus_to_the_title_of_the_next_page(play: Open) -> None:
    learner = play()
    learner.start()
    expect(learner.shown.locator("h1")).to_be_focused()
