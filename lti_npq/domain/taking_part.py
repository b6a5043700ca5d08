"""How far somebody has taken part by the programme's own policy, in words: only of what can be counted today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_npq.domain.durations import in_words
from lti_npq.domain.plan import Component, Engagement, Hours, Measure


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of something is done: minutes, or things to answer."""

    done: float
    total: float

    @property
    def share(self) -> float:
        """0.0 to 1.0; all of nothing is done."""
        return min(self.done / self.total, 1.0) if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A picture of a share, 0.0 to 1.0, with its words."""

    title: str
    share: float
    done: str


@dataclass(frozen=True, slots=True)
class Account:
    """What is said of somebody's taking part."""

    title: str
    sentences: Sequence[str]
    bars: Sequence[Bar]
    threshold: float
    """Where the mark stands on every bar, 0.0 to 1.0."""


def account(policy: Engagement, hours: Hours, amounts: Mapping[Measure, Amount]) -> Account:
    """Return what can be said today; a component without an amount cannot be counted yet, which is said too."""
    counted = [component for component in policy.components if component.measure in amounts]
    missing = [component for component in policy.components if component.measure not in amounts]
    if not counted:
        return Account(_TITLE, [_missing(missing)], [], policy.threshold)
    tell = {"every": _every, "weighted": _weighted, "hours": _by_hours}[policy.way]
    sentence, bars = tell(policy, hours, counted, amounts)
    return Account(_TITLE, [sentence, *([_missing(missing)] if missing else [])], bars, policy.threshold)


_Told = tuple[str, list[Bar]]


def _every(policy: Engagement, _: Hours, counted: list[Component], amounts: Mapping[Measure, Amount]) -> _Told:
    shares = [(component.title, amounts[component.measure].share) for component in counted]
    bars = [Bar(title, share, f"{percent(share)} done") for title, share in shares]
    titles = listed([title for title, _ in shares])
    if all(share >= policy.threshold for _, share in shares):
        return f"You have reached the {policy.threshold:.0%} that the programme asks for: {titles}.", bars
    each = " of each" if len(policy.components) > 1 else ""
    return f"The programme asks for {policy.threshold:.0%}{each}. Counted here: {titles}.", bars


def _weighted(policy: Engagement, _: Hours, counted: list[Component], amounts: Mapping[Measure, Amount]) -> _Told:
    points = sum(component.weight * amounts[component.measure].share for component in counted) + _TINY
    possible = sum(component.weight for component in counted)
    titles = listed([f"{component.title} ({component.weight})" for component in counted])
    needed = f"{policy.threshold * 100:g} of 100"
    words = (
        f"You have {int(points + _TINY)} of the {possible} points for {titles}; the programme asks for {needed} in all."
    )
    return words, [Bar("", points / 100, f"{int(points + _TINY)} points")]


def _by_hours(policy: Engagement, hours: Hours, counted: list[Component], amounts: Mapping[Measure, Amount]) -> _Told:
    done = sum(amounts[component.measure].done for component in counted)
    planned = 60 * sum(getattr(hours, component.measure) for component in policy.components)
    titles = listed([component.title for component in counted])
    words = f"You have done {in_words(int(done))} of {titles}; the programme asks for "
    words += f"{in_words(round(policy.threshold * planned))} of {in_words(round(planned))} in all."
    return words, [Bar("", min(done / planned, 1.0), f"{in_words(int(done))} done")]


def _missing(components: list[Component]) -> str:
    titles = [component.title for component in components]
    return f"{listed(titles)} {'is' if len(titles) == 1 else 'are'} not counted here yet."


_TITLE = "How far you have taken part"
_TINY = 1e-9
"""Keeps nine tenths from arriving as 89.999 percent."""


def percent(share: float) -> str:
    """Return whole percents, never rounded up: 89.9 % is not yet 90."""
    return f"{int(share * 100 + _TINY)}%"


def listed(words: Sequence[str]) -> str:
    """Return `one`, `one and two`, `one, two and three`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
