"""The national frameworks, read from one YAML file for each qualification and edition."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from lti_npq.domain.framework import Area, Framework, Frameworks, Statement
from lti_npq.errors import ContentError
from lti_npq.packages.reading import decode_text
from lti_npq.packages.report import Place, Report
from lti_npq.packages.symbols import Symbols
from lti_npq.packages.yaml_nodes import Fields, read_yaml

_KINDS: Sequence[Literal["knowledge", "practice"]] = ("knowledge", "practice")
_ROUTES: Sequence[Literal["leadership", "specialist"]] = ("leadership", "specialist")


def load(folder: Path) -> Frameworks:
    """Read every framework under a folder.

    Raises:
        ContentError: If a file has a problem, or two describe the same code in the same edition.
    """
    report = Report()
    found: dict[tuple[str, str], Framework] = {}
    for path in sorted(folder.rglob("*.yaml")):
        place = Place(path.relative_to(folder).as_posix())
        text = decode_text(path.read_bytes(), place.file, report)
        if text is None:
            continue
        framework = _framework(text, place, report)
        if found.setdefault((framework.edition, framework.code), framework) is not framework:
            message = f"{framework.code} of {framework.edition} is described in another file too"
            report.error(place, "duplicate-id", message, "keep one of the files")
    if report.errors:
        raise ContentError("\n".join(map(str, report.errors)))
    return Frameworks(tuple(found.values()))


def _framework(text: str, place: Place, report: Report) -> Framework:
    symbols = Symbols(report)
    with read_yaml(text, place, report) as fields:
        return Framework(
            edition=fields.text("edition"),
            code=fields.text("code"),
            title=fields.text("title"),
            course_identifier=fields.text("course_identifier", ""),
            route=fields.choice("route", _ROUTES),
            audience=fields.text("audience"),
            areas=tuple(_area(area, symbols) for area in fields.groups("areas")),
        )


def _area(fields: Fields, symbols: Symbols) -> Area:
    with fields:
        return Area(
            id=symbols.define("area", fields.name("id")),
            number=fields.whole("number", least=1, most=99),
            title=fields.text("title"),
            statements=tuple(_statement(each, symbols) for each in fields.groups("statements", required=False)),
        )


def _statement(fields: Fields, symbols: Symbols) -> Statement:
    with fields:
        return Statement(
            id=symbols.define("statement", fields.name("id")),
            kind=fields.choice("kind", _KINDS),
            text=fields.text("text"),
        )
