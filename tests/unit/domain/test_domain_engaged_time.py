"""Engaged time: whatever pages report, nobody studies longer than the clock on the wall says."""

import math
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lti_npq.domain.engaged_time import (
    LONGEST_BEAT,
    LONGEST_REACH,
    LONGEST_VIEW,
    Beat,
    Credit,
    Heard,
    Stretch,
    could_reach_back,
    credit,
    merged,
    total,
    without,
)

OPENED = 1_790_000_000_000
UNHEARD = Heard(None, 0)
BEAT = 15_000


@dataclass
class Person:
    """Somebody with some pages open, each with what was heard of it."""

    opened: int = OPENED
    heard: dict[str, Heard] = field(default_factory=dict)
    credited: dict[str, list[Stretch]] = field(default_factory=dict)

    @property
    def taken(self) -> list[Stretch]:
        return [stretch for stretches in self.credited.values() for stretch in stretches]

    def reports(self, now: int, *beats: tuple[float, float, float], clock: float, page: str = "page") -> int:
        """Return what a report that arrives so long after the session was opened adds."""
        said = [Beat(*beat) for beat in beats]
        given = credit(
            self.heard.get(page, UNHEARD), said, clock, taken=self.taken, earliest=self.opened, now=self.opened + now
        )
        self.heard[page] = given.heard
        self.credited[page] = merged([*self.credited.get(page, []), *given.stretches])
        return given.total


@pytest.fixture
def person() -> Person:
    return Person()


def test_beats_that_follow_each_other_are_kept_as_one_stretch(person: Person) -> None:
    # The network takes its time, now longer, now shorter: only what the quickest gained on the first is lost, once.
    credited = [
        person.reports(1_000 + number * BEAT + delay, (number, number * BEAT, BEAT), clock=number * BEAT)
        for number, delay in enumerate([40, 80, 0, 25, 900, 10], start=1)
    ]
    assert credited == [BEAT, BEAT, BEAT - 40, BEAT, BEAT, BEAT]
    assert person.credited["page"] == [(OPENED + 1_040, OPENED + 1_000 + 6 * BEAT)]


def test_a_beat_is_not_counted_twice(person: Person) -> None:
    assert person.reports(BEAT, (1, BEAT, BEAT), clock=BEAT) == BEAT
    assert person.reports(BEAT + 10, (1, BEAT, BEAT), clock=BEAT) == 0
    assert person.reports(900_000, (1, BEAT, BEAT), clock=BEAT) == 0


def test_a_beat_that_comes_after_a_later_one_is_left_out(person: Person) -> None:
    assert person.reports(3 * BEAT, (2, 2 * BEAT, BEAT), clock=3 * BEAT) == BEAT
    assert person.reports(3 * BEAT, (1, BEAT, BEAT), clock=3 * BEAT) == 0


def test_beats_kept_while_offline_are_credited_where_they_belong(person: Person) -> None:
    hour = 3_600_000
    beats = [(number, number * BEAT, BEAT) for number in range(1, 41)]
    assert person.reports(hour, *beats, clock=hour) == 40 * BEAT
    assert person.credited["page"] == [(OPENED, OPENED + 40 * BEAT)]


def test_two_tabs_at_once_count_once(person: Person) -> None:
    assert person.reports(BEAT, (1, BEAT, BEAT), clock=BEAT, page="one") == BEAT
    assert person.reports(BEAT, (1, BEAT, BEAT), clock=BEAT, page="other") == 0
    assert person.reports(BEAT + 5_000, (2, BEAT + 5_000, BEAT), clock=BEAT + 5_000, page="other") == 5_000


def test_two_tabs_in_turn_count_both(person: Person) -> None:
    assert person.reports(BEAT, (1, BEAT, BEAT), clock=BEAT, page="one") == BEAT
    assert person.reports(2 * BEAT, (1, BEAT, BEAT), clock=BEAT, page="other") == BEAT
    assert total(merged(person.taken)) == 2 * BEAT


def test_nothing_is_credited_from_before_the_session(person: Person) -> None:
    assert person.reports(10_000, (1, 90_000, BEAT), (2, 100_000, BEAT), clock=100_000) == 10_000


def test_nothing_is_credited_from_the_future(person: Person) -> None:
    assert person.reports(10_000, (1, 25_000, BEAT), clock=10_000) == 0
    assert person.reports(12_000, (2, 17_000, BEAT), clock=10_000) == 10_000


def test_a_beat_is_never_longer_than_a_late_one_may_be(person: Person) -> None:
    assert person.reports(600_000, (1, 600_000, 600_000), clock=600_000) == LONGEST_BEAT


def test_a_device_that_slept_is_not_credited_for_the_night(person: Person) -> None:
    night = 8 * 3_600_000
    person.reports(BEAT, (1, BEAT, BEAT), clock=BEAT)
    # Its clock stood still meanwhile.
    assert person.reports(night, (2, 2 * BEAT, BEAT), clock=2 * BEAT) == BEAT
    assert person.credited["page"] == [(OPENED, OPENED + BEAT), (OPENED + night - BEAT, OPENED + night)]


@pytest.mark.parametrize("nonsense", [-1.0, math.nan, math.inf, -math.inf, 1e300, LONGEST_VIEW + 1.0])
def test_numbers_that_cannot_be_true_are_left_out_and_the_others_counted(nonsense: float, person: Person) -> None:
    beats = [(1, nonsense, BEAT), (2, BEAT, nonsense), (3, BEAT, BEAT)]
    assert person.reports(60_000, *beats, clock=60_000) == BEAT
    assert person.reports(60_000, (4, 2 * BEAT, BEAT), clock=nonsense) == 0
    assert person.heard["page"].sequence == 3


@pytest.mark.parametrize("sequence", [math.nan, math.inf, -1.0, 0.0])
def test_a_beat_without_a_number_is_left_out(sequence: float, person: Person) -> None:
    assert person.reports(60_000, (sequence, BEAT, BEAT), clock=60_000) == 0


def test_fractions_of_a_millisecond_reach_back_as_far_as_they_are_credited() -> None:
    beats, now = [Beat(1, 1.5, 2)], OPENED + 1
    given = credit(UNHEARD, beats, 0, taken=[], earliest=OPENED, now=now)
    assert given.stretches == [(OPENED, now)]
    assert could_reach_back(UNHEARD, beats, 0, now) <= OPENED


numbers = some.one_of(
    some.integers(-100, 200_000),
    some.floats(allow_nan=True, allow_infinity=True),
    some.sampled_from([0, 1, BEAT, LONGEST_BEAT, LONGEST_VIEW, -1, 2**63]),
)
beats = some.builds(Beat, numbers, numbers, numbers)
moments = some.integers(-1_000, 400_000)
reports = some.tuples(moments, some.sampled_from("abc"), some.lists(beats, max_size=6), numbers)
sane = some.tuples(
    moments,
    some.sampled_from("abc"),
    some.lists(
        some.builds(Beat, some.integers(1, 30), some.integers(0, 300_000), some.integers(0, 40_000)), max_size=6
    ),
    some.integers(0, 300_000),
)


@settings(max_examples=300, deadline=None)
@given(some.lists(some.one_of(reports, sane), max_size=20))
def test_credited_time_never_exceeds_the_time_that_passed(told: list[tuple[int, str, list[Beat], float]]) -> None:
    person = Person()
    latest = person.opened
    for passed, page, said, clock in told:
        now = person.opened + passed
        latest = max(latest, now)
        before, known = person.taken, person.heard.get(page, UNHEARD)
        given = credit(known, said, clock, taken=before, earliest=person.opened, now=now)
        assert_sound(given, known, before, person.opened, now)
        assert could_reach_back(known, said, clock, now) >= now - LONGEST_REACH
        assert not given.stretches or could_reach_back(known, said, clock, now) <= given.stretches[0][0]
        person.heard[page] = given.heard
        person.credited[page] = merged([*person.credited.get(page, []), *given.stretches])
    assert total(person.taken) <= latest - person.opened
    assert total(person.taken) == total(merged(person.taken))


def assert_sound(given: Credit, known: Heard, before: list[Stretch], opened: int, now: int) -> None:
    """Whatever is new lies between the launch and now, and nobody had it before."""
    assert all(opened <= begun < ended <= now for begun, ended in given.stretches)
    assert all(without(stretch, before) == [stretch] for stretch in given.stretches)
    assert given.heard.sequence >= known.sequence


stretches = some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)).filter(lambda s: s[0] < s[1]))


@given(stretches, stretches)
def test_taking_away_is_what_it_is_for_single_moments(some_time: list[Stretch], taken: list[Stretch]) -> None:
    def moments_of(parts: list[Stretch]) -> set[int]:
        return {moment for begun, ended in parts for moment in range(begun, ended)}

    left = [part for stretch in merged(some_time) for part in without(stretch, taken)]
    assert moments_of(left) == moments_of(some_time) - moments_of(taken)
    assert moments_of(merged(some_time)) == moments_of(some_time)
    assert all(one[1] < other[0] for one, other in zip(merged(some_time), merged(some_time)[1:], strict=False))
