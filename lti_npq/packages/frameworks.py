"""The national frameworks: a folder for each edition, a YAML file for each qualification.

2021/npqh.yaml            a qualification
2017/behaviours.yaml      what all qualifications of an edition share
standards.yaml            the headteachers' standards and their mapping to content areas
progression.yaml          how areas return from level to level
"""

from pathlib import Path

from lti_npq.domain.framework import Behaviour, Framework, Frameworks
from lti_npq.domain.progression import Progression
from lti_npq.domain.standards import Standards
from lti_npq.packages.mapping import read_progression, read_standards
from lti_npq.packages.qualifications import read_behaviours, read_framework
from lti_npq.packages.reading import decode_text
from lti_npq.packages.report import Place, Problem, Report
from lti_npq.packages.yaml_nodes import Fields, read_yaml

_BEHAVIOURS = "behaviours.yaml"
_STANDARDS = "standards.yaml"
_PROGRESSION = "progression.yaml"


class _FrameworkFolder(Frameworks):
    """Frameworks that are read when they are first asked for: a package needs one of them."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._files = _files(folder)
        self._folder = folder

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._files)

    def get(self, edition: str, code: str) -> Framework | None:
        name = (edition, code)
        if name not in self._known and name in self._files:
            report = Report()
            framework = _framework(self._folder, name, report)
            report.refuse_errors()
            self._known[name] = framework
        return self._known.get(name)


def load(folder: Path) -> Frameworks:
    """Return the frameworks in a folder, each of them read when it is first asked for.

    Asking for one that has a problem raises ContentError.
    """
    return _FrameworkFolder(folder)


def load_standards(folder: Path) -> Standards:
    """Read the headteachers' standards.

    Raises:
        ContentError: If they, or a framework that they are mapped to, have a problem.
    """
    report = Report()
    standards = read_standards(_read(folder, _STANDARDS, report), load(folder), report)
    report.refuse_errors()
    return standards


def load_progression(folder: Path) -> Progression:
    """Read how areas return from level to level.

    Raises:
        ContentError: If this, or a framework that it names, has a problem.
    """
    report = Report()
    progression = read_progression(_read(folder, _PROGRESSION, report), load(folder), report)
    report.refuse_errors()
    return progression


def problems(folder: Path) -> list[Problem]:
    """Return everything that is wrong with all frameworks, with the standards and with the progression."""
    report = Report()
    found = Frameworks(_framework(folder, name, report) for name in _files(folder))
    if not report.errors:  # otherwise what the others refer to may be missing only because it could not be read
        read_standards(_read(folder, _STANDARDS, report), found, report)
        read_progression(_read(folder, _PROGRESSION, report), found, report)
    return report.problems


def _files(folder: Path) -> dict[tuple[str, str], str]:
    paths = sorted(path for path in folder.glob("*/*.yaml") if path.name != _BEHAVIOURS)
    return {(path.parent.name, path.stem.upper()): path.relative_to(folder).as_posix() for path in paths}


def _framework(folder: Path, name: tuple[str, str], report: Report) -> Framework:
    edition, _ = name
    shared = f"{edition}/{_BEHAVIOURS}"
    behaviours: tuple[Behaviour, ...] = ()
    if (folder / shared).is_file():
        behaviours = read_behaviours(_read(folder, shared, report), report)
    return read_framework(_read(folder, _files(folder)[name], report), name, behaviours, report)


def _read(folder: Path, file: str, report: Report) -> Fields:
    """Return a file's keys; without any if it cannot be read, which is then reported."""
    place = Place(file)
    try:
        text = decode_text((folder / file).read_bytes(), file, report)
    except FileNotFoundError:
        report.error(place, "missing-file", f"there is no file {file}", "add the file")
        text = None
    return Fields(None, place, report) if text is None else read_yaml(text, place, report)
