"""The exported package where the LMS is slow, stubborn, hidden or not there at all, in SCORM 1.2 and in SCORM 2004."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from scorm_player.standards import SCORM12, SCORM2004, Standard
from scorm_player.visits import Visit, stored, values_set

pytest_plugins = ("scorm_player.fixtures",)
pytestmark = [pytest.mark.browser, pytest.mark.peer]

Open = Callable[..., Visit]


@pytest.fixture(scope="module", params=[SCORM12, SCORM2004], ids=lambda each: each.name)
def standard(request: pytest.FixtureRequest) -> Standard:
    asked: Standard = request.param
    return asked


def test_a_status_that_was_reached_is_never_taken_back(play: Open, standard: Standard) -> None:
    for reached in standard.reached:
        learner = play(stored(reached))
        learner.start()
        learner.read_on()
        lms = learner.leave()
        assert not set(reached) & set(lms["values"])
        assert lms["values"][standard.exit] == "suspend"  # there is more to read
        assert (lms["complaints"], learner.errors) == ([], [])


def test_a_completed_package_stays_completed_when_the_content_grows(play: Open, standard: Standard) -> None:
    learner = play(stored({"cmi.suspend_data": "1c.ABCD."}))
    assert learner.leave()["values"][standard.completion] == "completed"


def test_a_review_records_nothing(play: Open, standard: Standard) -> None:
    learner = play(stored({standard.mode: "review"}))
    expect(learner.kept).to_have_text("This is a review: nothing is recorded.")
    learner.go_to("p_change_name")
    learner.answer("check_pilot", "b")
    assert values_set(learner.leave()) == []


def test_without_an_lms_the_package_works_and_keeps_progress_on_the_device(play: Open) -> None:
    alone = "http://127.0.0.1:{port}/package/index.html"
    first = play(address=alone)
    expect(first.kept).to_contain_text("No LMS is recording this. Your progress is kept on this device.")
    first.start()
    first.read_on()
    first.answer("check_pilot", "b")
    first.page.wait_for_timeout(400)

    second = play(address=alone)
    assert second.title == "Page change-name"
    expect(second.shown.get_by_text("That is right.")).to_be_visible()
    assert first.errors == second.errors == []


def test_without_an_lms_and_without_storage_the_page_says_so(scorm_context: BrowserContext, scorm_port: int) -> None:
    scorm_context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    learner = Visit(scorm_context, f"http://127.0.0.1:{scorm_port}/package/index.html")
    expect(learner.kept).to_contain_text("this browser keeps nothing after you leave")
    learner.go_to("p_change_do")
    learner.shown.get_by_role("textbox").fill("My gap")
    expect(learner.shown.get_by_text("This browser does not keep it")).to_be_visible()
    assert learner.errors == []


def test_the_api_is_found_past_a_frame_of_another_site(play: Open, standard: Standard) -> None:
    between = (
        "http%3A%2F%2Flocalhost%3A{port}%2Fframe.html%3Fframe%3Dhttp%3A%2F%2F127.0.0.1%3A{port}%2Fpackage%2Findex.html"
    )
    learner = play(address="http://127.0.0.1:{port}/player.html?{query}frame=" + between)
    expect(learner.kept).to_contain_text("Saved in your LMS")
    assert learner.lms()["values"][standard.completion] == "incomplete"
    assert learner.errors == []


@pytest.mark.parametrize("parent", ["player.html", "frame.html"])
def test_a_parent_of_another_site_does_no_harm_with_or_without_an_api(parent: str, play: Open) -> None:
    package = "http://127.0.0.1:{port}/package/index.html"
    learner = play(address="http://localhost:{port}/" + parent + "?{query}frame=" + package)
    expect(learner.kept).to_contain_text("No LMS is recording this")
    learner.start()
    learner.read_on()
    assert learner.title == "Page change-name"
    if parent == "player.html":
        assert learner.lms()["calls"] == []  # it is there, and out of reach
    assert learner.errors == []


def _opened_from(scorm_context: BrowserContext, opener: Any) -> Any:
    with scorm_context.expect_page() as opened:
        opener.evaluate("window.open('/package/index.html'); undefined")
    return opened.value


def test_the_api_is_found_in_the_window_that_opened_the_package_and_in_that_ones_parent(
    scorm_context: BrowserContext, scorm_port: int, standard: Standard
) -> None:
    player = f"http://127.0.0.1:{scorm_port}/player.html?standard={standard.name}&frame="
    opener = scorm_context.new_page()
    for frame, number in (("about:blank", 0), ("/frame.html?frame=about:blank", 1)):
        opener.goto(player + frame)
        errors: list[str] = []
        package = _opened_from(scorm_context, opener.frames[number])
        package.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        expect(package.locator("[data-kept]")).to_contain_text("Saved in your LMS")
        package.locator("[data-resume]").click()
        package.close(run_before_unload=True)
        opener.wait_for_function("window.lms.finishes === 1")
        assert opener.evaluate("window.lms.complaints") == errors == []
        assert opener.evaluate("window.lms.values")[standard.place] == "p_change_see"


def test_an_lms_that_refuses_everything_is_named_and_the_page_goes_on(play: Open) -> None:
    learner = play("refuse=1")
    expect(learner.kept).to_contain_text("Your LMS did not save this")
    learner.read_three_pages()
    assert learner.title == "Page trust-see"
    assert learner.errors == []


def test_a_slow_lms_is_asked_less_often_and_the_page_stays_responsive(play: Open, standard: Standard) -> None:
    learner = play("slow=2000")
    learner.wait_for_commit()
    learner.read_three_pages()
    learner.answer("check_trust", "b")
    learner.page.wait_for_timeout(500)
    assert learner.lms()["commits"] == 1  # the next one waits for half a minute, or until the page is hidden
    learner.hide()
    assert learner.lms()["commits"] == 2
    assert learner.lms()["values"][standard.place] == "p_trust_see"
    assert learner.errors == []


def test_hiding_the_page_commits_at_once(play: Open, standard: Standard) -> None:
    learner = play()
    learner.wait_for_commit()
    learner.go_to("p_change_do")
    learner.hide()
    lms = learner.lms()
    assert lms["calls"][-1] == [standard.call("Commit"), ""]
    assert lms["values"][standard.place] == "p_change_do"
    assert learner.leave()["finishes"] == 1


def test_a_visit_ends_once_when_the_page_goes_and_waits_for_no_unload(play: Open, standard: Standard) -> None:
    learner = play()
    learner.go_to("p_change_name")
    learner.sco.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert learner.lms()["finishes"] == 1
    assert learner.lms()["values"][standard.place] == "p_change_name"
    assert learner.leave()["finishes"] == 1  # whatever else a browser fires on the way out
    assert learner.lms()["complaints"] == []


def test_every_page_and_answer_is_committed_soon(play: Open) -> None:
    learner = play()
    learner.wait_for_commit()
    for step in (learner.start, learner.read_on, lambda: learner.answer("check_pilot", "b"), learner.read_on):
        before = learner.lms()["commits"]
        step()
        learner.wait_for_commit(before)


OLD = [
    "",
    "{}",
    "9z.what.ever",
    "1",
    "1i.AAAABBBB.CCCCD",
    "1i." + "A" * 4093,
    "1i.\u00e9\u00e9",
    "null",
    "1i.....",
    "1i.AAA",
    "1i1.AAAA.CCCCD.CCCCwords.CC",
]


def test_old_foreign_or_truncated_data_does_no_harm(play: Open, standard: Standard) -> None:
    learner = play(stored({"cmi.suspend_data": "1i.AAAABBBB.CCCCD", standard.place: "p_gone"}))
    assert learner.sco.locator("article.current").get_attribute("id") == "contents"
    for old in OLD:  # what can be read of each is read, and what is no page of this content forgotten
        opened = "old => NPQ.openProgress(old, { threshold: 0.9, mastery: 0.9 }, []).state"
        assert learner.sco.evaluate(f"old => NPQ.pack(({opened})(old), 4096)", old) == "1i."
    lms = learner.leave()
    assert lms["values"]["cmi.suspend_data"] == "1i."
    assert (lms["complaints"], learner.errors) == ([], [])


def test_data_cut_to_the_limit_is_read_as_far_as_it_goes(play: Open) -> None:
    first = play()
    first.read_three_pages()
    whole = first.leave()["values"]["cmi.suspend_data"]

    second = play(stored({"cmi.suspend_data": whole[:-3]}))
    kept = second.leave()["values"]["cmi.suspend_data"]
    assert whole.startswith(kept)
    assert len(whole) - len(kept) == 5  # one answer was cut through


def test_a_tab_that_is_killed_loses_nothing_that_was_committed(play: Open, standard: Standard) -> None:
    first = play()
    first.read_three_pages()
    first.page.wait_for_function("name => window.lms.values[name] === 'p_trust_see'", arg=standard.place)
    committed = first.lms()["values"]  # the page says no more after this: its process is gone
    assert first.lms()["finishes"] == 0

    second = play(stored(committed))
    assert second.title == "Page trust-see"
    second.go_to("contents")
    expect(second.sco.locator("[data-progress-words]")).to_contain_text("3 of 4 pages read, 2 of 3 self-checks")
    assert second.errors == []


def test_pages_turned_back_and_forth_keep_one_visit_going(play: Open, standard: Standard) -> None:
    learner = play()
    learner.start()
    learner.read_on()
    for move, shown in (("back", "p_change_see"), ("forward", "p_change_name"), ("back", "p_change_see")):
        learner.sco.evaluate(f"history.{move}()")
        expect(learner.sco.locator(f"#{shown}")).to_be_visible()
    lms = learner.leave()
    assert lms["finishes"] == 1
    assert lms["values"][standard.place] == "p_change_see"
    assert (lms["complaints"], learner.errors) == ([], [])


def test_coming_back_to_a_visit_that_has_ended_says_so_and_loses_nothing(play: Open) -> None:
    learner = play()
    learner.read_three_pages()
    left = learner.leave()
    learner.page.evaluate("history.back()")
    learner.reopened()
    expect(learner.kept).to_contain_text("This visit has ended. Open the activity again in your LMS to go on.")
    learner.go_to("p_change_name")
    learner.answer("check_pilot", "b")
    again = learner.lms()
    assert (again["values"], again["finishes"], again["complaints"]) == (left["values"], 1, [])
    assert learner.errors == []


def _wrong(standard: Standard) -> list[tuple[str, str]]:
    choice = ("cmi.interactions.0.type", "choice")
    of_both = [
        ("cmi.suspend_data", "é"),
        ("cmi.suspend_data", "x" * (standard.room + 1)),
        (standard.score, "33.333"),
        ("cmi.comments", "Anything"),
        ("cmi.interactions.0.id", "a-b"),
        ("cmi.interactions.0.correct_responses.0.pattern", "a"),  # of no type as yet
        choice,
        ("cmi.interactions.0.correct_responses.0.pattern", "two words"),
    ]
    if standard is SCORM12:
        own = [("cmi.interactions.0.result", "incorrect"), (standard.exit, "normal"), (standard.place, "x" * 256)]
    else:
        own = [
            ("cmi.interactions.0.learner_response", "a,b"),
            ("cmi.interactions.0.timestamp", "2026-03-01T10:00:00.123Z"),
            ("cmi.session_time", "PT1.234S"),
        ]
    return [*of_both, *own]


def test_the_judge_would_complain(scorm_context: BrowserContext, scorm_port: int, standard: Standard) -> None:
    page = scorm_context.new_page()
    page.goto(f"http://127.0.0.1:{scorm_port}/player.html?standard={standard.name}&frame=about:blank")
    found = page.evaluate(
        """([api, prefix, wrong]) => {
            window[api][prefix + "Initialize"]("");
            return wrong.map(([element, value]) => {
                const before = window.lms.complaints.length;
                window[api][prefix + "SetValue"](element, value);
                return window.lms.complaints.length > before;
            });
        }""",
        [standard.api, standard.prefix, _wrong(standard)],
    )
    said = [element for (element, _), complained in zip(_wrong(standard), found, strict=True) if not complained]
    assert said == ["cmi.interactions.0.type"]  # the one that is right


def test_without_scripts_the_whole_course_can_be_read(scorm_browser: Browser, scorm_port: int) -> None:
    plain = scorm_browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"http://127.0.0.1:{scorm_port}/package/index.html")
    for article in page.locator("article").all():
        expect(article).to_be_visible()
    plain.close()


def test_a_package_opened_from_a_folder_works(scorm_context: BrowserContext, scorm_folder: Path) -> None:
    learner = Visit(scorm_context, (scorm_folder / "index.html").as_uri())
    learner.start()
    learner.read_on()
    assert learner.title == "Page change-name"
    assert learner.errors == []
