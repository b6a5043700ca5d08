"""Engaged time: what pages report is credited, told when a view ends, and never more than the time that passed."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from clocks import BEAT, Clock, OpenPage
from fakes import LTI
from lti_npq.services import page_views
from lti_npq.settings import Settings
from lti_npq.storage.models import PageView, Statement
from stored import owed, rows, verbs
from visitors import Visitor
from xapi import vocabulary
from xapi.validation import violations

Visit = Callable[..., Visitor]


def seconds(engine: Engine) -> list[float]:
    """Return what is credited to each page view."""
    return sorted(view.engaged_ms / 1_000 for view in rows(engine, PageView))


def test_a_view_that_ends_tells_how_long_it_was_studied(clock: Clock, participant: Visitor, engine: Engine) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=90)
    clock.passes(seconds=300)
    page.leaves()
    [statement] = owed(engine, vocabulary.EXPERIENCED)
    assert statement["object"]["id"].endswith("/pages/planning-see")
    assert statement["result"] == {"duration": "PT1M30S"}
    assert datetime.fromisoformat(statement["timestamp"]) == clock.now.replace(
        microsecond=clock.now.microsecond // 1000 * 1000
    )
    assert violations(statement) == []
    [view] = rows(engine, PageView)
    assert len(view.stretches) == 1


def test_heartbeats_themselves_leave_no_statement(clock: Clock, participant: Visitor, engine: Engine) -> None:
    OpenPage(participant, clock).studies(seconds=600)
    assert verbs(engine) == ["launched", "initialized"]
    assert len(rows(engine, PageView)) == 1


def test_a_view_ends_once_however_often_that_is_said(clock: Clock, participant: Visitor, engine: Engine) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=30)
    for _ in range(3):
        assert page.leaves() == 204
    assert len(owed(engine, vocabulary.EXPERIENCED)) == 1


def test_a_page_that_was_only_passed_through_is_not_told(clock: Clock, participant: Visitor, engine: Engine) -> None:
    OpenPage(participant, clock).leaves()
    assert rows(engine, PageView) == []
    assert owed(engine, vocabulary.EXPERIENCED) == []


def test_marking_as_read_leaves_the_telling_to_the_end_of_the_view(
    clock: Clock, participant: Visitor, engine: Engine
) -> None:
    page = OpenPage(participant, clock)
    participant.post("pages/planning-see/read", {"view": str(page.view)})
    assert owed(engine, vocabulary.EXPERIENCED) == []
    clock.passes(seconds=12)
    page.reports("1:12000:12000", state="gone")
    [statement] = owed(engine, vocabulary.EXPERIENCED)
    assert statement["result"] == {"duration": "PT12S"}


def test_without_a_script_no_time_is_guessed(participant: Visitor, engine: Engine) -> None:
    participant.studies_everything()
    assert ["result" in statement for statement in owed(engine, vocabulary.EXPERIENCED)] == [False, False]
    [completed] = owed(engine, vocabulary.COMPLETED)
    assert completed["result"] == {"completion": True}


def test_the_completion_of_a_module_tells_the_time_engaged_in_its_pages(
    clock: Clock, participant: Visitor, engine: Engine
) -> None:
    OpenPage(participant, clock).studies(seconds=60)
    OpenPage(participant, clock, "planning-do").studies(seconds=90)
    participant.studies_everything()
    [completed] = owed(engine, vocabulary.COMPLETED)
    assert completed["result"] == {"completion": True, "duration": "PT2M30S"}


def test_two_tabs_side_by_side_count_once(clock: Clock, participant: Visitor, engine: Engine) -> None:
    one, other = OpenPage(participant, clock), OpenPage(participant, clock, "planning-do")
    for number in range(1, 5):
        clock.passes(seconds=15)
        for page in (one, other):
            page.reports(f"{number}:{page.shown}:{BEAT}")
    assert seconds(engine) == [60]


def test_two_courses_side_by_side_count_once(clock: Clock, visit: Visit, engine: Engine) -> None:
    here = OpenPage(visit(), clock)
    there = OpenPage(visit(**{LTI + "context": {"id": "course-2", "title": "Spring cohort"}}), clock)
    clock.passes(seconds=30)
    here.reports(f"1:30000:{BEAT}")
    there.reports(f"1:30000:{2 * BEAT}")
    assert seconds(engine) == [15, 15]


def test_two_people_side_by_side_both_count(clock: Clock, visit: Visit, engine: Engine) -> None:
    pages = [OpenPage(visit(sub=name), clock) for name in ("one", "two")]
    clock.passes(seconds=15)
    for page in pages:
        page.reports(f"1:15000:{BEAT}")
    assert seconds(engine) == [15, 15]


def test_nothing_is_credited_twice_from_the_future_or_from_before_the_launch(
    clock: Clock, participant: Visitor, engine: Engine
) -> None:
    page = OpenPage(participant, clock)
    clock.passes(seconds=20)
    page.reports("1:15000:15000")
    page.reports("1:15000:15000")
    page.reports("2:90000:15000", clock="20000")
    page.reports("3:95000:15000,4:110000:15000", clock="110000", view=str(uuid4()))
    assert sum(seconds(engine)) <= 20


@pytest.mark.parametrize(
    "beats",
    [
        "nan:1:1",
        "1:nan:15000",
        "1:15000:inf",
        "1:-15000:15000",
        "1:15000:-1",
        "1:1e300:15000",
        "-5:15000:15000",
        "1e9:15000:15000",
        "1:15000:0",
    ],
)
def test_nonsense_is_credited_nothing_and_does_no_harm(
    beats: str, clock: Clock, participant: Visitor, engine: Engine
) -> None:
    page = OpenPage(participant, clock)
    clock.passes(seconds=60)
    assert page.reports(beats) == 204
    assert sum(seconds(engine)) == 0
    assert page.studies(seconds=15) == 204
    assert seconds(engine) == [15]


@pytest.mark.parametrize(
    "changes",
    [
        {"beats": "1:2"},
        {"beats": "a:b:c"},
        {"beats": "1:1:1;"},
        {"view": "mine"},
        {"view": ""},
        {"clock": "late"},
        {"state": "asleep"},
        {"beats": ",".join(["1:1:1"] * 501)},
    ],
)
def test_what_is_no_report_is_refused(
    changes: dict[str, str], clock: Clock, participant: Visitor, engine: Engine
) -> None:
    page = OpenPage(participant, clock)
    assert page.reports(**{"beats": "1:1:1", **changes}) == 400
    assert rows(engine, PageView) == []


def test_a_report_of_a_page_that_is_not_there_or_not_its_own_counts_nothing(
    clock: Clock, participant: Visitor, engine: Engine
) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=15)
    clock.passes(seconds=15)
    page.page = "planning-do"
    assert page.reports("2:30000:15000") == 204
    page.page = "nowhere"
    assert page.reports("3:30000:15000") == 404
    assert seconds(engine) == [15]


def test_a_report_needs_the_sessions_own_key(clock: Clock, participant: Visitor, engine: Engine) -> None:
    page = OpenPage(participant, clock)
    clock.passes(seconds=15)
    assert page.reports("1:15000:15000", csrf="guessed") == 403
    assert rows(engine, PageView) == []


def test_one_persons_view_is_not_touched_by_anothers_report(clock: Clock, visit: Visit, engine: Engine) -> None:
    mine, theirs = OpenPage(visit(), clock), OpenPage(visit(sub="other"), clock)
    mine.studies(seconds=15)
    theirs.view = mine.view
    theirs.leaves()
    assert [view.ended_at for view in rows(engine, PageView)] == [None]
    assert isinstance(rows(engine, PageView)[0].id, UUID)


def test_a_report_from_a_session_that_has_ended_counts_nothing(
    clock: Clock, participant: Visitor, engine: Engine, settings: Settings
) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=15)
    clock.passes(hours=settings.session_hours)
    assert page.reports("2:30000:15000,3:45000:15000") in {401, 403}
    assert seconds(engine) == [15]


def test_a_facilitator_is_not_measured(clock: Clock, facilitator: Visitor, engine: Engine) -> None:
    assert OpenPage(facilitator, clock).studies(seconds=30) == 204
    assert rows(engine, PageView) == []
    assert rows(engine, Statement) == []


def test_the_script_is_only_where_it_measures(participant: Visitor, facilitator: Visitor) -> None:
    assert "engaged.js" in participant.get("pages/planning-see").text
    assert "engaged.js" not in facilitator.get("pages/planning-see").text


def test_when_somebody_studied_is_forgotten_once_no_report_can_be_about_it(
    clock: Clock, participant: Visitor, engine: Engine
) -> None:
    OpenPage(participant, clock).studies(seconds=600)
    clock.passes(hours=1)
    OpenPage(participant, clock).studies(seconds=30)
    clock.passes(hours=47)
    page_views.forget_stretches(engine, clock.now)
    assert [len(view.stretches) for view in rows(engine, PageView)] == [1, 1]
    clock.passes(minutes=5)
    page_views.forget_stretches(engine, clock.now)
    assert sorted((view.engaged_ms, len(view.stretches)) for view in rows(engine, PageView)) == [
        (30_000, 1),
        (600_000, 0),
    ]


def test_stretches_are_forgotten_in_several_steps(
    clock: Clock, visit: Visit, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_views, "_AT_ONCE", 2)
    for number in range(5):
        OpenPage(visit(sub=f"user-{number}"), clock).studies(seconds=15)
    clock.passes(days=3)
    page_views.forget_stretches(engine, clock.now)
    assert [view.stretches for view in rows(engine, PageView)] == [[]] * 5
    assert seconds(engine) == [15] * 5
