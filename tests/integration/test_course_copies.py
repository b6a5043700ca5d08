"""A course that was copied from another: it works at once, and what it was copied from is a question to a person."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from choosers import DEEP_LINKING, Chooser
from couriers import posts
from fakes import AGS, LTI, FakePlatform
from lti_npq.services import registry
from lti_npq.services.copies import FARTHEST_ORIGIN
from lti_npq.services.delivery import Doors
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import ContextOrigin, LineItem
from lti_npq.workers.delivering import deliver_all
from stored import rows
from visitors import Visitor

Launch = Callable[..., Visitor]
LMS = "https://lms.example.org"
COPY: dict[str, Any] = {
    LTI + "context": {"id": "course-2", "title": "Spring cohort"},
    LTI + "resource_link": {"id": "link-9", "title": "Implementation"},
    LTI + "custom": {"content": "small-2021/planning", "context_history": "course-1,course-0"},
    AGS: {"lineitems": f"{LMS}/2/lineitems?type_id=3", "scope": []},
}
FACILITATED = {**Visitor.AS_FACILITATOR, **COPY}
QUESTION = "This course was copied from “Autumn cohort”"


@pytest.fixture
def both(visit: Launch) -> Visitor:
    """A facilitator of the old course, in the copy."""
    visit(**Visitor.AS_FACILITATOR)
    return visit(**FACILITATED)


def answers(facilitator: Visitor, same: str) -> int:
    """Answer the question in the queue; return the status."""
    path = re.search(r"marking/copies/\d+", facilitator.get("marking").text)
    assert path is not None
    return facilitator.post(path[0], {"same": same}).status_code


def test_scores_of_a_copy_go_to_its_own_columns(
    visit: Launch, app: Flask, lms: FakePlatform, engine: Engine, doors: Doors
) -> None:
    chooser = Chooser.launched(app, lms)
    items = chooser.claims(chooser.sends(what="whole"), lms)[DEEP_LINKING + "content_items"]
    made = items[-1]["lineItem"]
    lms.line_items = [
        {**made, "id": f"{LMS}/1/lineitems/5/lineitem?type_id=3"},
        {**made, "id": f"{LMS}/2/lineitems/8/lineitem?type_id=3"},
    ]
    # Each course lists its own columns only.
    old, new = lms.line_items
    lms.line_items = [new]
    visit(**COPY).hands_in()
    visit(**FACILITATED).marks()
    deliver_all(engine, doors)
    [score] = [url for method, url in lms.requests if method == "POST" and "/scores" in url]
    assert score == f"{LMS}/2/lineitems/8/lineitem/scores?type_id=3"
    assert ("GET", f"{LMS}/2/lineitems?type_id=3&resource_id=small-2021%2Ffat-planning") in lms.requests
    assert not posts(lms, "/1/lineitems")
    assert [item.url for item in rows(engine, LineItem)] == [new["id"]]
    assert old["resourceId"] == new["resourceId"]


def test_the_facilitator_of_both_courses_is_asked_once(both: Visitor, engine: Engine) -> None:
    assert QUESTION in both.get("marking").text
    assert answers(both, "yes") == 200
    page = both.get("marking").text
    assert QUESTION not in page
    assert "Linked with “Autumn cohort” by Helen Marsh" in page
    [origin] = rows(engine, ContextOrigin)
    assert origin.linked
    assert origin.decided_at is not None


def test_courses_that_are_kept_apart_are_not_asked_about_again(both: Visitor, visit: Launch) -> None:
    assert answers(both, "no") == 200
    again = visit(**FACILITATED).get("marking").text
    assert "Autumn cohort" not in again


def test_a_linked_course_shows_what_the_same_person_got_before(visit: Launch, both: Visitor) -> None:
    visit().hands_in()
    visit(sub="user-2").hands_in()
    old = visit(**Visitor.AS_FACILITATOR)
    old.marks(old.waiting()[0], points=1)
    visit(**COPY).hands_in()
    [path] = both.waiting()
    assert "Autumn cohort" not in both.get(path).text
    answers(both, "yes")
    page = " ".join(both.get(path).text.split())
    assert "In “Autumn cohort”: 1 of 2 points" in page
    assert both.waiting() == [path]


def test_somebody_new_learns_nothing_of_the_old_course(visit: Launch, engine: Engine) -> None:
    visit(**Visitor.AS_FACILITATOR)
    stranger = visit(**{**FACILITATED, "sub": "facilitator-2", "name": "Omar Reid"})
    assert len(rows(engine, ContextOrigin)) == 1
    assert "Autumn cohort" not in stranger.get("marking").text
    [origin] = rows(engine, ContextOrigin)
    assert stranger.post(f"marking/copies/{origin.id}", {"same": "yes"}).status_code == 404
    assert rows(engine, ContextOrigin)[0].linked is None


def test_a_participant_of_the_old_course_who_teaches_the_copy_is_not_asked(visit: Launch) -> None:
    visit(sub="facilitator-1", name="Helen Marsh")
    assert "Autumn cohort" not in visit(**FACILITATED).get("marking").text


def test_a_participant_is_neither_asked_nor_answers(both: Visitor, visit: Launch, engine: Engine) -> None:
    participant = visit(**COPY)
    [origin] = rows(engine, ContextOrigin)
    assert participant.post(f"marking/copies/{origin.id}", {"same": "yes"}).status_code == 403
    assert rows(engine, ContextOrigin)[0].decided_at is None


def test_an_answer_is_given_once_and_with_the_forms_token(both: Visitor, engine: Engine) -> None:
    [origin] = rows(engine, ContextOrigin)
    unsigned = both.client.post(f"{both.base}/marking/copies/{origin.id}", data={"same": "yes"})
    assert unsigned.status_code == 403
    answers(both, "no")
    assert both.post(f"marking/copies/{origin.id}", {"same": "yes"}).status_code == 404
    assert rows(engine, ContextOrigin)[0].linked is False


def test_courses_of_another_lms_are_never_proposed(visit: Launch, app: Flask, engine: Engine) -> None:
    visit(**Visitor.AS_FACILITATOR)
    other = FakePlatform(client_id="client-2")
    registration = NewRegistration(name="Other", deployments=["deployment-1"], **other.registration)
    with Session(engine) as session, session.begin():
        registry.register(session, "Another provider", registration, datetime.now(UTC))
    page = Visitor.launched(app, other, **FACILITATED).get("marking").text
    assert "Autumn cohort" not in page
    assert rows(engine, ContextOrigin) == []


@pytest.mark.parametrize("history", ["", "$Context.id.history", "course-2", "no-such-course", ",,"])
def test_a_history_that_says_nothing_is_no_question(visit: Launch, engine: Engine, history: str) -> None:
    visit(**Visitor.AS_FACILITATOR)
    custom = {"content": "small-2021/planning", "context_history": history}
    assert visit(**{**FACILITATED, LTI + "custom": custom}).get("marking").status_code == 200
    assert rows(engine, ContextOrigin) == []


def test_of_a_long_history_the_nearest_known_course_counts(visit: Launch, engine: Engine) -> None:
    visit(**Visitor.AS_FACILITATOR)
    visit(**Visitor.AS_FACILITATOR, **{LTI + "context": {"id": "course-0", "title": "Oldest"}})
    custom = {"content": "small-2021/planning", "context_history": "gone, course-1, course-0"}
    facilitator = visit(**{**FACILITATED, LTI + "custom": custom})
    visit(**{**FACILITATED, LTI + "custom": custom})
    assert len(rows(engine, ContextOrigin)) == 1
    assert QUESTION in facilitator.get("marking").text


@pytest.mark.parametrize(("gone", "found"), [(FARTHEST_ORIGIN - 1, 1), (FARTHEST_ORIGIN, 0)])
def test_a_history_that_no_course_has_keeps_nobody_waiting(
    visit: Launch, engine: Engine, gone: int, found: int
) -> None:
    visit(**Visitor.AS_FACILITATOR)
    history = ",".join([*(f"gone-{number}" for number in range(gone)), "course-1"])
    visit(**{**FACILITATED, LTI + "custom": {"content": "small-2021/planning", "context_history": history}})
    assert len(rows(engine, ContextOrigin)) == found
