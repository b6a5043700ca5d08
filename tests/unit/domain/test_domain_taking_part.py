"""What is said of somebody's taking part, for each way in which a provider counts it."""

import pytest

from lti_npq.domain.plan import Component, Engagement, Hours, Measure
from lti_npq.domain.taking_part import Amount, account, percent

STUDY, CHECKS = Component("study", "Online study"), Component("self-checks", "Self-checks")
EVENTS = Component("events", "Attendance")
AMOUNTS: dict[Measure, Amount] = {"study": Amount(90, 120), "self-checks": Amount(10, 10)}


def test_where_each_counts_by_itself_each_has_a_bar() -> None:
    told = account(Engagement(0.9, "every", (STUDY, CHECKS)), Hours(), AMOUNTS)
    assert told.sentences == ["The programme asks for 90% of each. Counted here: Online study and Self-checks."]
    assert [(bar.title, bar.share, bar.done) for bar in told.bars] == [
        ("Online study", 0.75, "75% done"),
        ("Self-checks", 1.0, "100% done"),
    ]


def test_what_is_reached_is_said() -> None:
    told = account(Engagement(0.7, "every", (STUDY, CHECKS)), Hours(), AMOUNTS)
    assert told.sentences == ["You have reached the 70% that the programme asks for: Online study and Self-checks."]


def test_what_cannot_be_counted_yet_is_named() -> None:
    told = account(Engagement(0.9, "every", (STUDY, EVENTS)), Hours(), AMOUNTS)
    assert told.sentences[-1] == "Attendance is not counted here yet."
    nothing = account(Engagement(0.9, "every", (EVENTS, Component("coaching", "Coaching"))), Hours(), AMOUNTS)
    assert (nothing.sentences, nothing.bars) == (["Attendance and Coaching are not counted here yet."], [])


def test_weights_are_points_of_a_hundred() -> None:
    weighed = (Component("study", "Study", 40), Component("self-checks", "Checks", 10), Component("events", "Days", 50))
    told = account(Engagement(0.9, "weighted", weighed), Hours(), AMOUNTS)
    assert told.sentences == [
        "You have 40 of the 50 points for Study (40) and Checks (10); the programme asks for 90 of 100 in all.",
        "Days is not counted here yet.",
    ]
    assert [(bar.share, bar.done) for bar in told.bars] == [(pytest.approx(0.4), "40 points")]


def test_hours_are_held_against_the_hours_planned() -> None:
    told = account(Engagement(0.9, "hours", (STUDY, EVENTS)), Hours(study=8, events=2), AMOUNTS)
    assert told.sentences[0] == (
        "You have done 1 hour 30 minutes of Online study; the programme asks for 9 hours of 10 hours in all."
    )
    assert [(bar.share, bar.done) for bar in told.bars] == [(0.15, "1 hour 30 minutes done")]


def test_a_share_is_never_rounded_up() -> None:
    assert [percent(share) for share in (0.899, 0.9, 0.29, 1.0)] == ["89%", "90%", "29%", "100%"]


def test_all_of_nothing_is_done() -> None:
    assert Amount(0, 0).share == 1.0
