"""package.yaml and the module.yaml files: the programme's outline, and everything that hangs on it."""

import re

from lti_npq.domain.framework import Framework, Frameworks
from lti_npq.domain.plan import Stage, StageKind
from lti_npq.domain.programme import Module, Phase, Programme, Task
from lti_npq.packages.glossary import read_glossary
from lti_npq.packages.pages import read_page
from lti_npq.packages.planning import (
    MOST_CYCLES,
    read_engagement,
    read_hours,
    read_shortfall,
    read_stages,
    read_to_come,
    read_word_limits,
)
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Name, Place
from lti_npq.packages.symbols import Kind
from lti_npq.packages.tasks import read_task
from lti_npq.packages.yaml_nodes import Fields, read_yaml

_OUTLINE = "package.yaml"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OF_FRAMEWORKS: frozenset[Kind] = frozenset({"area", "statement"})

DEFAULT_PHASES = (
    Phase("see", "See it", "Study a current model of strong practice."),
    Phase("name", "Name it", "Name what makes it work and where your own gap is."),
    Phase("do", "Do it", "Plan, rehearse and fix the gap in school."),
)


def read_programme(reading: Reading, frameworks: Frameworks) -> Programme:
    """Return the programme as far as it can be read; it is whole if nothing was reported as an error."""
    place = Place(_OUTLINE)
    text = reading.text(_OUTLINE, place)
    fields = Fields(None, place, reading.report) if text is None else read_yaml(text, place, reading.report)
    reading.glossary = read_glossary(reading)
    return read_package_keys(fields, reading, frameworks)


def read_package_keys(fields: Fields, reading: Reading, frameworks: Frameworks) -> Programme:
    """Return the programme that package.yaml describes, with everything that it names."""
    with fields:
        hours = read_hours(fields)
        stages = read_stages(fields, reading)
        framework = _framework(fields, reading, frameworks)
        key = reading.symbols.define("programme", fields.name("id"))
        reading.traces.note_keys(key, fields, "modules", "hours", "tasks", "stages", "to_come")
        programme = Programme(
            key=key,
            version=_version(fields, reading),
            title=fields.text("title"),
            framework=fields.text("framework"),
            qualification=fields.text("qualification"),
            language=_language(fields, reading),
            licence=fields.text("licence"),
            engagement=read_engagement(fields, hours, reading),
            phases=_phases(fields, reading),
            modules=_modules(fields, stages, reading),
            tasks=_tasks(fields, reading),
            media=reading.shelf.files,
            stages=stages,
            hours=hours,
            shortfall=read_shortfall(fields),
            to_come=read_to_come(fields, framework, reading),
        )
    reading.symbols.resolve(skip=_OF_FRAMEWORKS if framework is None else frozenset())
    reading.report_unused()
    return programme


def _modules(fields: Fields, stages: tuple[Stage, ...], reading: Reading) -> tuple[Module, ...]:
    modules = (_module(name, stages, reading) for name in fields.names("modules"))
    return tuple(module for module in modules if module)


def _module(name: Name, stages: tuple[Stage, ...], reading: Reading) -> Module | None:
    folder = f"modules/{name.text}"
    file = f"{folder}/module.yaml"
    text = reading.text(file, name.place)
    if text is None:
        return None
    return read_module_keys(read_yaml(text, Place(file), reading.report), folder, stages, reading)


def read_module_keys(fields: Fields, folder: str, stages: tuple[Stage, ...], reading: Reading) -> Module:
    """Return the module that module.yaml describes, with its pages."""
    symbols, usual = reading.symbols, next((each.key for each in stages if each.kind == "development"), "")
    with fields:
        pages = (read_page(f"{folder}/{page.text}.md", page.place, reading) for page in fields.names("pages"))
        key = symbols.define("module", fields.name("id"))
        reading.traces.note_keys(key, fields, "area", "pages")
        stage = symbols.refer("stage", fields.name("stage", "")) or usual
        return Module(
            key=key,
            title=fields.text("title"),
            area=_area(fields, {each.key: each.kind for each in stages}.get(stage), reading),
            summary=fields.text("summary"),
            pages=tuple(page for page in pages if page),
            tasks=tuple(symbols.refer("task", task) for task in fields.names("tasks", required=False)),
            stage=stage,
            cycle=fields.whole("cycle", least=1, most=MOST_CYCLES, default=0),
        )


def _area(fields: Fields, kind: StageKind | None, reading: Reading) -> str:
    """Return the content area of a module, which one that prepares for all of them need not have."""
    area = fields.name("area", "")
    if "area" not in fields and kind != "preparation":
        fix = "add 'area: ...', or the 'stage' of preparation that it belongs to"
        reading.report.error(fields.at, "missing-key", "'area' is missing", fix)
    return reading.symbols.refer("area", area)


def _tasks(fields: Fields, reading: Reading) -> tuple[Task, ...]:
    limits = read_word_limits(fields)
    names = fields.names("tasks", required=False)
    tasks = (read_task(f"tasks/{name.text}.md", name.place, limits, reading) for name in names)
    return tuple(task for task in tasks if task)


def _phases(fields: Fields, reading: Reading) -> tuple[Phase, ...]:
    given = tuple(_phase(phase, reading) for phase in fields.groups("phases", required=False))
    if not given:
        reading.symbols.know("phase", [phase.key for phase in DEFAULT_PHASES])
    return given or DEFAULT_PHASES


def _phase(fields: Fields, reading: Reading) -> Phase:
    with fields:
        return Phase(reading.symbols.define("phase", fields.name("id")), fields.text("title"), fields.text("summary"))


def _framework(fields: Fields, reading: Reading, frameworks: Frameworks) -> Framework | None:
    edition, code = fields.name("framework"), fields.name("qualification")
    found = frameworks.get(edition.text, code.text)
    if found:
        reading.symbols.know("area", [area.id for area in found.areas])
        reading.symbols.know("statement", [statement.id for statement in found.statements()])
    elif edition.text and code.text:
        known = ", ".join(f"{known_code} of {year}" for year, known_code in frameworks.names) or "none"
        message = f"there is no framework for {code.text} in the edition {edition.text}"
        reading.report.error(edition.place, "unknown-reference", message, f"known frameworks: {known}")
    return found


def _version(fields: Fields, reading: Reading) -> str:
    version = fields.text("version")
    if version and not _VERSION.fullmatch(version):
        message = f"{version!r} cannot be a version"
        reading.report.error(fields.place("version"), "bad-version", message, "write three numbers, such as 1.0.0")
    return version


def _language(fields: Fields, reading: Reading) -> str:
    language = fields.text("language", "en-GB")
    if not _LANGUAGE.fullmatch(language):
        message = f"{language!r} cannot be a language"
        reading.report.error(fields.place("language"), "bad-language", message, "write a tag such as en-GB")
    return language
