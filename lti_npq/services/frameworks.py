"""The national frameworks as authors ask for them: by edition and qualification."""

from difflib import get_close_matches

from lti_npq.domain.framework import Area, Framework
from lti_npq.errors import ContentError
from lti_npq.services.content import shipped_frameworks


def framework_names() -> list[str]:
    """Return the name of every framework, such as `2021/NPQH`."""
    return [f"{edition}/{code}" for edition, code in shipped_frameworks().names]


def find_framework(name: str) -> Framework:
    """Return a framework by edition and code, such as `2021/NPQH`.

    Raises:
        ContentError: If there is none of this name.
    """
    edition, _, code = name.partition("/")
    if found := shipped_frameworks().get(edition, code.upper()):
        return found
    known = framework_names()
    near = get_close_matches(name.upper(), known, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ContentError(f"There is no framework “{name}”.", advice=f"{hint}Known are: {', '.join(known)}.")


def find_areas(framework: Framework, key: str | None) -> tuple[Area, ...]:
    """Return the content areas of a framework, or the one that is asked for.

    Raises:
        ContentError: If there is none of this id.
    """
    found = tuple(area for area in framework.areas if key in {None, area.id})
    if found:
        return found
    known = ", ".join(area.id for area in framework.areas)
    raise ContentError(f"{framework.edition}/{framework.code} has no area “{key}”.", advice=f"Its areas are: {known}.")
