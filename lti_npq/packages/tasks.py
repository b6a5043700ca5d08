"""Tasks: their keys and criteria on top, then the brief, the case where there is one, and the parts of the answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from lti_npq.domain.blocks import Box, Prose
from lti_npq.domain.programme import Criterion, Evidence, Level, Task, TaskKind, TaskPart
from lti_npq.packages.directives import IN_TASKS, StrongAnswer, read_passages
from lti_npq.packages.documents import read_document, split
from lti_npq.packages.planning import MOST_CYCLES, MOST_WORDS, TASK_KINDS
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Place
from lti_npq.packages.symbols import Symbols
from lti_npq.packages.yaml_nodes import Fields

MOST_POINTS = 100
"""Every LMS accepts whole numbers up to this."""

_CASES: frozenset[TaskKind] = frozenset({"summative", "practice-case"})

CASE_PARTS = 4
"""The problem, the solution, the rationale and the steps of implementation."""


@dataclass
class _Body:
    """What stands under the keys of a task."""

    brief: list[str]
    parts: list[TaskPart]
    case: Box | None = None


def read_task(file: str, named: Place, limits: Mapping[TaskKind, int], reading: Reading) -> Task | None:
    """Return a task; None if the file cannot be read at all, which is then reported at `named` or in the file.

    Args:
        limits: The programme's word limits by kind of task, 0 for none.
    """
    text = reading.text(file, named)
    if text is None:
        return None
    keys, document = read_document(file, text, reading.report)
    body = _body(read_passages(split(document, reading.report), IN_TASKS, reading), reading)
    with keys:
        task = read_task_keys(keys, limits, reading)
    task = replace(task, html="\n".join(body.brief), case=body.case, parts=tuple(body.parts))
    if "id" in keys:
        _check_parts(task, keys.at, reading)
    _check_maximum(task, keys, reading)
    return task


def read_task_keys(keys: Fields, limits: Mapping[TaskKind, int], reading: Reading) -> Task:
    """Return a task as far as its keys say: without brief, case and parts."""
    symbols, kind = reading.symbols, keys.choice("kind", TASK_KINDS)
    elsewhere = None if kind == "formative" else ""
    key = symbols.define("task", keys.name("id"))
    reading.traces.note_keys(key, keys, "minutes")
    return Task(
        key=key,
        title=keys.text("title"),
        module=symbols.refer("module", keys.name("module", elsewhere)),
        cycle=keys.whole("cycle", least=1, most=MOST_CYCLES, default=None if kind == "formative" else 0),
        minutes=keys.whole("minutes", least=1, most=60_000),
        words=keys.whole("words", least=1, most=MOST_WORDS, default=limits[kind] or None),
        html="",
        parts=(),
        criteria=tuple(
            _criterion(fields, reading) for fields in keys.groups("criteria", required=kind != "practice-case")
        ),
        kind=kind,
        evidence=tuple(_evidence(each, symbols) for each in keys.groups("evidence", required=False)),
    )


def _criterion(fields: Fields, reading: Reading) -> Criterion:
    with fields:
        key = reading.symbols.define("criterion", fields.name("id"))
        reading.traces.note_keys(key, fields, "levels")
        criterion = Criterion(
            key=key,
            title=fields.text("title"),
            description=fields.text("description"),
            levels=tuple(_level(level) for level in fields.groups("levels")),
        )
    points = [level.points for level in criterion.levels]
    if points != sorted(set(points)):
        fix = "put the levels in order, each with more points than the one before"
        reading.report.error(fields.place("levels"), "levels-order", "the points of the levels do not rise", fix)
    return criterion


def _level(fields: Fields) -> Level:
    with fields:
        return Level(
            points=fields.whole("points", least=0, most=MOST_POINTS),
            title=fields.text("title"),
            description=fields.text("description"),
        )


def _evidence(fields: Fields, symbols: Symbols) -> Evidence:
    with fields:
        return Evidence(
            key=symbols.define("evidence", fields.name("id")),
            title=fields.text("title"),
            description=fields.text("description", ""),
        )


def _body(blocks: Iterable[Prose | TaskPart | Box | StrongAnswer], reading: Reading) -> _Body:
    body = _Body([], [])
    for block in blocks:
        match block:
            case Prose():
                body.brief.append(block.html)
            case TaskPart():
                body.parts.append(block)
            case StrongAnswer():
                _add_strong_answer(body.parts, block, reading)
            case Box():
                body.case = block
    return body


def _add_strong_answer(parts: list[TaskPart], found: StrongAnswer, reading: Reading) -> None:
    if parts and not parts[-1].strong:
        parts[-1] = replace(parts[-1], strong=found.html)
    else:
        fix = "put one strong-answer directly under each part"
        reading.report.error(found.place, "directive-syntax", "this strong answer belongs to no part", fix)


def _check_parts(task: Task, place: Place, reading: Reading) -> None:
    if not task.parts:
        fix = 'add ::: part some-id "Title", the prompt, and a line :::'
        reading.report.error(place, "missing-key", "the task has no part to answer", fix)
    if task.kind == "practice-case" and not all(part.strong for part in task.parts):
        fix = "add ::: strong-answer, what a strong answer attends to, and a line ::: under each part"
        reading.report.error(place, "missing-key", "a part of this practice case has no strong answer", fix)
    if task.kind in _CASES and task.case is None:
        fix = 'add ::: case-study "Title", the case, and a line :::'
        reading.report.warning(place, "no-case", f"this {task.kind} task holds no case", fix)
    elif task.kind == "summative" and len(task.parts) != CASE_PARTS:
        fix = "ask for the problem, the solution, the rationale and the steps of implementation"
        reading.report.warning(place, "no-case", f"a case is answered in {CASE_PARTS} parts", fix)


def _check_maximum(task: Task, keys: Fields, reading: Reading) -> None:
    if not task.criteria or not all(criterion.levels for criterion in task.criteria):
        return  # reported already, or a task that nobody marks
    if not 1 <= task.maximum <= MOST_POINTS:
        fix = f"change the points so that they add up to 1 to {MOST_POINTS}"
        reading.report.error(keys.place("criteria"), "maximum", f"the most points are {task.maximum}", fix)
