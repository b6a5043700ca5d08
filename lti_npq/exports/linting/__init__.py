"""Packages checked as strictly as the standards' own test suites do, whoever made them.

archives, package, documents     what is in the zip file, read with suspicion
kinds     which standard it follows, told by its content
contents, resources, scorm, scorm12, scorm2004, sequencing, objectives, lom, lom12     manifests of SCORM
cmi5     course structures
cartridge, cartridge_documents, quizzes     Common Cartridge
pages     what pages show
schemas     the standards' XSDs, where they are at hand
rules     every rule as data: why it matters, and what to do
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from lti_npq.exports.linting import (
    cartridge,
    cartridge_documents,
    cmi5,
    contents,
    lom,
    lom12,
    objectives,
    resources,
    scorm,
    scorm12,
    scorm2004,
    sequencing,
)
from lti_npq.exports.linting.archives import opened
from lti_npq.exports.linting.documents import Document, read_document
from lti_npq.exports.linting.findings import Finding, in_order
from lti_npq.exports.linting.kinds import MANIFEST, STRUCTURE, Family, Kind, kind_of
from lti_npq.exports.linting.manifests import Checks, Manifest
from lti_npq.exports.linting.package import Package
from lti_npq.exports.linting.pages import check_pages
from lti_npq.exports.linting.rules import Severity
from lti_npq.exports.linting.schemas import check_schema

__all__ = ["Finding", "Judgement", "Severity", "check_archive", "check_package", "check_site"]

MOST_FINDINGS = 1_000
"""Of a document, and of all pages."""

_SCORM = (
    *scorm.CHECKS,
    contents.check_organizations,
    resources.check_locations,
    resources.check_unused,
    resources.check_control_documents,
)
_CHECKS: dict[Family, tuple[Callable[[Manifest], Checks], ...]] = {
    "scorm12": (*_SCORM, *scorm12.CHECKS, *lom12.CHECKS),
    "scorm2004": (*_SCORM, *scorm2004.CHECKS, *sequencing.CHECKS, *objectives.CHECKS),
    "cartridge": (*cartridge.CHECKS, *cartridge_documents.CHECKS),
    "content-package": (contents.check_organizations,),
}
"""What is particular about each family of formats that has a manifest."""


class Judgement(Struct, frozen=True):
    """What a check came to."""

    formats: tuple[Kind, ...]
    """What the package is; none where that cannot be told."""
    findings: list[Finding]

    def count(self, severity: Severity) -> int:
        """Return how many findings are so grave."""
        return sum(finding.severity == severity for finding in self.findings)


def check_archive(file: BinaryIO, schemas: Path | None = None) -> Judgement:
    """Check a zip file of unknown origin; nothing of it is written anywhere.

    `schemas` is a folder with the standards' XSDs, one folder inside it for each format.
    """
    package, findings = opened(file)
    if package is None:
        return Judgement((), in_order(findings))
    judgement = check_package(package, schemas)
    return Judgement(judgement.formats, in_order([*findings, *judgement.findings]))


def check_package(package: Package, schemas: Path | None = None) -> Judgement:
    """Check the files of a package."""
    found: list[Finding] = []
    formats = []
    for name in (MANIFEST, STRUCTURE):
        if name in package.names:
            document = read_document(package, name)
            if isinstance(document, Finding):
                found.append(document)
                continue
            kind = kind_of(document.root)
            formats.append(kind)
            found += _first(_of_document(document, package, kind, schemas))
    if not {MANIFEST, STRUCTURE} & package.names:
        found.append(_without_manifest(package))
    return Judgement(tuple(formats), in_order([*found, *_first(check_pages(package))]))


def check_site(package: Package) -> list[Finding]:
    """Check the files of a site, which has no manifest."""
    return in_order(list(_first(check_pages(package))))


def _first(findings: Iterator[Finding]) -> Iterator[Finding]:
    yield from islice(findings, MOST_FINDINGS)
    if next(findings, None):
        yield Finding.of("many-findings", f"There are more findings than the {MOST_FINDINGS:,} shown here.")


def _of_document(document: Document, package: Package, kind: Kind, schemas: Path | None) -> Iterator[Finding]:
    yield from check_schema(document, kind.name, schemas)
    if document.name == STRUCTURE:
        for check in cmi5.CHECKS:
            yield from check(document)
        yield from cmi5.check_addresses(document, package)
        return
    manifest = Manifest(document, package, kind, schemas)
    for rule in (*contents.CHECKS, *resources.CHECKS, *lom.CHECKS, *_CHECKS[kind.family]):
        yield from rule(manifest)


def _without_manifest(package: Package) -> Finding:
    for name in sorted(package.names):
        folder, _, last = name.rpartition("/")
        if folder and last in {MANIFEST, STRUCTURE}:
            return Finding.of("manifest-in-folder", f"The manifest is in the folder “{folder}”.", name)
    near = package.otherwise_written(MANIFEST) or package.otherwise_written(STRUCTURE)
    hint = f" The package has “{near}”." if near else ""
    return Finding.of("manifest-missing", f"There is neither {MANIFEST} nor {STRUCTURE} at the root.{hint}")
