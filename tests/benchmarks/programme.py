"""A made-up programme as large as a level of an NPQ can become, as a content package and as bare HTML pages."""

from pathlib import Path
from typing import NamedTuple

from lti_npq import packages
from lti_npq.domain.programme import Page
from lti_npq.services.content import shipped_frameworks

QUESTIONS = 3
PHASES = ("see", "see", "see", "name", "name", "name", "do", "do", "do", "do")


class Size(NamedTuple):
    """How much of everything a package has."""

    modules: int = 10
    pages: int = 8
    """Of each module."""
    paragraphs: int = 30
    """Of each page."""


PAGES_500 = Size(modules=50, pages=10, paragraphs=5)
"""500 pages of 500 words with their questions: 1.5 MB of Markdown."""

_PACKAGE = """\
id: large-2021
version: 1.0.0
title: A large programme
framework: "2021"
qualification: NPQH
language: en-GB
licence: CC-BY-4.0
modules: [{modules}]
tasks: []
"""
_MODULE = """\
id: module-{module}
title: Module {module}
area: implementation
summary: Try the packer with many pages.
pages: [{pages}]
tasks: []
"""
_PAGE = """\
---
id: module-{module}-page-{page}
title: Page {page} of module {module}
phase: {phase}
minutes: 20
statements: []
---
"""
_QUESTION = """\

::: question check-{module}-{page}-{question}
Which of these comes first on page {page}?

a) The plan, since people wait for it
... A plan without a need is a plan for somebody else.
*b) The need, since everything follows from it
... Yes: it says what the plan is for.
c) The training, since the date is fixed
... A date is a poor reason to begin.
:::
"""
_SENTENCE = "Paragraph {n} of page {page} in module {module} says what a *leader* could **notice** in week {week}. "


def large_package(folder: Path, size: Size = Size()) -> Path:  # noqa: B008  # it cannot be changed
    """Write the content package into a folder that does not exist yet."""
    modules = [f"m{number}" for number in range(size.modules)]
    _write(folder / "package.yaml", _PACKAGE.format(modules=", ".join(modules)))
    for number, name in enumerate(modules):
        pages = [f"p{page}" for page in range(size.pages)]
        _write(folder / "modules" / name / "module.yaml", _MODULE.format(module=number, pages=", ".join(pages)))
        for page in range(size.pages):
            _write(folder / "modules" / name / f"p{page}.md", _page(number, page, size.paragraphs))
    return folder


def pages_as_html(package: Path, folder: Path) -> Path:
    """Write what the compiled package shows as one HTML file per page, and an index."""
    programme = packages.compile_package(packages.read(package), shipped_frameworks())
    pages = [page for module in programme.modules for page in module.pages]
    for page in pages:
        _write(folder / f"{page.key}.html", _html(page))
    links = "".join(f'<li><a href="{page.key}.html">{page.title}</a></li>' for page in pages)
    _write(folder / "index.html", f"<!doctype html><title>{programme.title}</title><ol>{links}</ol>")
    return folder


def _page(module: int, page: int, paragraphs: int) -> str:
    texts = [
        "".join(_SENTENCE.format(n=n, page=page, module=module, week=(n + week) % 39) for week in range(4))
        for n in range(paragraphs)
    ]
    questions = [_QUESTION.format(module=module, page=page, question=number) for number in range(QUESTIONS)]
    head = _PAGE.format(module=module, page=page, phase=PHASES[page])
    return head + "\n\n".join(texts) + "\n" + "".join(questions)


def _html(page: Page) -> str:
    options = [option for question in page.questions() for option in question.options]
    parts = [block.html for block in page.blocks] + [option.html + option.feedback for option in options]
    return f"<!doctype html><title>{page.title}</title>{''.join(parts)}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
