"""People whom an LMS does not name, and people who are nobody: what is kept of them, and what is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from fakes import LTI, MEMBERSHIP
from lti_npq.storage.models import Enrolment, LtiUser, Statement, ToolSession
from row_counts import rows as counts
from stored import owed_score, rows
from visitors import Visitor

Launch = Callable[..., Visitor]
TEST_STUDENT = {
    "sub": "test-student",
    "name": "Test Student",
    LTI + "roles": [MEMBERSHIP + "Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"],
}
STUDIED = ("page_read", "answer", "writing_entry", "module_progress", "statement", "owed_statement", "submission")


@pytest.mark.parametrize("role", ["Learner", "Instructor", "ContentDeveloper"])
def test_somebody_without_a_name_reads_and_leaves_nothing_behind(visit: Launch, engine: Engine, role: str) -> None:
    onlooker = visit(sub=None, **{LTI + "roles": [MEMBERSHIP + role]})
    page = onlooker.get("pages/planning-see")
    assert page.status_code == 200
    assert "Nothing that you do here is recorded." in page.text
    onlooker.studies_everything()
    assert onlooker.get("tasks/fat-planning").status_code == 200
    onlooker.post("tasks/fat-planning/check", {"fat-planning-problem": "Lessons start late."})
    assert not [table for table in STUDIED if counts(engine)[table]]
    assert onlooker.get("marking").status_code == 403


def test_all_without_a_name_share_one_row_and_no_session(visit: Launch, engine: Engine) -> None:
    first, second = visit(sub=None, name="Somebody"), visit(sub=None, name="Somebody else")
    assert [(user.subject, user.name) for user in rows(engine, LtiUser)] == [("", None)]
    assert [enrolment.role for enrolment in rows(engine, Enrolment)] == ["onlooker"]
    assert len(rows(engine, ToolSession)) == 2
    assert second.client.get(first.landing).status_code == 403


def test_a_test_user_works_like_a_participant_and_nothing_is_reported(visit: Launch, engine: Engine) -> None:
    student = visit(**TEST_STUDENT)
    student.studies_everything()
    student.hands_in()
    made = counts(engine)
    assert (made["answer"], made["writing_entry"], made["submission"]) == (1, 1, 1)
    assert rows(engine, Statement) == []


def test_the_mark_of_a_test_user_is_sent_and_not_reported(visit: Launch, engine: Engine) -> None:
    visit(**TEST_STUDENT).hands_in()
    facilitator = visit(**Visitor.AS_FACILITATOR)
    queue = facilitator.get("marking").text
    assert "Test Student · test user" in queue
    assert "Test Student · test user" in facilitator.get(facilitator.waiting()[0]).text
    facilitator.marks()
    assert owed_score(engine).points == 2
    assert rows(engine, Statement) == []


def test_real_people_are_not_called_test_users(participant: Visitor, facilitator: Visitor) -> None:
    participant.hands_in()
    assert "test user" not in facilitator.get("marking").text


def test_whoever_stops_being_a_test_user_is_reported_from_then_on(visit: Launch, engine: Engine) -> None:
    visit(**TEST_STUDENT)
    visit(**{**TEST_STUDENT, LTI + "roles": [MEMBERSHIP + "Learner"]})
    assert [user.is_test for user in rows(engine, LtiUser)] == [False]
    assert len(rows(engine, Statement)) > 0


def test_an_activity_that_carries_its_courses_id_opens_like_any_other(visit: Launch, engine: Engine) -> None:
    visitor = visit(**{LTI + "resource_link": {"id": "course-1"}})
    assert visitor.get().status_code == 200
    assert counts(engine)["resource_link"] == 1


def test_custom_fields_that_come_twice_are_read_once(visit: Launch) -> None:
    custom = {"Content": "small-2021/fat-planning", "content": "small-2021/fat-planning"}
    assert visit(**{LTI + "custom": custom}).landing.endswith("/tasks/fat-planning")
