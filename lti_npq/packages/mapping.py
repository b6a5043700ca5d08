"""What leads across frameworks: the headteachers' standards and the progression of areas."""

from collections.abc import Iterable, Sequence

from lti_npq.domain.framework import Frameworks
from lti_npq.domain.progression import AreaName, Progression, ProgressionLevel, Step, Strand
from lti_npq.domain.standards import OpenStandardsFact, Standard, StandardDomain, Standards
from lti_npq.packages.qualifications import number_in_order
from lti_npq.packages.report import Name, Report, did_you_mean
from lti_npq.packages.symbols import Symbols
from lti_npq.packages.yaml_nodes import Fields

_OPEN: Sequence[OpenStandardsFact] = ("domains",)


def read_standards(fields: Fields, frameworks: Frameworks, report: Report) -> Standards:
    """Return the standards as far as they can be read; an area must exist in every framework of the mapping."""
    symbols = Symbols(report)
    with fields:
        mapped = tuple(_framework(name, frameworks, report) for name in fields.names("frameworks"))
        symbols.know("area", _common_areas(mapped, frameworks))
        standards = Standards(
            edition=fields.text("edition"),
            title=fields.text("title"),
            is_statutory=fields.choice("force", ("statutory", "non-statutory")) == "statutory",
            frameworks=mapped,
            domains=tuple(_domain(each, symbols) for each in fields.groups("domains")),
            standards=tuple(
                _standard(each, number, symbols, report) for number, each in enumerate(fields.groups("standards"), 1)
            ),
            open=frozenset(fields.choices("open", _OPEN)),
        )
    symbols.resolve()
    return standards


def _framework(name: Name, frameworks: Frameworks, report: Report) -> tuple[str, str]:
    edition, _, code = name.text.partition("/")
    if (edition, code) not in frameworks.names:
        fix = did_you_mean(name.text, ["/".join(known) for known in frameworks.names], "write <edition>/<code>")
        report.error(name.place, "unknown-reference", f"there is no framework {name.text!r}", fix)
    return edition, code


def _common_areas(names: Iterable[tuple[str, str]], frameworks: Frameworks) -> set[str]:
    found = [{area.id for area in framework.areas} for name in names if (framework := frameworks.get(*name))]
    return set.intersection(*found) if found else set()


def _domain(fields: Fields, symbols: Symbols) -> StandardDomain:
    with fields:
        return StandardDomain(
            symbols.define("domain", fields.name("id")), fields.text("title"), fields.text("also", "")
        )


def _standard(fields: Fields, number: int, symbols: Symbols, report: Report) -> Standard:
    with fields:
        if "area" in fields and "near" in fields:
            message = "a standard either matches an area or is near one"
            report.error(fields.place("near"), "unknown-key", message, "keep 'area' or 'near'")
        return Standard(
            id=symbols.define("standard", fields.name("id")),
            number=number_in_order(fields, number, report),
            title=fields.text("title"),
            text=fields.text("text"),
            domain=symbols.refer("domain", fields.name("domain", "")) or None,
            area=symbols.refer("area", fields.name("area", "")) or None,
            near=symbols.refer("area", fields.name("near", "")) or None,
        )


def read_progression(fields: Fields, frameworks: Frameworks, report: Report) -> Progression:
    """Return the strands as far as they can be read."""
    symbols = Symbols(report)
    with fields:
        levels = tuple(_level(each, symbols) for each in fields.groups("levels"))
        order = [level.id for level in levels]
        strands = tuple(_strand(each, order, symbols, frameworks, report) for each in fields.groups("strands"))
    symbols.resolve()
    return Progression(levels, strands)


def _level(fields: Fields, symbols: Symbols) -> ProgressionLevel:
    with fields:
        return ProgressionLevel(symbols.define("level", fields.name("id")), fields.text("title"))


def _strand(fields: Fields, order: list[str], symbols: Symbols, frameworks: Frameworks, report: Report) -> Strand:
    with fields:
        strand = Strand(
            id=symbols.define("strand", fields.name("id")),
            title=fields.text("title"),
            steps=tuple(_step(each, symbols, frameworks, report) for each in fields.groups("steps")),
        )
    places = [order.index(step.level) for step in strand.steps if step.level in order]
    if places != sorted(set(places)):
        fix = "put the steps in the order of the levels, each level once"
        report.error(fields.place("steps"), "levels-order", "the levels of the steps do not rise", fix)
    return strand


def _step(fields: Fields, symbols: Symbols, frameworks: Frameworks, report: Report) -> Step:
    with fields:
        return Step(
            level=symbols.refer("level", fields.name("level")),
            reach=fields.text("reach"),
            areas=tuple(_area_name(name, frameworks, report) for name in fields.names("areas")),
        )


def _area_name(name: Name, frameworks: Frameworks, report: Report) -> AreaName:
    edition, _, rest = name.text.partition("/")
    code, _, area = rest.partition("/")
    framework = frameworks.get(edition, code)
    if framework is None or area not in {each.id for each in framework.areas}:
        known = [f"{edition}/{code}/{each.id}" for each in framework.areas] if framework else []
        fix = did_you_mean(name.text, known, "write <edition>/<code>/<id of the area>")
        report.error(name.place, "unknown-reference", f"there is no area {name.text!r}", fix)
    return AreaName(edition, code, area)
