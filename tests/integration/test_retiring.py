"""Rolling back and retiring: what people see changes, what they did stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fakes import LTI
from lti_npq.errors import NotFound
from lti_npq.services import audit, publishing
from new_content import Publish, ask_for_several
from visitors import Visitor, launch

REFLECTION = "writing/planning-reflection"


@contextmanager
def deciding(engine: Engine) -> Iterator[tuple[Session, datetime]]:
    with Session(engine) as session, session.begin():
        yield session, datetime.now(UTC)


def retire(engine: Engine) -> None:
    with deciding(engine) as (session, now):
        publishing.retire(session, "small-2021", now, who="ann@example.org")


def reinstate(engine: Engine) -> None:
    with deciding(engine) as (session, now):
        publishing.reinstate(session, "small-2021", now, who="ann@example.org")


def test_rolling_back_shows_the_version_before_and_loses_nothing(
    participant: Visitor, engine: Engine, publish: Publish
) -> None:
    publish(ask_for_several)
    participant.post("questions/planning-parts/answers", {"option": ["a", "b"]})
    with deciding(engine) as (session, now):
        assert publishing.roll_back(session, "small-2021", None, now, who="ann@example.org").version == "1.0.0"
    assert "Which belong in a plan?" not in participant.get("pages/planning-do").text
    with deciding(engine) as (session, now):
        publishing.roll_back(session, "small-2021", "1.0.1", now, who="ann@example.org")
    assert "That is right." in participant.get("pages/planning-do").text
    with Session(engine) as session:
        noted = [(entry.who, entry.action, entry.subject) for entry in audit.newest(session)][:2]
    assert noted == [
        ("ann@example.org", "released a version", "small-2021 1.0.1"),
        ("ann@example.org", "released a version", "small-2021 1.0.0"),
    ]


@pytest.mark.parametrize(
    ("programme", "version", "words"),
    [
        ("small-2021", None, "Nothing was published before"),
        ("small-2021", "9.9.9", "9.9.9 was never published"),
        ("none-2021", None, "No programme “none-2021” is published"),
    ],
)
def test_what_cannot_be_rolled_back_to_is_said(engine: Engine, programme: str, version: str | None, words: str) -> None:
    with deciding(engine) as (session, now), pytest.raises(NotFound, match=words):
        publishing.roll_back(session, programme, version, now, who="ann@example.org")


def test_nobody_new_is_let_into_a_retired_programme(
    engine: Engine, visit: Callable[..., Visitor], app: object, lms: object
) -> None:
    retire(engine)
    answer = launch(app.test_client(), lms, sub="newcomer")  # type: ignore[attr-defined,arg-type]
    assert answer.status_code == 403
    assert "A small programme is retired and takes nobody in any more." in answer.text
    reinstate(engine)
    assert "A plan that held" in visit(sub="newcomer").get("/").text


def test_whoever_is_in_a_retired_programme_reads_on_and_nothing_is_added(
    participant: Visitor, engine: Engine, visit: Callable[..., Visitor]
) -> None:
    participant.post(REFLECTION, {"text": "One year group."})
    retire(engine)
    again = visit()
    assert "This programme is retired." in again.get("/").text
    page = again.get("pages/planning-do").text
    assert "One year group." in page
    assert "<textarea" not in page
    refused = again.post(REFLECTION, {"text": "Two."})
    assert refused.status_code == 403
    assert "nothing new is kept" in refused.text
    assert again.post("tasks/fat-planning/draft", {"fat-planning-problem": "More."}).status_code == 403
    reinstate(engine)
    assert "One year group." in participant.get("pages/planning-do").text
    assert "<textarea" in participant.get("pages/planning-do").text


def test_what_waits_in_a_retired_programme_can_be_marked(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in()
    retire(engine)
    facilitator.marks()
    assert "Clear. Next, say why." in participant.get("tasks/fat-planning").text


def test_a_retired_programme_is_not_offered_for_courses(engine: Engine, visit: Callable[..., Visitor]) -> None:
    retire(engine)
    without_key = {LTI + "custom": {}, "sub": "newcomer", LTI + "target_link_uri": "http://localhost:8500/lti/launch"}
    with pytest.raises(AssertionError, match="is not published here"):
        visit(**without_key)
