"""Two versions of a programme side by side, published or still on an author's desk."""

from pathlib import Path

from sqlalchemy.orm import Session

from lti_npq import packages
from lti_npq.domain import changes
from lti_npq.domain.changes import Changes
from lti_npq.domain.programme import Programme
from lti_npq.errors import Conflict, NotFound
from lti_npq.services.checking import locate, open_package
from lti_npq.services.content import Library, shipped_frameworks


def is_published_name(name: str) -> bool:
    """Whether a name is `programme@version`, and not that of a file or folder."""
    return "@" in name and not Path(name).exists()


def read_package(name: str) -> Programme:
    """Return the programme of a folder, a zip file or a package that comes with the product.

    Raises:
        NotFound: If there is no such package.
        ContentError: If it has errors.
    """
    return packages.compile_package(open_package(locate(name)), shipped_frameworks())


def find_published(session: Session, library: Library, name: str) -> Programme:
    """Return what was published as `programme@version`, released or not.

    Raises:
        NotFound: If there is no such version.
    """
    key, _, number = name.rpartition("@")
    programme = library.handed_in(session, key, number)
    if programme is None:
        raise NotFound(f"No version “{name}” is published.", advice="See what is with: lti-npq content list --all")
    return programme


def compare(old: Programme, new: Programme) -> Changes:
    """Return what changes for people who are in mid-course.

    Raises:
        Conflict: If they are two programmes, of which nothing passes from one to the other.
    """
    if old.key != new.key:
        raise Conflict(
            f"“{old.key}” and “{new.key}” are two programmes: progress and answers never pass from one to another.",
            advice="Compare two versions with the same `id` in package.yaml.",
        )
    return changes.compare(old, new)
