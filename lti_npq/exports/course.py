"""One model of a course, over a compiled programme, that every format is written from.

The work of a course is counted in seconds of honest study time, by the tool's own rule (`lti_npq.domain.progress`): a
page's minutes are spread evenly over reading it and over each of its self-checks. What a learner writes stays on the
device and tasks are handed in elsewhere, so neither counts. A package is completed when the programme's threshold of
that work is done.
"""

from functools import cached_property

from msgspec import Struct

from lti_npq.domain.programme import MediaFile, Page, Phase, Programme, Task
from lti_npq.domain.questions import Choice, Matching, Ordering, Question
from lti_npq.errors import ExportError
from lti_npq.exports.identifiers import TOKEN_LENGTH, identifier, tokens
from lti_npq.exports.media import packed_names

OPTIONS_PER_CHARACTER = 6
"""How many options one character of the saved state remembers."""


class Check(Struct, frozen=True):
    """A self-check and what it is worth."""

    id: str
    token: str
    seconds: int
    question: Question

    @property
    def answer_length(self) -> int:
        """Characters that its answer takes in the saved state, without the token."""
        match self.question:
            case Choice(options=options):
                return -(-len(options) // OPTIONS_PER_CHARACTER)
            case Ordering(items=items) | Matching(items=items):
                return len(items)
            case _:
                return 1  # whether and how an answer was expected; what was written is kept where there is room


class Sheet(Struct, frozen=True):
    """One page of the course and what reading it is worth."""

    id: str
    token: str
    seconds: int
    """For reading alone; its self-checks have their own."""
    phase: Phase
    page: Page
    checks: tuple[Check, ...]

    @property
    def total_seconds(self) -> int:
        return self.seconds + sum(check.seconds for check in self.checks)


class Section(Struct, frozen=True):
    """One module."""

    id: str
    title: str
    summary: str
    sheets: tuple[Sheet, ...]
    tasks: tuple[str, ...]
    """Ids of the assignments that it leads to."""


class Assignment(Struct, frozen=True):
    """A task, prepared for here and handed in elsewhere."""

    id: str
    task: Task


class Course(Struct, frozen=True, dict=True):
    """A programme as a package presents it."""

    id: str
    programme: Programme
    sections: tuple[Section, ...]
    assignments: tuple[Assignment, ...]
    media: tuple[tuple[str, MediaFile], ...]
    """Each file with its path in the package."""

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for section in self.sections for sheet in section.sheets)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return tuple(check for sheet in self.sheets for check in sheet.checks)

    @cached_property
    def total_seconds(self) -> int:
        """All the work of the course."""
        return sum(sheet.total_seconds for sheet in self.sheets)

    @property
    def longest_state(self) -> int:
        """Characters that the runtime (`static/runtime/state.js`) needs for a learner who has done everything."""
        widths = [check.answer_length for check in self.checks]
        separators = 1 + max(widths, default=0)
        return len("1i") + separators + TOKEN_LENGTH * (len(self.sheets) + len(widths)) + sum(widths)

    def assignments_of(self, section: Section) -> tuple[Assignment, ...]:
        """Return the assignments that a section leads to."""
        return tuple(assignment for assignment in self.assignments if assignment.id in section.tasks)

    @property
    def other_assignments(self) -> tuple[Assignment, ...]:
        """The assignments that no section leads to."""
        led_to = {task for section in self.sections for task in section.tasks}
        return tuple(assignment for assignment in self.assignments if assignment.id not in led_to)

    @property
    def later(self) -> tuple[Task, ...]:
        """Tasks that nobody may see yet: they open elsewhere."""
        return tuple(task for task in self.programme.tasks if task not in self.programme.open_tasks)


def course_of(programme: Programme) -> Course:
    """Build the model.

    Raises:
        ExportError: If the programme has no pages, or something in it that no format can express.
    """
    pages = [page for module in programme.modules for page in module.pages]
    if not pages:
        raise ExportError(f"“{programme.title}” has no pages, so there is nothing to export.")
    short = tokens(page.key for page in pages)
    short_checks = tokens(question.key for page in pages for question in page.questions())
    sections = tuple(
        Section(
            id=identifier(module.key),
            title=module.title,
            summary=module.summary,
            sheets=tuple(_sheet(page, programme, short[page.key], short_checks) for page in module.pages),
            tasks=tuple(identifier(key) for key in module.tasks),
        )
        for module in programme.modules
    )
    return Course(
        id=identifier(programme.key),
        programme=programme,
        sections=sections,
        assignments=tuple(Assignment(id=identifier(task.key), task=task) for task in programme.open_tasks),
        media=tuple(packed_names(programme.media).items()),
    )


def _sheet(page: Page, programme: Programme, token: str, short: dict[str, str]) -> Sheet:
    seconds = max(page.minutes, 1) * 60
    questions = tuple(page.questions())
    each = seconds // (1 + len(questions))
    return Sheet(
        id=identifier(page.key),
        token=token,
        seconds=seconds - each * len(questions),
        phase=programme.phase(page.phase),
        page=page,
        checks=tuple(
            Check(id=identifier(question.key), token=short[question.key], seconds=each, question=question)
            for question in questions
        ),
    )
