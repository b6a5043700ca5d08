"""Changes to the small programme, as an author makes them between two versions."""

from collections.abc import Callable
from pathlib import Path

from every_kind import PAGE

Publish = Callable[[Callable[[Path], None]], None]
"""Publishes version 1.0.1 of the small programme after a change to its folder."""

WHICH_BELONG = """
::: question planning-parts
Which belong in a plan?

[*] A first step
... Yes.
[*] A sign of drift
... Yes.
[ ] A slogan
... No.
:::
"""


def ask_for_several(folder: Path) -> None:
    page = folder / "modules/planning/do.md"
    page.write_text(page.read_text() + WHICH_BELONG)


def ask_in_every_way(folder: Path) -> None:
    """Put a page with every kind of self-check between the two that are there."""
    module = folder / "modules/planning/module.yaml"
    module.write_text(module.read_text().replace("[see, do]", "[see, name, do]"))
    (folder / "modules/planning/name.md").write_text(PAGE)
