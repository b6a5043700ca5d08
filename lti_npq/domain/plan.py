"""How a programme is laid out over time, and what counts as having taken part in it.

Providers differ in all of this, and from edition to edition, so it is data of the programme.
"""

from typing import Literal

from msgspec import Struct

StageKind = Literal["preparation", "development", "summative"]


class Stage(Struct, frozen=True):
    """One stretch of a programme."""

    key: str
    kind: StageKind
    title: str
    summary: str
    cycles: int
    """How many times the work of this stage comes round; 0 where it does not."""


class Hours(Struct, frozen=True):
    """The hours that a participant is asked to plan with, by component."""

    preparation: float = 0.0
    events: float = 0.0
    study: float = 0.0
    coaching: float = 0.0
    formative: float = 0.0

    @property
    def total(self) -> float:
        return self.preparation + self.events + self.study + self.coaching + self.formative


class Shortfall(Struct, frozen=True):
    """Study that is planned and not in the package yet, declared by its author."""

    minutes: int
    reason: str


class ToCome(Struct, frozen=True):
    """A content area, or a part of one, that no module is about yet, declared by the author of the package."""

    area: str
    """Id of the framework's content area; empty for a part of one."""
    title: str
    summary: str
    """What its module will be about."""


TimedMeasure = Literal["preparation", "events", "study", "coaching", "formative"]
"""What has planned hours."""

Measure = TimedMeasure | Literal["self-checks", "reflections"]
"""What engagement is read from."""


class Component(Struct, frozen=True):
    """One thing that counts towards engagement."""

    measure: Measure
    title: str
    weight: int = 0
    """Percent of the whole, for the weighted way alone; all components have 100 together."""
    catch_up: bool = False
    """Whether what was missed can be made good afterwards."""


EngagementWay = Literal["every", "weighted", "hours"]


class Engagement(Struct, frozen=True):
    """How a provider works out who has taken part enough.

    `every`: each component reaches the threshold by itself. `weighted`: the weighted sum of all components reaches
    it. `hours`: the hours done of all components, over the hours planned, reach it.
    """

    threshold: float
    """The share that is enough, 0.0 to 1.0."""
    way: EngagementWay = "every"
    components: tuple[Component, ...] = (Component("study", "Online study"),)
