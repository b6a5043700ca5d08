"""Changes to the small programme, as an author makes them between two versions."""

from collections.abc import Callable
from pathlib import Path

from every_kind import GLOSSARY, MEDIA, PAGE

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


def show_everything(folder: Path) -> None:
    """Put a page with everything that may stand on one between the two that are there."""
    planning = folder / "modules/planning"
    (planning / "module.yaml").write_text(
        (planning / "module.yaml").read_text().replace("[see, do]", "[see, name, do]")
    )
    (planning / "name.md").write_text(PAGE)
    (planning / "media").mkdir()
    for name, content in MEDIA.items():
        (planning / "media" / name).write_bytes(content)
    (folder / "glossary.md").write_text(GLOSSARY)
