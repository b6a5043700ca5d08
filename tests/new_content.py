"""Changes to the small programme, as an author makes them between two versions."""

from collections.abc import Callable
from pathlib import Path

from every_kind import EVIDENCE, GLOSSARY, MEDIA, PAGE, PLAN, PRACTICE, SUMMATIVE

Publish = Callable[[Callable[[Path], None]], None]
"""Publishes version 1.0.1 of the small programme after a change to its folder, 1.0.2 after another, and so on."""

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


def turn_round(folder: Path) -> None:
    """Show everything as before, with what is to be put in order turned round and what is to be matched moved on."""
    show_everything(folder)
    page = folder / "modules/planning/name.md"
    text = page.read_text()
    text = text.replace("1) Name the need", "1) X").replace("3) Try it in one place", "3) Name the need")
    text = text.replace("1) X", "1) Try it in one place")
    last = "= Minutes taken -> Use\n... Time spent is use.\n"
    page.write_text(text.replace(last, "").replace("= Lessons seen", f"{last}= Lessons seen"))


def put_one_before(folder: Path) -> None:
    """Put an option before those that are there, whose letters move."""
    page = folder / "modules/planning/see.md"
    text = page.read_text().replace("*b) The problem", "*c) The problem").replace("a) The launch", "b) The launch")
    page.write_text(text.replace("b) The launch", "a) The name\n... Names come last of all.\nb) The launch"))


def drop_launch(folder: Path) -> None:
    """Put another option first, and take away the one that was wrong before."""
    page = folder / "modules/planning/see.md"
    text = page.read_text().replace("a) The launch", "a) The plan").replace("*b) The problem", "*d) The problem")
    page.write_text(text.replace("a) The plan", "c) The plan"))


def let_order(folder: Path) -> None:
    """Have what was chosen from put in order instead, under the same id."""
    page = folder / "modules/planning/see.md"
    text = page.read_text().replace("::: question planning-check", "::: ordering planning-check")
    page.write_text(text.replace("a) The launch", "1) The launch").replace("*b) The problem", "2) The problem"))


def add_cases(folder: Path) -> None:
    """Lay the programme out in stages, with a case to practise on, a final one, and evidence to bring along."""
    manifest = folder / "package.yaml"
    tasks = "tasks: [fat-planning, practice-corridor, final-case]"
    manifest.write_text(manifest.read_text().replace("tasks: [fat-planning]", tasks) + PLAN)
    (folder / "tasks/practice-corridor.md").write_text(PRACTICE)
    (folder / "tasks/final-case.md").write_text(SUMMATIVE)
    task = folder / "tasks/fat-planning.md"
    task.write_text(task.read_text().replace("---\nDescribe your change.\n", EVIDENCE))


def reword_task(folder: Path) -> None:
    """Say the task in other words, with a part and a criterion of other names."""
    task = folder / "tasks/fat-planning.md"
    text = task.read_text().replace("Describe your change.", "Tell the story of your change.")
    text = text.replace('::: part fat-planning-problem "The problem"', '::: part fat-planning-story "The story"')
    task.write_text(text.replace("fat-planning-clear", "fat-planning-told"))


def sharpen_task(folder: Path) -> None:
    """Ask the task's question otherwise."""
    task = folder / "tasks/fat-planning.md"
    task.write_text(task.read_text().replace("What is the problem?", "What is the problem, and whose is it?"))


def ask_for_an_account(folder: Path) -> None:
    """Make the task the account at the end of a programme."""
    task = folder / "tasks/fat-planning.md"
    task.write_text(task.read_text().replace("kind: formative", "kind: project"))


def drop_task(folder: Path) -> None:
    (folder / "tasks/fat-planning.md").unlink()
    for name in ("package.yaml", "modules/planning/module.yaml"):
        (folder / name).write_text((folder / name).read_text().replace("tasks: [fat-planning]", "tasks: []"))


def drop_first_page(folder: Path) -> None:
    """Take away the page with the self-check."""
    (folder / "modules/planning/see.md").unlink()
    module = folder / "modules/planning/module.yaml"
    module.write_text(module.read_text().replace("[see, do]", "[do]"))
