"""What is one person's, one course's or one deployment's stays there."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fakes import LTI, MEMBERSHIP, FakePlatform
from lti_npq.services import registry
from lti_npq.services.registry import NewRegistration
from visitors import Visitor

Launch = Callable[..., Visitor]
ELSEWHERE = {LTI + "deployment_id": "deployment-2"}


@pytest.fixture
def second_deployment(engine: Engine, lms: FakePlatform) -> None:
    """The same LMS has placed the tool twice, and counts its courses anew in each."""
    known = NewRegistration(name="LMS", deployments=["deployment-2"], **lms.registration)
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", known, datetime.now(UTC))


@pytest.mark.usefixtures("second_deployment")
def test_a_course_of_the_same_id_in_another_deployment_is_another_course(visit: Launch) -> None:
    visit().hands_in()
    stranger = visit(**Visitor.AS_FACILITATOR, **ELSEWHERE)
    own = visit(**Visitor.AS_FACILITATOR)
    assert stranger.waiting() == []
    [path] = own.waiting()
    assert stranger.get(path).status_code == 404


def test_activities_outside_any_course_do_not_share_one(visit: Launch) -> None:
    nowhere = {LTI + "context": None}
    visit(**nowhere).hands_in()
    other = {LTI + "resource_link": {"id": "link-2", "title": "Another"}}
    assert visit(**Visitor.AS_FACILITATOR, **nowhere, **other).waiting() == []
    assert len(visit(**Visitor.AS_FACILITATOR, **nowhere).waiting()) == 1


def test_nobody_marks_their_own_work(visit: Launch) -> None:
    visit().hands_in()
    promoted = visit(**{LTI + "roles": [MEMBERSHIP + "Instructor"]})
    [path] = promoted.waiting()
    page = promoted.get(path)
    assert "This is your own work" in page.text
    assert 'name="outcome"' not in page.text
    form = {"level-fat-planning-clear": "2", "feedback": "Splendid.", "outcome": "marked", "seen": ""}
    assert promoted.post(path, form).status_code == 409
    assert promoted.waiting() == [path]


def test_an_attempt_that_was_followed_by_another_is_not_marked_any_more(
    participant: Visitor, facilitator: Visitor
) -> None:
    participant.hands_in("First try.")
    [first] = facilitator.waiting()
    facilitator.marks(first, outcome="returned")
    participant.hands_in("Second try.")
    assert "A newer attempt has taken the place of this one" in facilitator.get(first).text
    answer = facilitator.post(first, {"level-fat-planning-clear": "0", "feedback": "No.", "outcome": "marked"})
    assert answer.status_code == 409
    facilitator.marks()
    assert "2 of 2 points" in participant.get("tasks/fat-planning").text


def test_a_host_that_cannot_be_is_refused_without_a_page(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    for host in ("..", "x" * 300):
        answer = app.test_client().get("/s/a-token-nobody-should-log/", headers={"Host": host})
        assert answer.status_code == 400
        assert "<html" not in answer.text
    assert "a-token-nobody-should-log" not in caplog.text


@pytest.mark.parametrize("name", ["a%0Ab", "..", "%2e%2e%2fsecret"])
def test_the_name_in_a_pictures_address_is_only_for_people(participant: Visitor, name: str) -> None:
    answer = participant.client.get(f"{participant.base}/media/{'0' * 64}/{name}")
    assert answer.status_code == 404
