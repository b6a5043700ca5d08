"""A national content framework: what a qualification covers, area by area, statement by statement."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct


class Statement(Struct, frozen=True):
    """One thing to learn."""

    id: str
    kind: Literal["knowledge", "practice"]
    """Knowledge is "learn that", practice is "learn how to"."""
    text: str


class Area(Struct, frozen=True):
    """One content area."""

    id: str
    number: int
    """Its place in the framework, counted from 1."""
    title: str
    statements: tuple[Statement, ...]


class Framework(Struct, frozen=True):
    """One qualification in one edition; the same code in another edition is another framework."""

    edition: str
    code: str
    title: str
    course_identifier: str
    """The department's name for the course, such as `npq-headship`; empty for a qualification that has closed."""
    route: Literal["leadership", "specialist"]
    audience: str
    areas: tuple[Area, ...]

    def statements(self) -> Iterator[Statement]:
        return (statement for area in self.areas for statement in area.statements)


class Frameworks(Struct, frozen=True):
    """Every framework at hand."""

    all: tuple[Framework, ...] = ()

    def get(self, edition: str, code: str) -> Framework | None:
        for framework in self.all:
            if (framework.edition, framework.code) == (edition, code):
                return framework
        return None
