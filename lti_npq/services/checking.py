"""Checking content packages before anybody sees them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lti_npq import packages
from lti_npq.domain.coverage import AreaCoverage, coverage
from lti_npq.domain.programme import Programme
from lti_npq.packages.codes import Severity
from lti_npq.services.content import find_package, shipped_frameworks


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """A package with everything that is wrong with it."""

    path: Path
    """Of the folder or zip file."""
    programme: Programme
    """As far as it could be read; whole if there is no error."""
    problems: tuple[packages.Problem, ...]
    coverage: tuple[AreaCoverage, ...]
    """Of its framework, area by area; empty if there is no such framework."""

    def count(self, severity: Severity) -> int:
        return Counter(problem.severity for problem in self.problems)[severity]


def locate(name: str) -> Path:
    """Return the folder or zip file of a package: a path, or the name of one that comes with the product.

    Raises:
        NotFound: If it is neither.
    """
    path = Path(name)
    return path if path.is_file() else find_package(name)


def open_package(path: Path) -> packages.Source:
    """Read a package from its folder or zip file.

    Raises:
        ContentError: If it cannot be read at all.
    """
    return packages.read_archive(path) if path.is_file() else packages.read(path)


def check_package(name: str) -> CheckedPackage:
    """Check a package.

    Raises:
        NotFound: If there is no such package.
        ContentError: If it cannot be read at all.
    """
    path = locate(name)
    return check_source(path, open_package(path))


def check_source(path: Path, source: packages.Source) -> CheckedPackage:
    """Check a package that was read from `path`."""
    found = packages.check(source, shipped_frameworks())
    programme = found.programme
    framework = shipped_frameworks().get(programme.framework, programme.qualification)
    covered = coverage(programme, framework) if framework else ()
    return CheckedPackage(path, programme, tuple(found.problems), covered)
