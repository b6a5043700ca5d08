"""How far somebody has taken part by the programme's own policy, in words: only of what can be counted today."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lti_npq.domain import progress
from lti_npq.domain.durations import in_words
from lti_npq.domain.plan import Component, Engagement, Hours, Measure
from lti_npq.domain.programme import Programme
from lti_npq.domain.progress import Done


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


def amounts(
    programme: Programme, done: Done, handed_in: AbstractSet[str], compared: AbstractSet[str]
) -> dict[Measure, Amount]:
    """Return how much is done of whatever can be counted today.

    Args:
        programme: The programme.
        done: What was done in its modules.
        handed_in: The keys of tasks whose newest answer stands or waits.
        compared: The keys of practice cases that were answered and compared.
    """
    pages = [page for module in programme.modules for page in module.pages]
    questions = {question.key for page in pages for question in page.questions()}
    writings = {writing.key for page in pages for writing in page.writings()}
    practised = sum(task.minutes for task in programme.practice_cases if task.key in compared)
    studied = sum(progress.share(module, done) * module.minutes for module in programme.modules)
    formative = [task for task in programme.tasks if task.kind == "formative"]
    return {
        "study": Amount(studied + practised, programme.study_minutes),
        "formative": Amount(
            sum(task.minutes for task in formative if task.key in handed_in), sum(task.minutes for task in formative)
        ),
        "self-checks": Amount(len(questions & done.questions), len(questions)),
        "reflections": Amount(len(writings & done.writings), len(writings)),
    }


def share_reached(policy: Engagement, hours: Hours, amounts: Mapping[Measure, Amount]) -> float:
    """Return how far a rule is met as a whole, 0.0 to 1.0; what cannot be counted counts as not done.

    It is the least of all components, the weighted sum, or the hours done over the hours planned, as the rule has it.
    """
    shares = [amounts[each.measure].share if each.measure in amounts else 0.0 for each in policy.components]
    if policy.way == "every":
        return min(shares, default=0.0)
    if policy.way == "weighted":
        return sum(each.weight * share for each, share in zip(policy.components, shares, strict=True)) / 100
    planned = 60 * sum(getattr(hours, each.measure) for each in policy.components)
    done = sum(amounts[each.measure].done for each in policy.components if each.measure in amounts)
    return min(done / planned, 1.0) if planned else 0.0


def is_reached(policy: Engagement, share: float) -> bool:
    """Whether a share is what the rule asks for."""
    return share + _TINY >= policy.threshold


def rule_version(policy: Engagement, hours: Hours) -> str:
    """Return a name of the rule, such as `every-90-1f3a5c7b`: another one whenever what it asks for changes.

    Titles are only words; planned hours belong to the rule where it is held against them.
    """
    asked = [(each.measure, each.weight if policy.way == "weighted" else 0) for each in policy.components]
    planned = [getattr(hours, measure) for measure, _ in sorted(asked)] if policy.way == "hours" else []
    rule = json.dumps([policy.way, policy.threshold, sorted(asked), planned])
    return f"{policy.way}-{policy.threshold * 100:g}-{hashlib.sha256(rule.encode()).hexdigest()[:8]}"


def account(
    policy: Engagement, hours: Hours, amounts: Mapping[Measure, Amount], *, is_outline: bool = False
) -> Account:
    """Return what can be said today; a component without an amount cannot be counted yet, which is said too.

    Of an outline, whose modules are not all written, it is never said that what was done of it is enough.
    """
    counted = [component for component in policy.components if component.measure in amounts]
    missing = [component for component in policy.components if component.measure not in amounts]
    if not counted:
        return Account(_TITLE, [_missing(missing)], [], policy.threshold)
    tell = {"every": _every_so_far if is_outline else _every, "weighted": _weighted, "hours": _by_hours}[policy.way]
    sentence, bars = tell(policy, hours, counted, amounts)
    remarks = [*([_missing(missing)] if missing else []), *([ONLY_A_PART] if is_outline else [])]
    return Account(_TITLE, [sentence, *remarks], bars, policy.threshold)


_Told = tuple[str, list[Bar]]


def _every(policy: Engagement, hours: Hours, counted: list[Component], amounts: Mapping[Measure, Amount]) -> _Told:
    so_far, bars = _every_so_far(policy, hours, counted, amounts)
    if any(bar.share < policy.threshold for bar in bars):
        return so_far, bars
    titles = listed([bar.title for bar in bars])
    return f"You have reached the {policy.threshold:.0%} that the programme asks for: {titles}.", bars


def _every_so_far(policy: Engagement, _: Hours, counted: list[Component], amounts: Mapping[Measure, Amount]) -> _Told:
    shares = [(component.title, amounts[component.measure].share) for component in counted]
    bars = [Bar(title, share, f"{percent(share)} done") for title, share in shares]
    each = " of each" if len(policy.components) > 1 else ""
    titles = listed([title for title, _ in shares])
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
ONLY_A_PART = "What is here is only a part of the programme, and what is not written counts as well."
"""Said of every outline, whose part is not the whole."""
_TINY = 1e-9
"""Keeps nine tenths from arriving as 89.999 percent."""


def percent(share: float) -> str:
    """Return whole percents, never rounded up: 89.9 % is not yet 90."""
    return f"{int(share * 100 + _TINY)}%"


def listed(words: Sequence[str]) -> str:
    """Return `one`, `one and two`, `one, two and three`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
