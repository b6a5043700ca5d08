"""How a content area returns, wider, from level to level."""

from typing import NamedTuple

from msgspec import Struct


class AreaName(NamedTuple):
    """One content area among all frameworks; written `2021/NPQH/teaching`."""

    edition: str
    code: str
    area: str


class ProgressionLevel(Struct, frozen=True):
    """How far somebody's responsibility reaches."""

    id: str
    title: str


class Step(Struct, frozen=True):
    """A strand at one level."""

    level: str
    reach: str
    """What is led at this level, in a sentence."""
    areas: tuple[AreaName, ...]


class Strand(Struct, frozen=True):
    """One area across the levels, the narrowest first."""

    id: str
    title: str
    steps: tuple[Step, ...]

    def after(self, here: AreaName) -> tuple[AreaName, ...]:
        """Return the areas in which an area of this strand returns at the next level; none after the last."""
        for step, following in zip(self.steps, self.steps[1:], strict=False):
            if here in step.areas:
                return following.areas
        return ()


class Progression(Struct, frozen=True):
    """Every strand across the frameworks."""

    levels: tuple[ProgressionLevel, ...]
    strands: tuple[Strand, ...]
