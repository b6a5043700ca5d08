"""Which part of a programme a package holds: all of it, or some of its modules."""

from difflib import get_close_matches
from hashlib import sha256
from itertools import chain

import msgspec

from lti_npq.domain.fragments import media_digests
from lti_npq.domain.programme import Module, Programme, Task
from lti_npq.errors import ExportError
from lti_npq.exports.identifiers import identifier

_HASH_LENGTH = 8


def selected(programme: Programme, keys: tuple[str, ...], *, common_tasks: bool = False) -> Programme:
    """Return the programme with these modules only, in its own order; all of it where none is named.

    What the modules do not need goes: other modules' tasks and media, and tasks of the whole programme unless
    `common_tasks` keeps them.

    Raises:
        ExportError: If the programme has no such module.
    """
    if not keys:
        return programme
    for key in keys:
        if programme.module(key) is None:
            raise _unknown(programme, key)
    modules = tuple(module for module in programme.modules if module.key in keys)
    tasks = tuple(task for task in programme.tasks if _belongs(task, modules, common_tasks=common_tasks))
    needed = frozenset(chain(_digests(modules), _digests(tasks)))
    media = tuple(file for file in programme.media if file.digest in needed)
    return msgspec.structs.replace(programme, modules=modules, tasks=tasks, media=media)


def scope(programme: Programme, keys: tuple[str, ...]) -> str:
    """Return the identifier of a package: that of the programme, of one module of it, or of a choice of modules.

    The capital letter keeps the three apart, since an author's id has none.
    """
    whole = identifier(programme.key)
    if not keys:
        return whole
    if len(keys) == 1:
        return f"{whole}_M_{identifier(keys[0])}"
    chosen = "+".join(module.key for module in programme.modules if module.key in keys)
    return f"{whole}_S_{sha256(chosen.encode()).hexdigest()[:_HASH_LENGTH]}"


def title_of(programme: Programme, keys: tuple[str, ...]) -> str:
    """Return what a package is called."""
    titles = [module.title for module in programme.modules if module.key in keys]
    if not titles:
        return programme.title
    return titles[0] if len(titles) == 1 else f"{programme.title}: {len(titles)} modules"


def _belongs(task: Task, modules: tuple[Module, ...], *, common_tasks: bool) -> bool:
    led_to = any(task.module == module.key or task.key in module.tasks for module in modules)
    return led_to or (common_tasks and not task.module)


def _digests(parts: tuple[Module, ...] | tuple[Task, ...]) -> frozenset[str]:
    # As JSON, every fragment of the parts is one text, in which only the quotes are written otherwise.
    return media_digests(msgspec.json.encode(parts).decode().replace('\\"', '"'))


def _unknown(programme: Programme, key: str) -> ExportError:
    known = [module.key for module in programme.modules]
    near = get_close_matches(key, known, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return ExportError(
        f"{programme.title} has no module “{key}”.", advice=f"{hint}Its modules are: {', '.join(known)}."
    )
