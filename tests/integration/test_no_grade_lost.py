"""Whatever happens between a mark and the gradebook, it ends with our newest grade there or with a drift shown."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from couriers import deliver, lease
from fakes import FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.services import delivery
from lti_npq.services.delivery import Doors
from lti_npq.services.grades import GradeState, grade_of
from lti_npq.storage.models import LineItem, OwedScore, Submission
from stored import owed_score, rows
from visitors import Visitor

Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["mark", "override", "undo", "lose an answer", "die", "fail", "delete column", "deliver"]),
        st.integers(0, 2),
    ),
    min_size=2,
    max_size=7,
)


class Story:
    """One participant's grade, and the moments at which things happen to it."""

    def __init__(self, facilitator: Visitor, engine: Engine, doors: Doors, lms: FakePlatform, now: datetime) -> None:
        self.facilitator, self.engine, self.doors, self.lms, self.now = facilitator, engine, doors, lms, now

    def happens(self, step: Step) -> None:
        what, number = step
        match what:
            case "mark":
                self.facilitator.marks(f"marking/{owed_score(self.engine).submission_id}", points=number)
            case "override":
                # Never a grade that ours could be taken for.
                self.lms.override("user-1", 7 + number, 10)
            case "undo":
                self.lms.overrides.clear()
            case "lose an answer":
                self.lms.loses_answers = True
            case "die":
                parcel = lease(self.engine, self.doors, self.now)
                if parcel is not None:
                    parcel.send(self.doors)
            case "fail":
                self.lms.answers.append(Answer((503, 500, 429)[number], {}, b""))
            case "delete column":
                self.lms.deletes_columns()
            case _:
                self.passes(timedelta(minutes=(0, 5, 90)[number]))

    def passes(self, time: timedelta) -> None:
        before = dict(self.lms.overrides)
        self.now += time + timedelta(seconds=2)
        deliver(self.engine, self.doors, self.now)
        assert self.lms.overrides == before, "a teacher's grade was written over"

    def ends(self) -> None:
        self.lms.loses_answers = False
        self.lms.answers.clear()
        for _ in range(5):
            self.passes(timedelta(hours=2))
        changing = {method for method, url in self.lms.requests if "lineitem" in url} - {"GET", "POST"}
        assert changing == set(), "a column is never changed or deleted, whoever made it"


@pytest.fixture
def start_anew(engine: Engine, lms: FakePlatform) -> Callable[[], None]:
    """Forget what was owed and what the LMS has, and keep the people and the submission."""

    def forget() -> None:
        with Session(engine) as session, session.begin():
            delivery.release_leases(session)
            session.execute(delete(OwedScore))
            session.execute(delete(LineItem))
        lms.__init__()  # type: ignore[misc]  # as new

    return forget


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
# The orders in which a teacher's grade is most easily lost; chance alone does not always find them.
@example(steps=[("override", 0)])
@example(steps=[("deliver", 1), ("override", 1), ("mark", 1)])
@example(steps=[("lose an answer", 0), ("deliver", 0), ("override", 2), ("mark", 0)])
def test_any_order_of_marks_troubles_and_overrides_ends_with_our_newest_or_a_drift_shown(
    steps: list[Step],
    marked: Visitor,
    engine: Engine,
    doors: Doors,
    lms: FakePlatform,
    start_anew: Callable[[], None],
) -> None:
    submission = marked_submission(engine)
    start_anew()
    marked.marks(f"marking/{submission}", points=2)
    story = Story(marked, engine, doors, lms, datetime.now(UTC) + timedelta(seconds=5))
    for step in steps:
        story.happens(step)
    story.ends()
    owed = owed_score(engine)
    shown = lms.shown(lms.columns[-1], "user-1") if lms.columns else lms.overrides.get("user-1")
    state = grade_of(owed).state
    if state is GradeState.CONFIRMED:
        assert shown is not None
        assert shown["resultScore"] == owed.points
    else:
        assert state is GradeState.DRIFT
        assert owed.lms_points == (shown["resultScore"] if shown and lms.line_items else None)


def marked_submission(engine: Engine) -> str:
    return str(rows(engine, Submission)[0].id)
