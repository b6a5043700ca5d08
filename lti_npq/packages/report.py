"""What can be wrong with a package, and where: file, line and column, with the way to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple, Self

from msgspec import Struct

from lti_npq.errors import ContentError
from lti_npq.packages.codes import WHY, Code, Severity


class Place(NamedTuple):
    """A spot in a package, counted from 1 as editors do."""

    file: str
    line: int = 1
    column: int = 1


class Name(NamedTuple):
    """An id or a reference as the author wrote it; empty when it is missing, which was reported already."""

    text: str
    place: Place


class Problem(Struct, frozen=True):
    """One thing to mend."""

    file: str
    line: int
    column: int
    severity: Severity
    code: Code
    message: str
    fix: str

    @classmethod
    def at(cls, place: Place, severity: Severity, code: Code, message: str, fix: str) -> Self:
        return cls(*place, severity, code, message, fix)

    @property
    def why(self) -> str:
        """Why it matters, in a sentence."""
        return WHY[self.code]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} ({self.fix})"


class Report:
    """The problems of one reading, collected so that an author sees all of them at once."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()

    def error(self, place: Place, code: Code, message: str, fix: str) -> None:
        self.add(Problem.at(place, "error", code, message, fix))

    def warning(self, place: Place, code: Code, message: str, fix: str) -> None:
        self.add(Problem.at(place, "warning", code, message, fix))

    def add(self, problem: Problem) -> None:
        self._problems.add(problem)

    @property
    def problems(self) -> list[Problem]:
        """All problems in the order in which an author meets them."""
        return sorted(self._problems, key=lambda each: (each.file, each.line, each.column, each.code, each.message))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    def refuse_errors(self) -> None:
        """Stop here if something cannot be used.

        Raises:
            ContentError: If there is an error; every one of them is a line of the message.
        """
        if errors := self.errors:
            raise ContentError("\n".join(map(str, errors)))


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a fix that offers the known word nearest to a mistaken one, or the given advice if none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else otherwise


def listed(words: Iterable[str]) -> str:
    """Return words as an author reads them: `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
