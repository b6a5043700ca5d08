"""Launches from a gradebook's cell: to what one person handed in, for those who may see it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factories import small_package
from fakes import AGS, LTI, FakePlatform
from lti_npq.services import installation
from lti_npq.services.delivery import Doors
from lti_npq.settings import Settings
from lti_npq.storage.models import LineItem, Submission
from lti_npq.workers.delivering import deliver_all
from stored import rows
from visitors import Visitor, launch

Launch = Callable[..., Visitor]
OWN_COLUMN = "https://lms.example.org/lineitems/77/lineitem?type_id=3"


def asking(person: str, column: str = OWN_COLUMN, content: str = "small-2021") -> dict[str, Any]:
    """Return the changes that make a launch a submission review, for an activity that leads to the whole programme."""
    return {
        LTI + "message_type": "LtiSubmissionReviewRequest",
        LTI + "for_user": {"user_id": person},
        LTI + "custom": {"content": content},
        AGS: {"lineitem": column, "scope": []},
    }


@pytest.fixture
def column(marked: Visitor, engine: Engine, doors: Doors) -> str:
    """The column that was made for the task."""
    deliver_all(engine, doors)
    [made] = rows(engine, LineItem)
    assert made.url is not None
    return made.url


def test_a_facilitator_lands_on_the_newest_submission(
    participant: Visitor, marked: Visitor, column: str, visit: Launch, engine: Engine
) -> None:
    first = rows(engine, Submission)[0].id
    marked.marks(f"marking/{first}", outcome="returned")
    participant.hands_in("Lessons start late, again.")
    newest = next(one.id for one in rows(engine, Submission) if one.number == 2)
    reviewer = visit(**Visitor.AS_FACILITATOR, **asking("user-1", column))
    assert reviewer.landing.endswith(f"/marking/{newest}")
    assert "Lessons start late, again." in reviewer.get().text


def test_a_participant_lands_on_their_own_task(marked: Visitor, column: str, visit: Launch) -> None:
    assert visit(**asking("user-1", column)).landing.endswith("/tasks/fat-planning")


def test_nobody_elses_work_is_shown_to_a_participant(
    app: Flask, marked: Visitor, column: str, lms: FakePlatform
) -> None:
    answer = launch(app.test_client(), lms, sub="user-2", **asking("user-1", column))
    assert answer.status_code == 403
    assert "for facilitators" in answer.text


@pytest.mark.parametrize(
    ("person", "changes"),
    [
        ("user-9", {}),
        ("user-1", {LTI + "context": {"id": "course-2", "title": "Another"}}),
        ("user-1", {AGS: {"lineitem": OWN_COLUMN, "scope": []}}),
    ],
    ids=["who handed nothing in", "in another course", "another column"],
)
def test_what_is_not_there_gets_a_calm_page(
    person: str, changes: dict[str, Any], app: Flask, marked: Visitor, column: str, lms: FakePlatform
) -> None:
    asked = {**Visitor.AS_FACILITATOR, **asking(person, column), **changes}
    answer = launch(app.test_client(), lms, **asked)
    assert answer.status_code == 404
    assert "There is nothing to look at yet" in answer.text


def test_an_activitys_own_column_is_known_by_its_only_task(marked: Visitor, visit: Launch, engine: Engine) -> None:
    asked = asking("user-1", OWN_COLUMN, "small-2021/fat-planning")
    [submission] = rows(engine, Submission)
    assert visit(**Visitor.AS_FACILITATOR, **asked).landing.endswith(f"/marking/{submission.id}")


@pytest.mark.parametrize("gradebook", [None, {"scope": []}, {"lineitem": "", "scope": []}])
def test_an_lms_that_names_no_column_is_shown_the_only_task(
    gradebook: dict[str, Any] | None, marked: Visitor, visit: Launch, engine: Engine
) -> None:
    asked = {**asking("user-1", content="small-2021/fat-planning"), AGS: gradebook}
    [submission] = rows(engine, Submission)
    assert visit(**Visitor.AS_FACILITATOR, **asked).landing.endswith(f"/marking/{submission.id}")


@pytest.mark.parametrize("role", [Visitor.AS_FACILITATOR, {}], ids=["facilitator", "whose work it is"])
def test_whoever_sees_a_gradebook_that_names_none_of_several_columns_is_told_where_the_work_is(
    role: dict[str, Any], app: Flask, marked: Visitor, lms: FakePlatform
) -> None:
    answer = launch(app.test_client(), lms, **role, **{**asking("user-1"), AGS: None})
    assert answer.status_code == 404
    assert "It is not clear which work you mean" in answer.text
    assert "this activity is not for one alone" in answer.text
    assert "facilitators find what was handed in under “Marking”" in answer.text


def test_what_canvas_was_told_with_a_score_opens_the_submission(marked: Visitor, visit: Launch, engine: Engine) -> None:
    [submission] = rows(engine, Submission)
    told = f"http://localhost:8500/lti/launch?content=small-2021/fat-planning&submission={submission.id}"
    place = {LTI + "target_link_uri": told, LTI + "custom": {}}
    assert visit(**Visitor.AS_FACILITATOR, **place).landing.endswith(f"/marking/{submission.id}")
    assert visit(**place).landing.endswith("/tasks/fat-planning")
    elsewhere = {**place, LTI + "context": {"id": "course-2", "title": "Another"}}
    assert visit(**Visitor.AS_FACILITATOR, **elsewhere).landing.endswith("/marking")


def test_a_review_that_lost_its_content_key_finds_the_programme_by_its_column(
    marked: Visitor, column: str, visit: Launch, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    with Session(engine) as session, session.begin():
        another = small_package(tmp_path / "another-2021", id="another-2021")
        installation.publish_folder(session, settings, another, datetime.now(UTC))
    [submission] = rows(engine, Submission)
    lost = {**asking("user-1", column), LTI + "custom": None}
    assert visit(**Visitor.AS_FACILITATOR, **lost).landing.endswith(f"/marking/{submission.id}")


def test_a_review_without_key_and_without_a_known_column_is_told_so(
    app: Flask, marked: Visitor, column: str, lms: FakePlatform
) -> None:
    elsewhere = {LTI + "custom": None, LTI + "context": {"id": "course-2", "title": "Another"}}
    answer = launch(app.test_client(), lms, **Visitor.AS_FACILITATOR, **{**asking("user-1", column), **elsewhere})
    assert answer.status_code == 404
