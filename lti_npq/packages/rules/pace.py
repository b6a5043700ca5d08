"""Whether a page's minutes are those that it takes."""

from collections.abc import Iterator
from math import ceil

from lti_npq.domain.blocks import Block, Box, Prose, Writing
from lti_npq.domain.fragments import plain_text
from lti_npq.domain.programme import Page
from lti_npq.domain.questions import Choice, Matching, Ordering
from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject

FAST, SLOW = 250, 200
"""Words a minute of those who skim and of those who study."""
_QUESTION, _WRITING = 2, 10
"""Minutes to think over a question and to write for oneself."""
_GENEROUS = 3
_SPARE = 10
_OPEN_ENDED = frozenset({"video", "audio", "gap-task", "case-study"})
"""Boxes that take a time of their own, which no count of words tells."""


def too_few_minutes(subject: Subject) -> Iterator[Problem]:
    for page in subject.pages:
        least = ceil(words(page) / FAST)
        if page.minutes < least:
            message = f"to read these {words(page)} words takes {least} minutes, and the page states {page.minutes}"
            fix = f"state about {likely_minutes(page)} minutes, or cut the page"
            yield Problem.at(subject.traces.place(page.key, "minutes"), "warning", "too-few-minutes", message, fix)


def too_many_minutes(subject: Subject) -> Iterator[Problem]:
    for page in subject.pages:
        likely = likely_minutes(page)
        if page.minutes > likely * _GENEROUS + _SPARE and not any(map(_is_open_ended, page.blocks)):
            message = f"this page takes about {likely} minutes, and it states {page.minutes}"
            fix = "state fewer minutes; work in school does not belong to them"
            yield Problem.at(subject.traces.place(page.key, "minutes"), "warning", "too-many-minutes", message, fix)


def words(page: Page) -> int:
    """Return how many words a page has that everybody reads: without feedback."""
    texts = (html for block in page.blocks for html in (block.html, *_options(block)))
    return sum(len(plain_text(html).split()) for html in texts)


def likely_minutes(page: Page) -> int:
    """Return how long a page takes with thinking and writing; films and work in school are not counted."""
    work = {Prose: 0, Box: 0, Writing: _WRITING}
    return ceil(words(page) / SLOW + sum(work.get(type(block), _QUESTION) for block in page.blocks))


def _options(block: Block) -> Iterator[str]:
    match block:
        case Choice(options=items) | Ordering(items=items) | Matching(items=items):
            yield from (item.html for item in items)


def _is_open_ended(block: Block) -> bool:
    return isinstance(block, Box) and block.role in _OPEN_ENDED
