"""What a programme's first page shows: where to go on, everything there is to do, and how far one has come."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_npq.domain import progress
from lti_npq.domain.assessment import TaskState
from lti_npq.domain.durations import in_words
from lti_npq.domain.plan import Component, Measure
from lti_npq.domain.programme import Module, Page, Programme
from lti_npq.domain.progress import Done
from lti_npq.domain.sections import Section, sections
from lti_npq.domain.taking_part import ONLY_A_PART, Account, Amount, Bar, account, amounts
from lti_npq.services import assessment, attempts
from lti_npq.services.assessment import Standing
from lti_npq.services.content import Library
from lti_npq.services.engagement import done_by
from lti_npq.services.study import TaskRow, rows_of
from lti_npq.services.visits import Visit
from lti_npq.storage.queries import engagement

_STUDY_ALONE = (Component("study", "Online study"),)
_HANDED_IN = {TaskState.SUBMITTED, TaskState.MARKED}


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module in the list of a programme."""

    module: Module
    state: str
    """`new`, `started` or `done`."""
    minutes_left: int
    needs: list[str]


@dataclass(frozen=True, slots=True)
class GroupView:
    """One cycle of a section; 0 for what belongs to it as a whole."""

    cycle: int
    modules: list[ModuleRow]
    tasks: list[TaskRow]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One stage with what there is to do in it."""

    section: Section
    groups: list[GroupView]


@dataclass(frozen=True, slots=True)
class Resume:
    """The place to go on at."""

    page: Page
    module: Module
    minutes_left: int
    begun: bool
    """Whether anything in the programme is done yet."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything that a programme's first page shows."""

    resume: Resume | None
    sections: list[SectionView]
    account: Account
    engaged: str
    """How long the visitor really studied, in words; empty where nothing was measured, or study does not count."""
    earlier: list[TaskRow]
    """Tasks handed in that an update of the content took away."""
    not_here: str
    """What of the planned study the package does not hold yet, in words; empty where nothing is missing."""


def home_view(session: Session, library: Library, visit: Visit) -> HomeView:
    """Return what the programme's first page shows to this visitor."""
    standings = assessment.standings(session, visit)
    earlier = _withdrawn(session, library, visit, standings)
    minutes = engagement.engaged_ms(session, visit.enrolment_id) // 60_000
    return arranged_home(visit.programme, done_by(session, visit), standings, earlier, engaged_minutes=minutes)


def arranged_home(
    programme: Programme,
    done: Done,
    standings: Mapping[str, Standing],
    earlier: list[TaskRow],
    *,
    engaged_minutes: int = 0,
) -> HomeView:
    """Return what the first page of a programme shows to somebody who has done this and stands so with its tasks."""
    tasks = rows_of(programme.tasks, standings)
    return HomeView(
        resume=_resume(programme, done),
        sections=[_section(section, done, tasks) for section in sections(programme)],
        account=_account(
            programme, amounts(programme, done, _keys(standings, _HANDED_IN), _keys(standings, {TaskState.COMPARED}))
        ),
        engaged=_engaged(programme, engaged_minutes),
        earlier=earlier,
        not_here=_not_here(programme),
    )


def _withdrawn(session: Session, library: Library, visit: Visit, standings: Mapping[str, Standing]) -> list[TaskRow]:
    if standings.keys() <= {task.key for task in visit.programme.open_tasks}:
        return []
    return rows_of(attempts.withdrawn_tasks(session, library, visit), standings)


def _section(section: Section, done: Done, tasks: Iterable[TaskRow]) -> SectionView:
    row_of = {row.task.key: row for row in tasks}
    groups = [
        GroupView(
            group.cycle,
            [_module_row(module, done) for module in group.modules],
            [row_of[task.key] for task in group.tasks],
        )
        for group in section.groups
    ]
    return SectionView(section, groups)


def _module_row(module: Module, done: Done) -> ModuleRow:
    share = progress.share(module, done)
    state = "done" if progress.is_complete(module, done) else "started" if share else "new"
    return ModuleRow(module, state, progress.minutes_left(module, done), progress.needs(module, done))


def _resume(programme: Programme, done: Done) -> Resume | None:
    """Return the next page of the first module under way, else of the first one not begun."""
    begun = [module for module in programme.modules if progress.share(module, done) > 0]
    for module in (*begun, *programme.modules):
        page = progress.next_page(module, done)
        if page is not None:
            return Resume(page, module, progress.minutes_left(module, done), bool(begun))
    return None


def _keys(standings: Mapping[str, Standing], states: AbstractSet[TaskState]) -> set[str]:
    return {key for key, standing in standings.items() if standing.state in states}


def _engaged(programme: Programme, minutes: int) -> str:
    counts = any(component.measure == "study" for component in programme.engagement.components)
    return f"You have spent {in_words(minutes)} on these pages so far." if counts and minutes else ""


def _account(programme: Programme, amounts: Mapping[Measure, Amount]) -> Account:
    policy = programme.engagement
    if policy.components != _STUDY_ALONE or policy.way != "every":
        return account(policy, programme.hours, amounts, is_outline=bool(programme.to_come))
    study = amounts["study"]
    if programme.to_come:
        return Account("Your online study", [_of_a_part(study), ONLY_A_PART], [], policy.threshold)
    bar = Bar("", study.share, f"{in_words(round(study.done))} done")
    return Account("Your online study", [_distance(study, policy.threshold)], [bar], policy.threshold)


def _of_a_part(study: Amount) -> str:
    here, done = in_words(round(study.total)), in_words(round(study.done))
    return f"Of the {here} of online study that are here, you have done {done}."


def _distance(study: Amount, threshold: float) -> str:
    if study.share >= threshold:
        return f"You have done the {threshold:.0%} of the online study that the programme asks for."
    left = max(round(threshold * study.total) - round(study.done), 1)
    return f"With about {in_words(left)} more you reach the {threshold:.0%} that the programme asks for."


def _not_here(programme: Programme) -> str:
    """Return how much of the planned study is here, where the author declares that some is missing."""
    missing = programme.shortfall
    if missing is None:
        return ""
    held = programme.study_minutes
    planned = round(programme.hours.study * 60) or held + missing.minutes
    words = f"Of {in_words(planned)} of planned online study, {in_words(held)} are here so far."
    return f"{words} {missing.reason}"
