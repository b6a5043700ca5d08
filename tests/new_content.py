"""Changes to the small programme, as an author makes them between two versions."""

from collections.abc import Callable
from pathlib import Path

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
