"""Where a page first uses a word of the glossary: a link to its meaning at the end of the page.

That needs no script, works by touch and by keyboard, and is there in print.
"""

import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from lti_npq.domain.blocks import Term


class PageTerms:
    """The words of one page: those it uses, in the order of the alphabet."""

    def __init__(self, page_key: str, terms: Iterable[Term]) -> None:
        self._page = page_key
        self._forms = {form.casefold(): term for term in terms for form in term.forms}
        words = sorted(self._forms, key=len, reverse=True)
        pattern = "|".join(map(re.escape, words))
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if words else None
        self._used: dict[str, Term] = {}

    @property
    def used(self) -> tuple[Term, ...]:
        return tuple(sorted(self._used.values(), key=lambda term: term.title.casefold()))

    def mark(self, tokens: Sequence[Token]) -> None:
        """Make links of the words in running text; headings, links and code stay as they are."""
        within_heading = False
        for token in tokens:
            if token.type in {"heading_open", "heading_close"}:
                within_heading = token.type == "heading_open"
            elif token.type == "inline" and self._pattern and not within_heading:
                token.children = list(self._marked(token.children or []))

    def _marked(self, children: Sequence[Token]) -> Iterable[Token]:
        links = 0
        for child in children:
            links += child.type == "link_open"
            links -= child.type == "link_close"
            if child.type == "text" and not links:
                yield from self._cut(child.content)
            else:
                yield child

    def _cut(self, text: str) -> Iterable[Token]:
        at = 0
        for found in self._pattern.finditer(text) if self._pattern else ():
            term = self._forms[found[0].casefold()]
            if term.key not in self._used:
                self._used[term.key] = term
                yield _text(text[at : found.start()])
                yield Token("link_open", "a", 1, attrs={"href": f"#{term_anchor(self._page, term)}", "class": "term"})
                yield _text(found[0])
                yield Token("link_close", "a", -1)
                at = found.end()
        yield _text(text[at:])


def term_anchor(page_key: str, term: Term) -> str:
    """Return the id of a meaning on a page; ids of authors have no underscore, so no two are the same."""
    return f"term_{page_key}_{term.key}"


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
