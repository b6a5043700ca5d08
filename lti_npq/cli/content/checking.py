"""`lti-npq content check`: every problem of a package at once, as a compiler shows them."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click
from msgspec import to_builtins

from lti_npq.domain.coverage import AreaCoverage
from lti_npq.errors import NpqError
from lti_npq.packages import Problem
from lti_npq.packages.codes import Severity
from lti_npq.services.checking import CheckedPackage, check_package

_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "information": "blue"}
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information")


@click.command(epilog="Example: lti-npq content check my-programme --strict")
@click.argument("packages", nargs=-1, required=True)
@click.option("--coverage", is_flag=True, help="Add a table of the framework's areas.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
@click.option("--strict", is_flag=True, help="End with status 1 for warnings too.")
def check(packages: tuple[str, ...], *, coverage: bool, as_json: bool, strict: bool) -> None:
    """Check PACKAGES: folders, zip files, or names of packages that come with the product.

    Shows everything that is wrong, where it stands and how to mend it. Ends with status 1 if there is an error.
    """
    found = [_checked(name) for name in packages]
    shown = (
        json.dumps(_document(found), ensure_ascii=False) if as_json else "\n".join(_report(found, coverage=coverage))
    )
    click.echo(shown)
    grave: set[Severity] = {"error", "warning"} if strict else {"error"}
    if any(isinstance(each, _Unreadable) or any(map(each.count, grave)) for each in found):
        sys.exit(1)


class _Unreadable:
    """A package that could not be opened at all."""

    def __init__(self, name: str, error: NpqError) -> None:
        self.name = name
        self.error = error


def _checked(name: str) -> CheckedPackage | _Unreadable:
    try:
        return check_package(name)
    except NpqError as error:  # said with the others' problems: one broken package hides no other
        return _Unreadable(name, error)


def _report(found: Iterable[CheckedPackage | _Unreadable], *, coverage: bool) -> Iterator[str]:
    explained: set[str] = set()
    for each in found:
        if isinstance(each, _Unreadable):
            yield f"{each.name}: {_severity('error')}: {each.error.message}\n    {each.error.advice}\n"
            continue
        for problem in each.problems:
            yield _shown(problem, each, explained)
        if coverage:
            yield from (*_coverage(each), "")
        yield _summary(each)


def _shown(problem: Problem, package: CheckedPackage, explained: set[str]) -> str:
    """Return a problem with its fix; why it matters only the first time that such a problem is shown."""
    place = click.style(f"{package.path / problem.file}:{problem.line}:{problem.column}", bold=True)
    why = "" if problem.code in explained else f"\n    why: {problem.why}"
    explained.add(problem.code)
    head = f"{place}: {_severity(problem.severity)}: {problem.message} [{problem.code}]"
    return f"{head}\n    fix: {problem.fix}{why}\n"


def _severity(severity: Severity) -> str:
    return click.style(severity, fg=_COLOURS[severity])


def _summary(package: CheckedPackage) -> str:
    counts = (_counted(package.count(severity), severity) for severity in _SEVERITIES if package.count(severity))
    return f"{package.path}: {', '.join(counts) or 'nothing to mend'}"


def _counted(number: int, severity: Severity) -> str:
    if severity == "information":
        return f"{number} for information"
    return f"{number} {severity}{'' if number == 1 else 's'}"


def _coverage(package: CheckedPackage) -> Iterator[str]:
    yield "Statements   Minutes  Tasks  Content area"
    for each in package.coverage:
        statements = f"{len(each.covered)} of {len(each.area.statements)}"
        yield f"{statements:>10}  {each.minutes:>8}  {len(each.tasks):>5}  {each.area.title}"


def _document(found: Iterable[CheckedPackage | _Unreadable]) -> list[dict[str, Any]]:
    return [
        {"package": each.name, "readable": False, "message": each.error.message}
        if isinstance(each, _Unreadable)
        else {
            "package": str(each.path),
            "readable": True,
            "programme": each.programme.key,
            "version": each.programme.version,
            "errors": each.count("error"),
            "warnings": each.count("warning"),
            "information": each.count("information"),
            "problems": [to_builtins(problem) | {"why": problem.why} for problem in each.problems],
            "coverage": [_area(area) for area in each.coverage],
        }
        for each in found
    ]


def _area(area: AreaCoverage) -> dict[str, Any]:
    return {
        "area": area.area.id,
        "title": area.area.title,
        "modules": [module.key for module in area.modules],
        "minutes": area.minutes,
        "covered": list(area.covered),
        "missing": list(area.missing),
        "tasks": [task.key for task in area.tasks],
    }
