"""`lti-npq package`: packages for other systems, whoever made them."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from lti_npq.cli.setup import read_settings
from lti_npq.errors import ExportError, NpqError
from lti_npq.services.linting import Finding, Judgement, Severity, check_file

_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "information": "blue"}
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information")


@click.group()
def package() -> None:
    """Look at packages for LMSs: SCORM, cmi5, Common Cartridge."""


@package.command(epilog="Example: lti-npq package check course.zip --strict")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
@click.option("--strict", is_flag=True, help="End with status 1 for warnings too.")
def check(files: tuple[Path, ...], *, as_json: bool, strict: bool) -> None:
    """Check FILES: zip files of SCORM 1.2, SCORM 2004, cmi5 or Common Cartridge, whoever made them.

    Shows everything that is wrong, where it stands, why it matters and what to do. Ends with status 1 if something is
    an error.
    """
    outcomes = [(path, _checked(path)) for path in files]
    if as_json:
        click.echo(json.dumps([_document(*each) for each in outcomes], ensure_ascii=False))
    else:
        click.echo("\n".join(_report(outcomes)))
    grave: tuple[Severity, ...] = ("error", "warning") if strict else ("error",)
    if any(isinstance(each, NpqError) or any(map(each.count, grave)) for _, each in outcomes):
        sys.exit(1)


def _checked(path: Path) -> Judgement | NpqError:
    try:
        return check_file(path, read_settings())
    except ExportError as error:  # said with the others' findings: one file that is missing hides no other
        return error


def _report(outcomes: Iterable[tuple[Path, Judgement | NpqError]]) -> Iterator[str]:
    explained: set[str] = set()
    for path, outcome in outcomes:
        if isinstance(outcome, NpqError):
            yield f"{path}: {_severity('error')}: {outcome.message}\n    {outcome.advice}\n"
            continue
        for finding in outcome.findings:
            yield _shown(path, finding, explained)
        yield _summary(path, outcome)


def _shown(path: Path, finding: Finding, explained: set[str]) -> str:
    """Return a finding; why it matters and what to do only the first time that such a thing is found."""
    place = click.style(f"{path}{':' if finding.place else ''}{finding.place}", bold=True)
    head = f"{place}: {_severity(finding.severity)}: {finding.message} [{finding.code}]"
    if finding.code in explained:
        return head
    explained.add(finding.code)
    return f"{head}\n    fix: {finding.rule.fix}\n    why: {finding.rule.why}"


def _severity(severity: Severity) -> str:
    return click.style(severity, fg=_COLOURS[severity])


def _summary(path: Path, judgement: Judgement) -> str:
    what = " and ".join(kind.title for kind in judgement.formats) or "of no format that is known here"
    counts = [_counted(judgement.count(severity), severity) for severity in _SEVERITIES if judgement.count(severity)]
    return f"{path} ({what}): {', '.join(counts) or 'nothing to mend'}"


def _counted(number: int, severity: Severity) -> str:
    if severity == "information":
        return f"{number} for information"
    return f"{number} {severity}{'' if number == 1 else 's'}"


def _document(path: Path, outcome: Judgement | NpqError) -> dict[str, Any]:
    if isinstance(outcome, NpqError):
        return {"file": str(path), "readable": False, "message": outcome.message}
    return {
        "file": str(path),
        "readable": True,
        "formats": [kind.name for kind in outcome.formats],
        "errors": outcome.count("error"),
        "warnings": outcome.count("warning"),
        "information": outcome.count("information"),
        "findings": [_finding(finding) for finding in outcome.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "why": finding.rule.why,
        "fix": finding.rule.fix,
    }
