"""One model of a course, over a compiled programme, that every format is written from.

The work of a course is counted in seconds of honest study time, by the tool's own rule (`lti_npq.domain.progress`): a
page's minutes are spread evenly over reading it and over each of its self-checks. What a learner writes stays on the
device and tasks are handed in elsewhere, so neither counts. A package is completed when the programme's threshold of
that work is done.
"""

from functools import cached_property

from msgspec import Struct

from lti_npq.domain.programme import MediaFile, Module, Page, Phase, Programme, Task
from lti_npq.domain.questions import Choice, Matching, Ordering, Question
from lti_npq.errors import ExportError
from lti_npq.exports.identifiers import TOKEN_LENGTH, identifier, tokens
from lti_npq.exports.media import packed_names
from lti_npq.exports.selection import scope, selected, title_of

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
                return -(-max(_place(option.key) for option in options) // OPTIONS_PER_CHARACTER)
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
    key: str
    """The author's own id."""
    area: str
    """Identifier of the content area that it belongs to; a module outside all of them is one by itself."""
    stage: str
    """Key of its stage; empty in a programme without stages."""
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
    """A programme, or modules of one, as a package presents it."""

    id: str
    title: str
    programme: Programme
    """With what is exported of it, and nothing else."""
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
    def description(self) -> str:
        return f"{self.programme.qualification}, {self.programme.framework} edition"

    @property
    def duration(self) -> str:
        """The study time as an ISO 8601 duration."""
        hours, minutes = divmod(self.total_seconds // 60, 60)
        return f"PT{hours}H{minutes}M"

    @property
    def areas(self) -> dict[str, str]:
        """The content areas by their identifiers, each with the titles of its modules."""
        titles: dict[str, list[str]] = {}
        for section in self.sections:
            titles.setdefault(section.area, []).append(section.title)
        return {area: ", ".join(names) for area, names in titles.items()}

    @property
    def longest_state(self) -> int:
        """Characters that the runtime (`static/runtime/state.js`) needs for a learner who has done everything."""
        widths = [check.answer_length for check in self.checks]
        separators = 1 + max(widths, default=0)
        return len("1i") + separators + TOKEN_LENGTH * (len(self.sheets) + len(widths)) + sum(widths)

    def assignments_of(self, section: Section) -> tuple[Assignment, ...]:
        """Return the assignments that a section leads to."""
        return tuple(assignment for assignment in self.assignments if assignment.id in section.tasks)

    def assignments_after(self, section: Section) -> tuple[Assignment, ...]:
        """Return the assignments that a section is the last one to lead to: where each comes in reading order."""
        last = {task: each.id for each in self.sections for task in each.tasks}
        return tuple(each for each in self.assignments_of(section) if last[each.id] == section.id)

    @property
    def other_assignments(self) -> tuple[Assignment, ...]:
        """The assignments that no section leads to."""
        led_to = {task for section in self.sections for task in section.tasks}
        return tuple(assignment for assignment in self.assignments if assignment.id not in led_to)

    @property
    def later(self) -> tuple[Task, ...]:
        """Tasks that nobody may see yet: they open elsewhere."""
        return tuple(task for task in self.programme.tasks if task not in self.programme.open_tasks)


def _place(letter: str) -> int:
    """Return where a letter stands in the alphabet, counted from 1."""
    return ord(letter) - ord("a") + 1


def course_of(programme: Programme, modules: tuple[str, ...] = (), *, common_tasks: bool = False) -> Course:
    """Build the model of a programme, or of some of its modules (see `selection.selected`).

    Raises:
        ExportError: If there is no such module, if there are no pages, or something that no format can express.
    """
    part = selected(programme, modules, common_tasks=common_tasks)
    if not any(module.pages for module in part.modules):
        raise ExportError(f"“{programme.title}” has no pages, so there is nothing to export.")
    # Over all of the programme, so that a page is remembered under the same name in a package of its module alone.
    short = _ShortNames(programme)
    return Course(
        id=scope(programme, modules),
        title=title_of(programme, modules),
        programme=part,
        sections=tuple(_section(module, part, short) for module in part.modules),
        assignments=tuple(Assignment(id=identifier(task.key), task=task) for task in part.open_tasks),
        media=tuple(packed_names(part.media).items()),
    )


def parts_of(course: Course) -> tuple[Course, ...]:
    """Return a course for each module that has pages; the last one also has the tasks that belong to none."""
    keys = [section.key for section in course.sections if section.sheets]
    return tuple(course_of(course.programme, (key,), common_tasks=key == keys[-1]) for key in keys)


class _ShortNames:
    """The tokens of pages and of self-checks by their keys."""

    def __init__(self, programme: Programme) -> None:
        pages = [page for module in programme.modules for page in module.pages]
        self.pages = tokens(page.key for page in pages)
        self.checks = tokens(question.key for page in pages for question in page.questions())


def _section(module: Module, programme: Programme, short: _ShortNames) -> Section:
    return Section(
        id=identifier(module.key),
        key=module.key,
        area=identifier(module.area or module.key),
        stage=module.stage,
        title=module.title,
        summary=module.summary,
        sheets=tuple(_sheet(page, programme, short) for page in module.pages),
        tasks=tuple(identifier(key) for key in module.tasks),
    )


def _sheet(page: Page, programme: Programme, short: _ShortNames) -> Sheet:
    seconds = max(page.minutes, 1) * 60
    questions = tuple(page.questions())
    each = seconds // (1 + len(questions))
    return Sheet(
        id=identifier(page.key),
        token=short.pages[page.key],
        seconds=seconds - each * len(questions),
        phase=programme.phase(page.phase),
        page=page,
        checks=tuple(
            Check(id=identifier(question.key), token=short.checks[question.key], seconds=each, question=question)
            for question in questions
        ),
    )
