"""From the first invitation to a copied course, in an LMS with Canvas's habits; third-party cookies are blocked."""

import pytest
from playwright.sync_api import Page
from story import story_in
from tool_process import ToolProcess

pytestmark = pytest.mark.browser


def test_a_canvas_is_connected_and_a_cohort_taught_marked_and_copied(page: Page, tool: ToolProcess) -> None:
    with story_in("canvas", page, tool) as story:
        story.an_administrator_joins()
        story.the_lms_registers_the_tool(story.the_administrator_invites_the_lms())
        # Canvas names no deployment when it registers, so the first launch waits for approval.
        story.a_facilitator_opens_the_choice_of_content()
        story.the_facilitator_is_told_that_approval_is_missing()
        story.the_administrator_approves_what_waits()
        story.a_facilitator_opens_the_choice_of_content()
        story.the_facilitator_adds_the_whole_programme()
        story.a_participant_studies_and_hands_in()
        story.the_facilitator_marks()
        story.the_participant_sees_the_grade_in_lms_and_tool("7 of 8")
        story.the_facilitator_opens_the_answer_from_the_gradebook()
        story.the_administrator_examines_the_lms()

        story.the_facilitator_writes_over_the_grade_in_the_lms(3)
        story.the_facilitator_corrects_the_mark()
        assert story.standing() == 3
        story.the_facilitator_insists()
        story.the_facilitator_copies_the_course_and_links_it()
        story.the_participant_sees_the_grade_in_lms_and_tool("8 of 8")
        assert len(story.columns()) == 1
