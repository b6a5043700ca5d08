"""Whether a module goes the whole way from seeing to doing."""

from collections.abc import Iterator

from lti_npq.domain.blocks import Box, Writing
from lti_npq.domain.programme import Module
from lti_npq.packages.outline import DEFAULT_PHASES
from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject

_STEPS = {
    "reflection": "reflection",
    "gap": "gap statement",
    "practice-plan": "practice plan",
    "gap-task": "gap task",
}
"""Passages that every module of See it, Name it, Do it has, and their names in words."""


def missing_steps(subject: Subject) -> Iterator[Problem]:
    """Look only at programmes of the default phases: others are built otherwise."""
    phases = {phase.key: phase.title for phase in subject.programme.phases}
    if list(phases) != [phase.key for phase in DEFAULT_PHASES]:
        return
    for module in subject.programme.modules:
        reached, roles = {page.phase for page in module.pages}, _roles(module)
        missing = [f"page of “{title}”" for key, title in phases.items() if key not in reached]
        missing += [name for role, name in _STEPS.items() if role not in roles]
        if missing:
            message = f"this module has no {', no '.join(missing)}"
            place, fix = subject.traces.place(module.key, "pages"), "add it to a page of this module"
            yield Problem.at(place, "warning", "missing-step", message, fix)


def _roles(module: Module) -> set[str]:
    return {block.role for page in module.pages for block in page.blocks if isinstance(block, Box | Writing)}
