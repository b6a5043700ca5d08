"""The whole story of a provider and an LMS, step by step; the modules `test_*_story.py` say in which order."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from actors import (
    ANSWER,
    AUTUMN,
    FEEDBACK,
    TASK,
    answer_rightly,
    mark,
    open_activity,
    open_course,
    read_all_pages,
    see_eventually,
    sign_in,
    tool_in,
    write_and_hand_in,
)
from playwright.sync_api import Locator, Page, expect
from tool_process import ToolProcess

from lti_npq.demo_lms.presets import habits_for
from lti_npq.demo_lms.server import RunningLms, start_in_thread
from lti_npq.demo_lms.settings import DemoSettings

MODULE = "Implementation"
COPY = f"{AUTUMN} (copy 1)"
_PASSWORD = "granite pelican underneath tuesday"


@dataclass
class Story:
    """A tool that knows no LMS yet, an LMS that does not know it, and one browser for everybody in turn."""

    page: Page
    tool: ToolProcess
    lms: RunningLms

    # The provider's administrator, at the tool's admin site

    def an_administrator_joins(self) -> None:
        """Follow the link of the command line, and choose a password."""
        self.page.goto(self.tool.run("admin", "invite").stdout.split()[-1])
        self.page.get_by_label("Your name").fill("Ann Other")
        self.page.get_by_label("E-mail address").fill("ann@example.org")
        self.page.get_by_label("Password").fill(_PASSWORD)
        self.page.get_by_role("button", name="Join").click()
        expect(self.page.get_by_text("Signed in as Ann Other")).to_be_visible()

    def the_administrator_invites_the_lms(self) -> str:
        """Make a registration link; return it."""
        self.page.get_by_role("link", name=re.compile("Make an invitation")).click()
        self.page.get_by_role("button", name="Make the link").click()
        return self.page.get_by_label("One-time link").input_value()

    def the_administrator_approves_what_waits(self) -> None:
        self.page.goto(f"{self.tool.address}/admin/")
        expect(self.page.get_by_role("heading", name="Waiting for your approval")).to_be_visible()
        self.page.get_by_role("button", name=re.compile("^Approve")).click()
        expect(self.page.get_by_role("button", name=re.compile("^Withdraw"))).to_be_visible()

    def the_administrator_examines_the_lms(self) -> None:
        """Have the doctor look, who finds nothing that must be mended."""
        self.page.goto(f"{self.tool.address}/admin/platforms/1")
        self.page.get_by_role("button", name="Examine now").click()
        expect(self.page.get_by_text("In order").first).to_be_visible()
        expect(self.page.get_by_text("Must be mended")).to_have_count(0)

    # The LMS's administrator

    def the_lms_registers_the_tool(self, link: str) -> None:
        """Open the link in the LMS, agree in the frame, close it, and switch the tool on."""
        page = self.page
        sign_in(page, self.lms.address, "Sam Whitlock")
        page.get_by_role("link", name="Tools").click()
        page.get_by_label("The tool’s registration address").fill(link)
        page.get_by_role("button", name="Open it").click()
        tool_in(page).get_by_role("button", name="Register").click()
        expect(tool_in(page).get_by_role("heading", name="Registered", exact=True)).to_be_visible()
        tool_in(page).get_by_role("button", name="Close this window").click()
        page.get_by_role("button", name=re.compile("^Switch on")).click()
        expect(page.get_by_text("Waiting", exact=True)).to_have_count(0)

    # The facilitator

    def a_facilitator_opens_the_choice_of_content(self) -> None:
        sign_in(self.page, self.lms.address, "Helen Marsh")
        open_course(self.page)
        # The tool that the demonstration came with is the first.
        self.page.get_by_role("link", name=re.compile("^Add from")).last.click()

    def the_facilitator_is_told_that_approval_is_missing(self) -> None:
        expect(tool_in(self.page).get_by_text("has not been approved yet")).to_be_visible()

    def the_facilitator_adds_the_whole_programme(self) -> None:
        tool_in(self.page).get_by_role("button", name="Add the whole programme").click()
        expect(tool_in(self.page).get_by_role("heading", name=re.compile("activities added"))).to_be_visible()
        assert len(self.columns()) == 1

    def the_facilitator_marks(self) -> None:
        sign_in(self.page, self.lms.address, "Helen Marsh")
        mark(open_activity(self.page, TASK), "Amara Osei")

    def the_facilitator_opens_the_answer_from_the_gradebook(self) -> None:
        """Follow the gradebook's own link to what was handed in."""
        self._opened_row().get_by_role("link", name="See the submission in the tool").click()
        expect(tool_in(self.page).get_by_role("heading", name="Amara Osei", exact=True)).to_be_visible()
        expect(tool_in(self.page).get_by_text(ANSWER).first).to_be_visible()

    def the_facilitator_writes_over_the_grade_in_the_lms(self, points: int | None) -> None:
        """Give other points in the LMS itself; None takes them back."""
        row = self._opened_row()
        row.get_by_label(re.compile("^Grade,")).fill("" if points is None else str(points))
        row.get_by_role("button", name="Save").click()
        expect(row.get_by_text("by hand", exact=True)).to_have_count(0 if points is None else 1)

    def _opened_row(self) -> Locator:
        """Return the participant's place in the LMS's gradebook, with what can be done there."""
        page = self.page
        sign_in(page, self.lms.address, "Helen Marsh")
        page.goto(self.gradebook())
        section = page.locator("section", has=page.get_by_role("heading", name=TASK, exact=True))
        row = section.locator("tr", has=page.get_by_role("rowheader", name="Amara Osei"))
        row.get_by_text("Change").click()
        return row

    def the_facilitator_corrects_the_mark(self) -> None:
        """Give eight points instead of seven; the page then says what stands in the LMS and that nothing was sent."""
        tool = open_activity(self.page, TASK)
        tool.get_by_role("link", name="Amara Osei").click()
        tool.locator("[data-criterion]").first.locator("input").last.check()
        tool.get_by_role("button", name=re.compile("Send points")).click()
        expect(tool.get_by_role("heading", name="Marking")).to_be_visible()
        see_eventually(self.page, "The LMS has 3 of 8, you gave 8 of 8. Nothing was overwritten.")

    def the_facilitator_insists(self) -> None:
        tool = open_activity(self.page, TASK)
        tool.get_by_role("link", name="Amara Osei").click()
        tool.get_by_label(re.compile("^Yes, put my 8 of 8")).check()
        tool.get_by_role("button", name="Send my grade all the same").click()
        expect(tool.get_by_role("button", name="Send my grade all the same")).to_have_count(0)

    def the_facilitator_copies_the_course_and_links_it(self) -> None:
        page = self.page
        open_course(page)
        page.get_by_role("button", name="Copy this course").click()
        expect(page.get_by_role("heading", name=COPY)).to_be_visible()
        tool = open_activity(page, TASK, COPY)
        expect(tool.get_by_text(f"This course was copied from “{AUTUMN}”")).to_be_visible()
        tool.get_by_role("button", name="Yes, link them").click()
        expect(tool.get_by_text(f"Linked with “{AUTUMN}” by Helen Marsh")).to_be_visible()

    # The participant

    def a_participant_studies_and_hands_in(self) -> None:
        sign_in(self.page, self.lms.address, "Amara Osei")
        tool = open_activity(self.page, MODULE)
        answer_rightly(tool)
        read_all_pages(tool)
        tool.locator(".row-link").first.click()
        write_and_hand_in(tool)

    def the_participant_sees_the_grade_in_lms_and_tool(self, grade: str) -> None:
        sign_in(self.page, self.lms.address, "Amara Osei")
        self.page.goto(self.gradebook())
        see_eventually(self.page, grade)
        assert FEEDBACK in self.page.locator("main").inner_text()
        open_activity(self.page, TASK)
        see_eventually(self.page, "Your LMS has this grade")
        assert ANSWER in tool_in(self.page).locator("main").inner_text()

    # What stands in the LMS

    def gradebook(self) -> str:
        return f"{self.lms.address}/courses/npqh-autumn/grades"

    def columns(self) -> list[int]:
        """Return the numbers of the columns that the autumn course has for the task."""
        items = self.lms.store.grades.line_items("npqh-autumn")
        return [item.number for item in items if item.resource_id == "npqh-2021/fat-implementation"]

    def standing(self) -> float | None:
        """Return what the one column of the task shows for the participant."""
        [number] = self.columns()
        item = self.lms.store.grades.line_item("npqh-autumn", number)
        assert item is not None
        return self.lms.store.grades.standing(item, "amara-osei").points


@contextmanager
def story_in(like: str, page: Page, tool: ToolProcess) -> Iterator[Story]:
    """Begin with a new tool that has the programme published, and a new LMS with the habits of a product."""
    tool.settings["ALLOW_PRIVATE_ADDRESSES"] = "true"
    assert tool.run("content", "publish", "npqh-2021").returncode == 0
    with start_in_thread(DemoSettings(port=0, tool=tool.address, habits=habits_for(like, ()))) as lms:
        # A Canvas calls itself Canvas wherever it lies, so the tool has to be told that this one may.
        tool.settings["OWN_LMS_HOSTS"] = f"127.0.0.1:{lms.settings.port},localhost:{lms.settings.port}"
        tool.start()
        yield Story(page, tool, lms)
