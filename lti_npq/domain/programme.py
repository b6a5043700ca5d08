"""A programme as participants study it: modules of pages, pages of blocks, and tasks.

This is the compiled form that every reader of content shares: the web pages, the exports and the reports. Text that an
author wrote in Markdown is here as HTML that has already been sanitised. Every `key` is the author's own stable id: it
survives a new version of the content, and progress and answers hang on it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from lti_npq.domain.blocks import Block, Box, Term, Writing
from lti_npq.domain.plan import Engagement, Hours, Shortfall, Stage, ToCome
from lti_npq.domain.questions import Question


class Phase(Struct, frozen=True):
    """One step of the way to mastery; by default See it, Name it, Do it."""

    key: str
    title: str
    summary: str


class Page(Struct, frozen=True):
    """One sitting's worth of a module."""

    key: str
    title: str
    phase: str
    minutes: int
    """Honest study time, thinking included."""
    statements: tuple[str, ...]
    """Ids of the framework statements that the page covers."""
    blocks: tuple[Block, ...]
    terms: tuple[Term, ...] = ()
    """Words of the glossary that the page uses; each links to `term_<page key>_<term key>`."""

    def questions(self) -> Iterator[Question]:
        return (block for block in self.blocks if isinstance(block, Question))

    def writings(self) -> Iterator[Writing]:
        return (block for block in self.blocks if isinstance(block, Writing))


class Module(Struct, frozen=True):
    """One content area, taken from See it to Do it."""

    key: str
    title: str
    area: str
    """Id of the framework's content area; empty for what prepares for all of them."""
    summary: str
    pages: tuple[Page, ...]
    tasks: tuple[str, ...] = ()
    """Keys of the tasks that the module leads to."""
    stage: str = ""
    """Key of the stage that it belongs to; empty in a programme without stages."""
    cycle: int = 0
    """Which time round in its stage, counted from 1; 0 where that was not said."""

    @property
    def minutes(self) -> int:
        return sum(page.minutes for page in self.pages)


class Level(Struct, frozen=True):
    """One descriptor of a criterion and the points that it earns."""

    points: int
    title: str
    description: str


class Criterion(Struct, frozen=True):
    """What a marker looks for, with its levels from least to most."""

    key: str
    title: str
    description: str
    levels: tuple[Level, ...]

    @property
    def maximum(self) -> int:
        return max(level.points for level in self.levels)


class TaskPart(Struct, frozen=True):
    """One prompt of a task, answered in a field of its own."""

    key: str
    title: str
    html: str
    strong: str = ""
    """Of a practice case, as HTML: what a strong answer attends to, shown once an answer is given."""


class Evidence(Struct, frozen=True):
    """Something to bring along with the answer to a task."""

    key: str
    title: str
    description: str


TaskKind = Literal["formative", "summative", "practice-case", "project"]


class Task(Struct, frozen=True):
    """Something to write and hand in.

    `formative`: a Formative Assessment Task, applied in school, evidenced in writing, answered by a facilitator.
    `summative`: the case of the final assessment, unseen until the window that the provider opens.
    `practice-case`: a case to practise on, which nobody marks.
    `project`: the written account of months of work, asked for at the end and known from the beginning.
    """

    key: str
    title: str
    module: str
    """Key of its module; empty where it belongs to the whole programme."""
    cycle: int
    """Counted from 1; 0 where it belongs to none."""
    minutes: int
    words: int
    """The most words allowed over all parts together."""
    html: str
    """The brief."""
    parts: tuple[TaskPart, ...]
    criteria: tuple[Criterion, ...]
    kind: TaskKind = "formative"
    case: Box | None = None
    """The case study that is answered."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def maximum(self) -> int:
        """The most points a marker can give: a whole number from 1 to 100, which every LMS accepts.

        Without criteria, as in a practice case, there are none.
        """
        return sum(criterion.maximum for criterion in self.criteria)

    @property
    def is_graded(self) -> bool:
        """Whether a facilitator marks it for the LMS's gradebook."""
        return self.kind in {"formative", "project"} and self.maximum > 0


class MediaFile(Struct, frozen=True):
    """A picture or other file that pages refer to."""

    name: str
    """The path inside the package, such as `media/cycle.svg`."""
    digest: str
    """SHA-256 of the bytes, hexadecimal."""
    media_type: str
    size: int


class Programme(Struct, frozen=True, dict=True):
    """One provider's edition of one qualification, in one version."""

    key: str
    version: str
    title: str
    framework: str
    """The edition of the national framework, such as `2021`."""
    qualification: str
    """The qualification's code, such as `NPQH`."""
    language: str
    licence: str
    engagement: Engagement
    phases: tuple[Phase, ...]
    modules: tuple[Module, ...]
    tasks: tuple[Task, ...]
    media: tuple[MediaFile, ...] = ()
    stages: tuple[Stage, ...] = ()
    """In order; empty where the author names none."""
    hours: Hours = Hours()
    shortfall: Shortfall | None = None
    to_come: tuple[ToCome, ...] = ()
    """The content areas that are still to be written, in the author's order."""

    @property
    def threshold(self) -> float:
        """The share of the work that counts as engaged, 0.0 to 1.0."""
        return self.engagement.threshold

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """Tasks that a participant may read at any time: a summative case stays unseen until its window opens."""
        return tuple(task for task in self.tasks if task.kind != "summative")

    @property
    def practice_cases(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.kind == "practice-case")

    @property
    def study_minutes(self) -> int:
        """The online study that the package holds: its pages, and the cases to practise on."""
        return sum(module.minutes for module in self.modules) + sum(case.minutes for case in self.practice_cases)

    @cached_property
    def _modules(self) -> dict[str, Module]:
        return {module.key: module for module in self.modules}

    @cached_property
    def _pages(self) -> dict[str, tuple[Module, Page]]:
        return {page.key: (module, page) for module in self.modules for page in module.pages}

    @cached_property
    def _questions(self) -> dict[str, tuple[Page, Question]]:
        return {
            question.key: (page, question)
            for module in self.modules
            for page in module.pages
            for question in page.questions()
        }

    @cached_property
    def _writings(self) -> dict[str, tuple[Page, Writing]]:
        return {
            writing.key: (page, writing)
            for module in self.modules
            for page in module.pages
            for writing in page.writings()
        }

    @cached_property
    def _tasks(self) -> dict[str, Task]:
        return {task.key: task for task in self.tasks}

    def module(self, key: str) -> Module | None:
        return self._modules.get(key)

    def page(self, key: str) -> tuple[Module, Page] | None:
        """Return a page with the module it stands in."""
        return self._pages.get(key)

    def question(self, key: str) -> tuple[Page, Question] | None:
        """Return a question with the page it stands on."""
        return self._questions.get(key)

    def writing(self, key: str) -> tuple[Page, Writing] | None:
        """Return a place to write with the page it stands on."""
        return self._writings.get(key)

    def task(self, key: str) -> Task | None:
        return self._tasks.get(key)

    def phase(self, key: str) -> Phase:
        """Return the phase of a page.

        Raises:
            LookupError: If no phase has this key; a compiled programme never asks for one.
        """
        for phase in self.phases:
            if phase.key == key:
                return phase
        raise LookupError(key)
