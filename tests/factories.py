"""A small programme, published, and everything else that tests begin with."""

from pathlib import Path

PACKAGE = """\
id: small-2021
version: 1.0.0
title: A small programme
framework: "2021"
qualification: NPQH
language: en-GB
licence: CC-BY-4.0
modules: [planning]
tasks: [fat-planning]
"""
MODULE = """\
id: planning
title: Planning
area: implementation
summary: Plan one change.
pages: [see, do]
tasks: [fat-planning]
"""
SEE = """\
---
id: planning-see
title: A plan that held
phase: see
minutes: 10
statements: []
---
## The school

A fictional school planned *one* change.

::: question planning-check
Which comes first?

a) The launch
... A launch shows whether the plan was ready; it cannot come before it.
*b) The problem
... Yes: everything else follows from it.
:::
"""
DO = """\
---
id: planning-do
title: Your own plan
phase: do
minutes: 20
statements: []
---
Write for yourself.

::: reflection planning-reflection "Your plan"
What will you change?
:::
"""
TASK = """\
---
id: fat-planning
kind: formative
title: One planned change
module: planning
cycle: 1
minutes: 60
words: 50
criteria:
  - id: fat-planning-clear
    title: A clear problem
    description: Names the problem.
    levels:
      - {points: 0, title: Not yet, description: Not named.}
      - {points: 1, title: Secure, description: Named.}
      - {points: 2, title: Strong, description: Named and explained.}
---
Describe your change.

::: part fat-planning-problem "The problem"
What is the problem?
:::
"""


def small_package(folder: Path, **replacing: str) -> Path:
    """Write a complete small package; keyword arguments replace text in package.yaml."""
    manifest = PACKAGE
    for old, new in replacing.items():
        manifest = manifest.replace(f"{old}: ", f"{old}: {new} #", 1)
    files = {
        "package.yaml": manifest,
        "modules/planning/module.yaml": MODULE,
        "modules/planning/see.md": SEE,
        "modules/planning/do.md": DO,
        "tasks/fat-planning.md": TASK,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
