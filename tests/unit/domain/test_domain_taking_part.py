"""What is said of somebody's taking part, for each way in which a provider counts it."""

import pytest
from programme_sample import PROGRAMME

from lti_npq.domain.plan import Component, Engagement, Hours, Measure
from lti_npq.domain.progress import Done
from lti_npq.domain.taking_part import Amount, account, amounts, is_reached, percent, rule_version, share_reached

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


def test_nothing_of_an_outline_is_said_to_be_enough() -> None:
    told = account(Engagement(0.7, "every", (STUDY, CHECKS)), Hours(), AMOUNTS, is_outline=True)
    assert told.sentences == [
        "The programme asks for 70% of each. Counted here: Online study and Self-checks.",
        "What is here is only a part of the programme, and what is not written counts as well.",
    ]


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


@pytest.mark.parametrize(
    ("policy", "hours", "share"),
    [
        (Engagement(0.9, "every", (STUDY, CHECKS)), Hours(), 0.75),
        (Engagement(0.9, "every", (STUDY, EVENTS)), Hours(), 0.0),
        (Engagement(0.9, "every", ()), Hours(), 0.0),
        (Engagement(0.9, "weighted", (Component("study", "S", 40), Component("self-checks", "C", 60))), Hours(), 0.9),
        (Engagement(0.9, "weighted", (Component("study", "S", 40), Component("events", "E", 60))), Hours(), 0.3),
        (Engagement(0.9, "hours", (STUDY, EVENTS)), Hours(study=2, events=1), 0.5),
        (Engagement(0.9, "hours", (STUDY,)), Hours(study=1), 1.0),
        (Engagement(0.9, "hours", (STUDY,)), Hours(), 0.0),
    ],
)
def test_a_rule_is_met_as_a_whole_and_what_is_not_counted_is_not_done(
    policy: Engagement, hours: Hours, share: float
) -> None:
    assert share_reached(policy, hours, AMOUNTS) == pytest.approx(share)
    assert is_reached(policy, share) is (share >= 0.9)


def test_nine_tenths_are_enough_however_they_are_added_up() -> None:
    policy = Engagement(0.9, "weighted", tuple(Component("self-checks", "Checks", 30) for _ in range(3)))
    assert is_reached(policy, share_reached(policy, Hours(), AMOUNTS))


def test_another_rule_has_another_version_and_other_words_have_not() -> None:
    versions = [
        rule_version(Engagement(0.9, "every", (STUDY, CHECKS)), Hours()),
        rule_version(Engagement(0.9, "every", (STUDY,)), Hours()),
        rule_version(Engagement(0.8, "every", (STUDY,)), Hours()),
        rule_version(Engagement(0.9, "weighted", (Component("study", "", 40), Component("events", "", 60))), Hours()),
        rule_version(Engagement(0.9, "weighted", (Component("study", "", 60), Component("events", "", 40))), Hours()),
        rule_version(Engagement(0.9, "hours", (STUDY,)), Hours(study=34)),
        rule_version(Engagement(0.9, "hours", (STUDY,)), Hours(study=38)),
    ]
    assert len(set(versions)) == len(versions)
    reworded = Engagement(0.9, "every", (Component("self-checks", "Quizzes"), Component("study", "Reading", 7)))
    assert rule_version(reworded, Hours(study=1)) == versions[0]
    assert versions[0].startswith("every-90-")


def test_amounts_are_minutes_of_what_was_done_and_of_all() -> None:
    done = Done({"see"}, {"check"}, set())
    counted = amounts(PROGRAMME, done, handed_in={"task"}, compared=set())
    assert (counted["study"].done, counted["study"].total) == (10, 60)
    assert (counted["formative"].done, counted["formative"].total) == (60, 60)
    assert counted["self-checks"].share == 1.0
    assert counted["reflections"].share == 0.0
