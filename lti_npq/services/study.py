"""What the study pages show: where somebody is, what is done, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.domain import progress
from lti_npq.domain.assessment import TaskState
from lti_npq.domain.carrying import carried
from lti_npq.domain.participant import Role
from lti_npq.domain.programme import Module, Page, Phase, Programme, Task
from lti_npq.domain.progress import Done
from lti_npq.domain.questions import Question
from lti_npq.domain.score import Score
from lti_npq.errors import NotFound
from lti_npq.services import assessment
from lti_npq.services.assessment import Standing
from lti_npq.services.engagement import AnswerView, done_by, find_page
from lti_npq.services.visits import Visit
from lti_npq.storage.queries import study
from lti_npq.storage.queries.study import LastAnswer


@dataclass(frozen=True, slots=True)
class TextView:
    """What is written at a place."""

    text: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page in the list of a module's pages."""

    key: str
    title: str
    minutes: int
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One phase of a module with its pages."""

    phase: Phase
    state: str
    """`done`, `current` or `ahead`."""
    pages: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task and where the participant stands with it."""

    task: Task
    state: TaskState
    moment: datetime | None
    score: Score | None


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that a page of a module shows."""

    module: Module
    page: Page
    phase: Phase
    steps: tuple[Step, ...]
    minutes_left: int
    needs: list[str]
    answers: dict[str, AnswerView]
    texts: dict[str, TextView] | None
    """What is written on it; None for a visitor who only looks around."""
    done: bool
    previous: Page | None
    next: Page | None
    tasks: list[TaskRow]


def page_view(session: Session, visit: Visit, page_key: str) -> PageView:
    """Return what a page shows to this visitor.

    Raises:
        NotFound: If the programme has no such page.
    """
    module, page = find_page(visit, page_key)
    done = done_by(session, visit)
    return arranged_page(
        visit.programme,
        page,
        done,
        answers=_answers_on(session, visit, page, done),
        texts=_texts_on(session, visit, page, done) if visit.role is Role.PARTICIPANT else None,
        tasks=_tasks_of(session, visit, module) if page is module.pages[-1] else [],
    )


def arranged_page(
    programme: Programme,
    page: Page,
    done: Done,
    *,
    answers: dict[str, AnswerView],
    texts: dict[str, TextView] | None,
    tasks: list[TaskRow],
) -> PageView:
    """Return what a page of a programme shows to somebody who has done, answered and written this."""
    module = next(module for module in programme.modules if page in module.pages)
    index = module.pages.index(page)
    return PageView(
        module=module,
        page=page,
        phase=programme.phase(page.phase),
        steps=_steps(programme, module, page, done),
        minutes_left=progress.minutes_left(module, done),
        needs=progress.needs(module, done),
        answers=answers,
        texts=texts,
        done=page.key in done.pages,
        previous=module.pages[index - 1] if index else None,
        next=module.pages[index + 1] if index + 1 < len(module.pages) else None,
        tasks=tasks,
    )


def page_to_open(session: Session, visit: Visit, module_key: str) -> Page:
    """Return where somebody lands in a module: where they left off, else at its beginning.

    Raises:
        NotFound: If the programme has no such module.
    """
    module = visit.programme.module(module_key)
    if module is None:
        raise NotFound("This programme has no such module.")
    return progress.next_page(module, done_by(session, visit)) or module.pages[0]


def rows_of(tasks: Iterable[Task], standings: Mapping[str, Standing]) -> list[TaskRow]:
    """Return these tasks with where somebody stands in each."""
    return [_row_of(task, standings.get(task.key, assessment.NOT_BEGUN)) for task in tasks]


def _row_of(task: Task, standing: Standing) -> TaskRow:
    state = TaskState.LATER if task.kind == "summative" else standing.state
    return TaskRow(task, state, standing.moment, standing.score)


def _tasks_of(session: Session, visit: Visit, module: Module) -> list[TaskRow]:
    """Return those tasks that a module leads to and that are open."""
    found = (visit.programme.task(key) for key in module.tasks)
    tasks = [task for task in found if task and task in visit.programme.open_tasks]
    return rows_of(tasks, assessment.standings(session, visit))


def _answers_on(session: Session, visit: Visit, page: Page, done: Done) -> dict[str, AnswerView]:
    """Return the last answers to a page's questions; a page without any costs no query."""
    answered = [question for question in page.questions() if question.key in done.questions]
    last = study.latest_answers(session, visit.enrolment_id) if answered else {}
    views = {each.key: _answer_view(each, last[each.key]) for each in answered}
    return {key: view for key, view in views.items() if view}


def _texts_on(session: Session, visit: Visit, page: Page, done: Done) -> dict[str, TextView]:
    """Return what is written on a page; a page with nothing written costs no query."""
    if not any(writing.key in done.writings for writing in page.writings()):
        return {}
    texts = study.texts(session, visit.enrolment_id)
    return {key: TextView(entry.text, entry.saved_at) for key, entry in texts.items()}


def _answer_view(question: Question, answer: LastAnswer) -> AnswerView | None:
    """Return the last answer; None if newer content no longer knows what was answered."""
    response = carried(question, tuple(answer.chosen), answer.offer)
    return AnswerView(response, question.judge(response)) if response else None


def _steps(programme: Programme, module: Module, current: Page, done: Done) -> tuple[Step, ...]:
    steps = []
    for phase in programme.phases:
        pages = [page for page in module.pages if page.phase == phase.key]
        links = tuple(PageLink(p.key, p.title, p.minutes, p.key in done.pages, p is current) for p in pages)
        if links:
            steps.append(Step(phase, _step_state(links), links))
    return tuple(steps)


def _step_state(links: Sequence[PageLink]) -> str:
    if any(link.current for link in links):
        return "current"
    return "done" if all(link.done for link in links) else "ahead"


def page_after(visit: Visit, page_key: str) -> Page | None:
    """Return the page that follows in the same module, None after the last.

    Raises:
        NotFound: If the programme has no such page.
    """
    module, page = find_page(visit, page_key)
    following = module.pages.index(page) + 1
    return module.pages[following] if following < len(module.pages) else None
