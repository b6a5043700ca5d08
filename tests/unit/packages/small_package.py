"""A small package, sound in every line, for tests to break one line at a time."""

import struct
import textwrap

from lti_npq.packages import Source

PACKAGE = """\
id: small
version: 1.0.0
title: A small programme
framework: "2021"
qualification: NPQH
language: en-GB
licence: CC-BY-4.0
engagement: {threshold: 0.9}
modules: [first]
tasks: [task]
"""
PHASES = "phases: [{id: see, title: See it, summary: Look.}]\n"
"""One of its own: the default ones want more than a page."""

MODULE = """\
id: module-one
title: The first module
area: culture
summary: You will be able to begin.
pages: [see]
tasks: [task-one]
"""

PAGE = """\
---
id: page-one
title: The first page
phase: see
minutes: 20
statements: [culture-k1]
---
Prose with a [link](https://example.org/).

![Two shapes side by side](media/shape.svg)

::: scenario "A school"
It is invented.
:::

::: question check-one
Which one?

a) The wrong one
... Not this: it comes later.
*b) The right one
... Yes, it comes first.
:::

::: reflection think-one
What do you think?
:::
"""

TASK = """\
---
id: task-one
kind: formative
title: The first task
module: module-one
cycle: 1
minutes: 60
words: 500
criteria:
  - id: criterion-one
    title: Care
    description: What a marker looks for.
    levels:
      - {points: 0, title: Not yet, description: Not seen.}
      - {points: 2, title: Secure, description: Seen.}
---
Write about it.

::: part part-one "The account"
What happened?
:::
"""

SHAPE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">\n<rect width="4" height="3"/>\n</svg>\n'
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 64, 48)

IN_MODULE = "modules/first"
SEE = f"{IN_MODULE}/see.md"


class SmallPackage:
    """The files of a package, changed by a test before they are read."""

    def __init__(self) -> None:
        self.files = {
            "package.yaml": (PACKAGE + PHASES).encode(),
            f"{IN_MODULE}/module.yaml": MODULE.encode(),
            SEE: PAGE.encode(),
            f"{IN_MODULE}/media/shape.svg": SHAPE.encode(),
            "tasks/task.md": TASK.encode(),
        }

    def replace(self, file: str, old: str, new: str) -> "SmallPackage":
        text = self.files[file].decode()
        assert text.count(old) == 1, f"{old!r} is to stand once in {file}"
        self.files[file] = text.replace(old, new).encode()
        return self

    def add(self, markdown: str) -> "SmallPackage":
        """Put Markdown under the page's front matter, from line 8 on."""
        return self.replace(SEE, "Prose with a [link]", f"{textwrap.dedent(markdown)}\n\nProse with a [link]")

    def put(self, file: str, content: bytes) -> "SmallPackage":
        self.files[file] = content
        return self

    @property
    def source(self) -> Source:
        return Source(self.files)
