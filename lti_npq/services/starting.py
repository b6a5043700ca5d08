"""A new content package: a small one that is whole, for an author to write over."""

from pathlib import Path
from string import Template

from lti_npq import packages
from lti_npq.domain.framework import Framework
from lti_npq.errors import ContentError
from lti_npq.packages.symbols import ID
from lti_npq.services.frameworks import find_framework

_PACKAGES = Path(packages.__file__).parent
STARTER = _PACKAGES / "starter"
_TEXTS = frozenset({".md", ".yaml"})


def start_package(folder: Path, framework: str, title: str | None) -> Framework:
    """Write a package to a folder that is empty or not there yet; return the framework that it is for.

    Args:
        framework: Edition and code, such as `2021/NPQH`.

    Raises:
        ContentError: If there is no such framework, the folder's name cannot be an id, or there is something in it.
    """
    known = find_framework(framework)
    values = _values(_id(folder), known, title or known.title)
    _refuse_what_is_there(folder)
    for path in sorted(STARTER.rglob("*")):
        target = folder / path.relative_to(STARTER)
        if path.is_dir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in _TEXTS:
            target.write_text(Template(path.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
        else:
            target.write_bytes(path.read_bytes())
    return known


def _id(folder: Path) -> str:
    name = folder.resolve().name
    if not ID.fullmatch(name):
        raise ContentError(
            f"The folder's name “{name}” cannot be a programme's id.",
            advice="Use lower-case letters, digits and hyphens, a letter first.",
        )
    return name


def _refuse_what_is_there(folder: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise ContentError(f"There is something in {folder} already.", advice="Give a folder that is not there yet.")


def _values(key: str, framework: Framework, title: str) -> dict[str, str]:
    first = framework.areas[0]
    return {
        "id": key,
        "title": title.replace("\\", "").replace('"', "'"),
        "edition": framework.edition,
        "code": framework.code,
        "area": first.id,
        "statement": first.statements[0].id,
        "areas": "\n".join(f"#   {area.id}: {area.title}" for area in framework.areas),
        "schema": (_PACKAGES / "schema").as_uri(),
    }
