"""A national content framework: what a qualification covers, area by area, statement by statement."""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

StatementKind = Literal["knowledge", "practice", "topic"]
"""Knowledge is "learn that", practice is "learn how to"; a topic is the 2017 edition's "learn about"."""

Route = Literal["leadership", "middle leadership", "specialist"]

OpenFact = Literal["assessment", "duration", "order", "sections"]
"""What is not established: in which task each criterion is tested, how long the course takes, in which order its areas
come, or which areas there are at all. The data then holds the project's best reading."""


class Statement(Struct, frozen=True):
    """One thing to learn."""

    id: str
    kind: StatementKind
    text: str
    """One sentence; the words "learn that" and so on are left to the page."""


class AssessmentCriterion(Struct, frozen=True):
    """What a summative task of the 2017 edition shows."""

    number: str
    """Area, level and place within them, such as `6.3.1`."""
    text: str
    task: str
    """Id of the summative task in which it is tested."""


class Area(Struct, frozen=True):
    """One content area."""

    id: str
    number: int
    """Its place in the framework, counted from 1."""
    title: str
    statements: tuple[Statement, ...]
    criteria: tuple[AssessmentCriterion, ...] = ()


class Behaviour(Struct, frozen=True):
    """A leadership behaviour of the 2017 edition, evaluated and developed but not assessed."""

    id: str
    title: str
    text: str


class SummativeTask(Struct, frozen=True):
    """A task of the 2017 edition, written about work in school."""

    id: str
    title: str
    summary: str
    words: int
    """The most words."""
    conditions: tuple[str, ...]


class Duration(Struct, frozen=True):
    """Months from start to end."""

    months: int
    most_months: int
    """The same, unless only a range is known."""
    summative_months: int | None
    """Months for the summative assessment afterwards."""


class Framework(Struct, frozen=True):
    """One qualification in one edition; the same code in another edition is another framework."""

    edition: str
    code: str
    title: str
    course_identifier: str
    """The department's name for the course, such as `npq-headship`; empty for a qualification that has closed."""
    route: Route
    audience: str
    areas: tuple[Area, ...]
    duration: Duration | None = None
    closed: int | None = None
    """The year in which the qualification closed."""
    level: int | None = None
    """The second part of its criteria's numbers, from 1 (NPQML) to 4 (NPQEL); only in the 2017 edition."""
    behaviours: tuple[Behaviour, ...] = ()
    tasks: tuple[SummativeTask, ...] = ()
    open: frozenset[OpenFact] = frozenset()

    def statements(self) -> Iterator[Statement]:
        return (statement for area in self.areas for statement in area.statements)

    def criteria(self) -> Iterator[AssessmentCriterion]:
        return (criterion for area in self.areas for criterion in area.criteria)


class Frameworks:
    """The frameworks at hand."""

    def __init__(self, given: Iterable[Framework] = ()) -> None:
        self._known = {(framework.edition, framework.code): framework for framework in given}

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The edition and code of each."""
        return tuple(self._known)

    @property
    def all(self) -> tuple[Framework, ...]:
        return tuple(framework for name in self.names if (framework := self.get(*name)))

    def get(self, edition: str, code: str) -> Framework | None:
        return self._known.get((edition, code))
