"""What a rule is given, and what it is."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lti_npq.domain.framework import Framework
from lti_npq.domain.programme import Module, Page, Programme
from lti_npq.domain.questions import Question
from lti_npq.packages.codes import Severity
from lti_npq.packages.report import Problem
from lti_npq.packages.traces import Traces


class Subject(NamedTuple):
    """A programme with its framework and the places of its parts."""

    programme: Programme
    framework: Framework | None
    """None where the package names one that is not known."""
    traces: Traces

    @property
    def pages(self) -> Iterator[Page]:
        return (page for module in self.programme.modules for page in module.pages)

    @property
    def questions(self) -> Iterator[Question]:
        return (question for page in self.pages for question in page.questions())

    @property
    def while_unfinished(self) -> Severity:
        """How grave it is that something is not there: an author who declares a shortfall knows."""
        return "information" if self.programme.shortfall else "warning"


Rule = Callable[[Subject], Iterator[Problem]]


def questions_of(module: Module) -> list[Question]:
    return [question for page in module.pages for question in page.questions()]
