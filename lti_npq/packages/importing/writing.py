"""A draft as the files of a package, and what its author is to settle."""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from lti_npq.domain.framework import Framework, Frameworks
from lti_npq.packages.compiler import check
from lti_npq.packages.importing.blocks import question_block, unspoken, why_not, writing_block
from lti_npq.packages.importing.drafts import Draft, DraftPage, Part, Question, legible, plain
from lti_npq.packages.importing.naming import Names
from lti_npq.packages.importing.prose import levelled
from lti_npq.packages.report import Problem
from lti_npq.packages.source import Source

_SCHEMAS = Path(__file__).parents[1] / "schema"
_WORDS_A_MINUTE = 250
_MINUTES = {"question": 2, "writing": 10}
_LONGEST_SITTING = 600
_FORMULA = re.compile(r"\$\$?(?=[^$\n]*[\^{}=])[^$\s][^$\n]*\$")
"""TeX between dollar signs, as GIFT and text2qti know it; a sum of money has no such marks."""


def package_files(draft: Draft, framework: Framework | None, frameworks: Frameworks) -> dict[str, bytes]:
    """Return the files of a package by name; README.md lists what was lost and what is to be settled."""
    names = Names()
    package, module = names.give(draft.title, "programme"), names.give(f"{draft.title} module", "module")
    pages = {names.give(page.title, "page"): page for page in draft.pages}
    written = {key: _page(key, page, draft, names) for key, page in pages.items()}
    files = {
        "package.yaml": _for_editors("package") + _yaml(_package_keys(package, draft, framework, module)),
        f"modules/{module}/module.yaml": _for_editors("module")
        + _yaml(_module_keys(module, draft, framework, list(pages))),
        **{f"modules/{module}/{key}.md": text.encode() for key, text in written.items()},
        **{f"modules/{module}/media/{name}": content for name, content in draft.media.items()},
    }
    found = sorted(check(Source(files), frameworks).problems, key=lambda each: (each.file, each.line, each.message))
    return files | {"README.md": _readme(draft, found).encode()}


def _for_editors(schema: str) -> bytes:
    return f"# yaml-language-server: $schema={_SCHEMAS.as_uri()}/{schema}.json\n".encode()


def _yaml(keys: Mapping[str, object]) -> bytes:
    return yaml.safe_dump(dict(keys), allow_unicode=True, sort_keys=False, width=110).encode()


def _package_keys(key: str, draft: Draft, framework: Framework | None, module: str) -> Mapping[str, object]:
    of_framework = {"framework": framework.edition, "qualification": framework.code} if framework else {}
    keys: dict[str, object] = {"id": key, "version": "0.1.0", "title": plain(draft.title, 100)}
    return {**keys, **of_framework, "language": "en-GB", "modules": [module]}


def _module_keys(key: str, draft: Draft, framework: Framework | None, pages: list[str]) -> Mapping[str, object]:
    """Return what module.yaml says; the content area only if it has the same title."""
    areas = framework.areas if framework else ()
    found = next((area.id for area in areas if area.title.casefold() == draft.title.casefold()), None)
    area = {"area": found} if found else {}
    return {"id": key, "title": plain(draft.title, 100), **area, "pages": pages}


def _page(key: str, page: DraftPage, draft: Draft, names: Names) -> str:
    blocks = [block for part in page.parts if (block := _block(part, page, draft, names))]
    keys = {"id": key, "title": plain(page.title, 100) or key, "phase": "see", "minutes": _minutes(page)}
    return f"---\n{_yaml(keys).decode()}---\n" + "\n\n".join(blocks) + "\n"


def _block(part: Part, page: DraftPage, draft: Draft, names: Names) -> str:
    for formula in _FORMULA.findall(part if isinstance(part, str) else part.prompt):
        draft.lose(page.title, f"a formula is shown as it is typed: {formula}")
    if isinstance(part, str):
        return levelled(legible(part))
    given = f"{page.title} {part.title or plain(part.prompt, 60)}"
    if not isinstance(part, Question):
        return writing_block(part, names.give(given, "writing"))
    place = f"{page.title}: {part.title or plain(part.prompt, 60)}"
    if reason := why_not(part):
        draft.lose(place, f"the question is left out, since {reason}: {part.prompt}")
        return ""
    for said in unspoken(part):
        draft.lose(place, f"the format has no place for {said}")
    return question_block(part, names.give(given, "question"))


def _minutes(page: DraftPage) -> int:
    """Estimate from reading time; questions and writing as long as the checker takes them to need."""
    words = sum(len(part.split()) if isinstance(part, str) else len(part.prompt.split()) for part in page.parts)
    other = sum(
        _MINUTES["question" if isinstance(part, Question) else "writing"]
        for part in page.parts
        if not isinstance(part, str)
    )
    return min(_LONGEST_SITTING, max(1, math.ceil(words / _WORDS_A_MINUTE) + other))


def _readme(draft: Draft, problems: list[Problem]) -> str:
    return "\n".join([f"# {plain(draft.title, 100)}: a draft to edit", "", *_sections(draft, problems)]) + "\n"


def _sections(draft: Draft, problems: list[Problem]) -> Iterator[str]:
    yield "Minutes are estimates from reading time, and every page is put into the first phase: settle both."
    lost = [f"{loss.place}: {loss.reason}" for loss in draft.losses]
    yield from _section("Could not be carried over", lost)
    for severity, heading in (("error", "To settle before it can be published"), ("warning", "To write or to weigh")):
        lines = [f"{found.file}:{found.line}: {found.message} ({found.fix})" for found in problems]
        kept = [line for line, found in zip(lines, problems, strict=True) if found.severity == severity]
        yield from _section(heading, kept)


def _section(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"## {heading}", "", *(f"- {line}" for line in lines))
