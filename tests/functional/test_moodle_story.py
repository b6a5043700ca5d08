"""From the first invitation to a copied course, in an LMS with Moodle's habits; third-party cookies are blocked."""

import pytest
from playwright.sync_api import Page
from story import story_in
from tool_process import ToolProcess

pytestmark = pytest.mark.browser


def test_a_moodle_is_connected_and_a_cohort_taught_marked_and_copied(page: Page, tool: ToolProcess) -> None:
    with story_in("moodle", page, tool) as story:
        story.an_administrator_joins()
        story.the_lms_registers_the_tool(story.the_administrator_invites_the_lms())
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
        # Moodle answers 200 to a score over a teacher's own grade and leaves that standing, so that has to go first.
        story.the_facilitator_insists()
        story.the_facilitator_writes_over_the_grade_in_the_lms(None)
        story.the_facilitator_copies_the_course_and_links_it()
        story.the_participant_sees_the_grade_in_lms_and_tool("8 of 8")
        assert len(story.columns()) == 1
