"""How far somebody has come in a module, and what is still needed, in words."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lti_npq.domain.programme import Module, Page


@dataclass(frozen=True, slots=True)
class Done:
    """The keys of what a participant has done in a programme."""

    pages: AbstractSet[str]
    """Read."""
    questions: AbstractSet[str]
    """Answered, rightly or not."""
    writings: AbstractSet[str]
    """Written to."""


def page_is_complete(page: Page, done: Done) -> bool:
    """Whether a page is read and everything on it answered."""
    return page.key in done.pages and not _open_items(page, done)


def minutes_left(module: Module, done: Done) -> int:
    """Return the study time of the pages not yet read, in minutes."""
    return sum(page.minutes for page in module.pages if page.key not in done.pages)


def share(module: Module, done: Done) -> float:
    """Return how much of a module's work is done, 0.0 to 1.0, weighted by minutes.

    A page's minutes are spread evenly over reading it and over each thing to answer on it.
    """
    if not module.minutes:
        return 1.0
    return sum(page.minutes * _page_share(page, done) for page in module.pages) / module.minutes


def is_complete(module: Module, done: Done) -> bool:
    return all(page_is_complete(page, done) for page in module.pages)


def needs(module: Module, done: Done) -> list[str]:
    """Return what a module still needs, such as `2 pages` and `1 self-check`."""
    pages = sum(page.key not in done.pages for page in module.pages)
    checks = sum(question.key not in done.questions for page in module.pages for question in page.questions())
    written = sum(writing.key not in done.writings for page in module.pages for writing in page.writings())
    counted = (
        (pages, "page", "pages"),
        (checks, "self-check", "self-checks"),
        (written, "piece of writing", "pieces of writing"),
    )
    return [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]


def next_page(module: Module, done: Done) -> Page | None:
    """Return where to go on: the first page not yet read, else the first with something open, else None."""
    unread = (page for page in module.pages if page.key not in done.pages)
    unfinished = (page for page in module.pages if _open_items(page, done))
    return next(unread, None) or next(unfinished, None)


def _open_items(page: Page, done: Done) -> int:
    return sum(question.key not in done.questions for question in page.questions()) + sum(
        writing.key not in done.writings for writing in page.writings()
    )


def _page_share(page: Page, done: Done) -> float:
    items = 1 + len(list(page.questions())) + len(list(page.writings()))
    return ((page.key in done.pages) + (items - 1) - _open_items(page, done)) / items
