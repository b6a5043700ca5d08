"""A Formative Assessment Task: its keys and criteria on top, then the brief and its parts."""

from lti_npq.domain.programme import Criterion, Level, Prose, Task, TaskPart
from lti_npq.packages.directives import IN_TASKS, read_passages
from lti_npq.packages.documents import read_document, split
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Place
from lti_npq.packages.yaml_nodes import Fields

MOST_POINTS = 100
"""Every LMS accepts whole numbers up to this."""

_KINDS = ("formative",)


def read_task(file: str, named: Place, reading: Reading) -> Task | None:
    """Return a task; None if the file cannot be read at all, which is then reported at `named` or in the file."""
    text = reading.text(file, named)
    if text is None:
        return None
    keys, document = read_document(file, text, reading.report)
    blocks = list(read_passages(split(document, reading.report), IN_TASKS, reading))
    symbols = reading.symbols
    with keys:
        keys.choice("kind", _KINDS)
        task = Task(
            key=symbols.define("task", keys.name("id")),
            title=keys.text("title"),
            module=symbols.refer("module", keys.name("module")),
            cycle=keys.whole("cycle", least=1, most=12),
            minutes=keys.whole("minutes", least=1, most=60_000),
            words=keys.whole("words", least=1, most=20_000),
            html="\n".join(block.html for block in blocks if isinstance(block, Prose)),
            parts=tuple(block for block in blocks if isinstance(block, TaskPart)),
            criteria=tuple(_criterion(fields, reading) for fields in keys.groups("criteria")),
        )
    _check(task, keys, reading)
    return task


def _criterion(fields: Fields, reading: Reading) -> Criterion:
    with fields:
        criterion = Criterion(
            key=reading.symbols.define("criterion", fields.name("id")),
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


def _check(task: Task, keys: Fields, reading: Reading) -> None:
    if not task.parts and "id" in keys:
        fix = 'add ::: part some-id "Title", the prompt, and a line :::'
        reading.report.error(keys.at, "missing-key", "the task has no part to answer", fix)
    if not task.criteria or not all(criterion.levels for criterion in task.criteria):
        return  # reported already: no criteria, or one without levels
    if not 1 <= task.maximum <= MOST_POINTS:
        fix = f"change the points so that they add up to 1 to {MOST_POINTS}"
        reading.report.error(keys.place("criteria"), "maximum", f"the most points are {task.maximum}", fix)
