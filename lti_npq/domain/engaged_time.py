"""How long somebody really studied: what their pages report, as far as the clock on the wall allows it.

A page counts time only while it is visible and its reader did something within the last two minutes, or a film plays.
It reports in beats of fifteen seconds, each with its place on the page's own steady clock. Here the beats are laid on
our clock. Nothing is credited before the session was opened, after now, or twice: two tabs side by side count once. So
whatever is reported, rightly, wrongly or with intent, the credit of a person never exceeds the time that passed.

All times are whole milliseconds; moments since 1970.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Stretch = tuple[int, int]
"""From and to; a list of them is in order, without overlap, and none is empty."""

LONGEST_BEAT: Final = 30_000
"""A page reports every 15 seconds; a busy device may be late, but not by more."""
LONGEST_DELAY: Final = 30_000
"""A report that takes longer to arrive does not: the device slept meanwhile, and its clock with it."""
LONGEST_VIEW: Final = 48 * 3_600_000
"""No session lives longer, so no page's clock shows more."""
LONGEST_REACH: Final = LONGEST_VIEW + LONGEST_DELAY + LONGEST_BEAT
"""No report is about anything longer ago."""

LARGEST_SEQUENCE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Beat:
    """One report of a page: as it was sent, so every number may be nonsense."""

    sequence: float
    """Counts up from 1; what came before is not counted again."""
    at: float
    """Where on the page's own clock the engaged time ended."""
    active: float
    """How long it lasted."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a page view."""

    began: int | None
    """Where its own clock begins on ours; None before the first beat."""
    sequence: int
    """Of the last beat that was counted; 0 for none."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a report adds."""

    heard: Heard
    stretches: Sequence[Stretch]
    """None of it was credited before."""

    @property
    def total(self) -> int:
        return total(self.stretches)


def credit(
    heard: Heard, beats: Iterable[Beat], clock: float, *, taken: Sequence[Stretch], earliest: int, now: int
) -> Credit:
    """Return what a report is worth.

    Args:
        heard: What is known of the view.
        beats: The report; numbers that cannot be true are left out.
        clock: What the page's own clock showed when it was sent.
        taken: What is credited to the person already, on whatever page.
        earliest: When the session was opened.
        now: When the report arrived.
    """
    sound = _sound(beats, after=heard.sequence)
    if not (sound and _is_length(clock)):
        return Credit(heard, [])
    began = _beginning(heard.began, int(clock), now)
    new: list[Stretch] = []
    for beat in sound:
        begun, ended = _laid(beat, began)
        new = merged([*new, *without((max(begun, earliest), min(ended, now)), [*taken, *new])])
    return Credit(Heard(began, int(sound[-1].sequence)), new)


def could_reach_back(heard: Heard, beats: Iterable[Beat], clock: float, now: int) -> int:
    """Return the earliest moment that the report may be about, to know which credit it must be held against."""
    sound = _sound(beats, after=heard.sequence)
    if not (sound and _is_length(clock)):
        return now
    began = _beginning(heard.began, int(clock), now)
    return min(_laid(beat, began)[0] for beat in sound)


def without(stretch: Stretch, taken: Iterable[Stretch]) -> list[Stretch]:
    """Return the parts of a stretch that are not taken; of an empty or reversed one, nothing."""
    left = [stretch] if stretch[0] < stretch[1] else []
    for begun, ended in taken:
        left = [part for a, b in left for part in ((a, min(b, begun)), (max(a, ended), b)) if part[0] < part[1]]
    return left


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same time as few stretches in order, those that touch as one."""
    joined: list[Stretch] = []
    for begun, ended in sorted(stretches):
        if joined and begun <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((begun, ended))
    return joined


def total(stretches: Iterable[Stretch]) -> int:
    """Return how long they are together."""
    return sum(ended - begun for begun, ended in stretches)


def _laid(beat: Beat, began: int) -> Stretch:
    """Return a beat on our clock, where the page's begins at a moment."""
    ended = began + int(beat.at)
    return ended - int(min(beat.active, LONGEST_BEAT)), ended


def _beginning(known: int | None, clock: int, now: int) -> int:
    """Return where the page's clock begins on ours: as the quickest report has it, unless the device slept since."""
    begins = now - clock
    return begins if known is None or not 0 <= begins - known <= LONGEST_DELAY else known


def _sound(beats: Iterable[Beat], after: int) -> list[Beat]:
    """Return the beats that may be true, in their order, without those counted already."""
    plausible = [
        beat
        for beat in beats
        if _is_length(beat.at) and _is_length(beat.active) and after < beat.sequence <= LARGEST_SEQUENCE
    ]
    return sorted(plausible, key=lambda beat: beat.sequence)


def _is_length(value: float) -> bool:
    return math.isfinite(value) and 0 <= value <= LONGEST_VIEW
