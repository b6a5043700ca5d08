"""One qualification's framework file: areas, statements, and what the 2017 edition assesses."""

from collections.abc import Sequence

from lti_npq.domain.framework import (
    Area,
    AssessmentCriterion,
    Behaviour,
    Duration,
    Framework,
    OpenFact,
    Route,
    Statement,
    StatementKind,
    SummativeTask,
)
from lti_npq.packages.report import Name, Report
from lti_npq.packages.symbols import Symbols
from lti_npq.packages.yaml_nodes import Fields

_ROUTES: Sequence[Route] = ("leadership", "middle leadership", "specialist")
_OPEN: Sequence[OpenFact] = ("assessment", "duration", "order", "sections")
_KINDS: Sequence[StatementKind] = ("knowledge", "practice")
_KINDS_2017: Sequence[StatementKind] = ("topic", "practice")
_MOST_LEVELS = 4


def read_framework(
    fields: Fields, name: tuple[str, str], behaviours: tuple[Behaviour, ...], report: Report
) -> Framework:
    """Return a framework as far as it can be read.

    Args:
        name: The edition and code that the file's own name promises.
    """
    symbols = Symbols(report)
    with fields:
        _check_name(fields, name, report)
        level = fields.whole("level", least=1, most=_MOST_LEVELS, default=0) or None
        framework = Framework(
            edition=fields.text("edition"),
            code=fields.text("code"),
            title=fields.text("title"),
            course_identifier=fields.text("course_identifier", ""),
            route=fields.choice("route", _ROUTES),
            audience=fields.text("audience"),
            duration=_duration(fields, report),
            closed=fields.whole("closed", least=2000, most=2100, default=0) or None,
            level=level,
            behaviours=behaviours,
            tasks=tuple(_task(task, symbols) for task in fields.groups("tasks", required=False)),
            areas=tuple(
                _area(area, number, level, symbols, report) for number, area in enumerate(fields.groups("areas"), 1)
            ),
            open=frozenset(fields.choices("open", _OPEN)),
        )
    symbols.resolve()
    return framework


def read_behaviours(fields: Fields, report: Report) -> tuple[Behaviour, ...]:
    """Return the leadership behaviours that an edition's qualifications share."""
    symbols = Symbols(report)
    with fields:
        return tuple(_behaviour(each, symbols) for each in fields.groups("behaviours"))


def _behaviour(fields: Fields, symbols: Symbols) -> Behaviour:
    with fields:
        return Behaviour(symbols.define("behaviour", fields.name("id")), fields.text("title"), fields.text("text"))


def _check_name(fields: Fields, name: tuple[str, str], report: Report) -> None:
    """A framework is looked for by its file's name, so the two must agree."""
    for key, promised in zip(("edition", "code"), name, strict=True):
        found = fields.name(key)
        if found.text and found.text != promised:
            message = f"the {key} is {found.text}, and the file lies where {promised} is looked for"
            report.error(found.place, "misplaced-file", message, "name the file <edition>/<code in small letters>.yaml")


def _duration(fields: Fields, report: Report) -> Duration | None:
    if "duration" not in fields:
        return None
    with fields.group("duration") as duration:
        months = duration.whole("months", least=1, most=60)
        most = duration.whole("most_months", least=1, most=60, default=months)
        if most < months:
            fix = f"write a number from {months}"
            report.error(duration.place("most_months"), "out-of-range", f"most_months is less than {months}", fix)
        return Duration(months, most, duration.whole("summative_months", least=1, most=24, default=0) or None)


def _task(fields: Fields, symbols: Symbols) -> SummativeTask:
    with fields:
        return SummativeTask(
            id=symbols.define("task", fields.name("id")),
            title=fields.text("title"),
            summary=fields.text("summary"),
            words=fields.whole("words", least=1, most=20_000),
            conditions=tuple(condition.text for condition in fields.names("conditions")),
        )


def _area(fields: Fields, number: int, level: int | None, symbols: Symbols, report: Report) -> Area:
    kinds = _KINDS_2017 if level else _KINDS
    with fields:
        return Area(
            id=symbols.define("area", fields.name("id")),
            number=number_in_order(fields, number, report),
            title=fields.text("title"),
            statements=tuple(_statement(each, kinds, symbols) for each in fields.groups("statements")),
            criteria=_criteria(fields, f"{number}.{level}", symbols, report) if level else (),
        )


def number_in_order(fields: Fields, expected: int, report: Report) -> int:
    """Return a number that counts entries from 1; report any but the expected one."""
    number = fields.whole("number", least=1, most=99)
    if number != expected and "number" in fields:
        message = f"number {number} is entry {expected} of the list"
        report.error(fields.place("number"), "bad-number", message, f"write {expected} or change the order")
    return number


def _statement(fields: Fields, kinds: Sequence[StatementKind], symbols: Symbols) -> Statement:
    with fields:
        return Statement(
            id=symbols.define("statement", fields.name("id")),
            kind=fields.choice("kind", kinds),
            text=fields.text("text"),
        )


def _criteria(fields: Fields, prefix: str, symbols: Symbols, report: Report) -> tuple[AssessmentCriterion, ...]:
    groups = fields.groups("criteria")
    return tuple(_criterion(each, f"{prefix}.{place}", symbols, report) for place, each in enumerate(groups, 1))


def _criterion(fields: Fields, expected: str, symbols: Symbols, report: Report) -> AssessmentCriterion:
    with fields:
        number = fields.name("number")
        _check_number(number, expected, report)
        return AssessmentCriterion(number.text, fields.text("text"), symbols.refer("task", fields.name("task")))


def _check_number(number: Name, expected: str, report: Report) -> None:
    if number.text and number.text != expected:
        message = f"the criterion {number.text} stands where {expected} belongs"
        report.error(number.place, "bad-number", message, f"write {expected}: area, level, and place in the list")
