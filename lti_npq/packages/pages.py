"""A page of a module: keys on top, then prose and passages."""

from collections.abc import Callable, Iterable

from lti_npq.domain.blocks import Block
from lti_npq.domain.programme import Page
from lti_npq.packages.directives import ON_PAGES, read_passages
from lti_npq.packages.documents import read_document, split
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Place
from lti_npq.packages.terms import PageTerms
from lti_npq.packages.yaml_nodes import Fields

_LONGEST_SITTING = 600
"""Minutes; more is a slip of the pen."""


def read_page(file: str, named: Place, reading: Reading) -> Page | None:
    """Return a page; None if the file cannot be read at all, which is then reported at `named` or in the file."""
    text = reading.text(file, named)
    if text is None:
        return None
    keys, document = read_document(file, text, reading.report)
    return read_page_keys(keys, lambda: read_passages(split(document, reading.report), ON_PAGES, reading), reading)


def read_page_keys(keys: Fields, blocks: Callable[[], Iterable[Block]], reading: Reading) -> Page:
    """Return the page that its keys describe; `blocks` reads what stands under them."""
    symbols = reading.symbols
    with keys:
        key = symbols.define("page", keys.name("id"))
        reading.traces.note_keys(key, keys, "minutes", "statements")
        reading.terms = terms = PageTerms(key, reading.glossary)
        page = Page(
            key=key,
            title=keys.text("title"),
            phase=symbols.refer("phase", keys.name("phase")),
            minutes=keys.whole("minutes", least=1, most=_LONGEST_SITTING),
            statements=tuple(symbols.refer("statement", name) for name in keys.names("statements", required=False)),
            blocks=tuple(blocks()),
            terms=terms.used,
        )
    reading.terms = None
    return page
