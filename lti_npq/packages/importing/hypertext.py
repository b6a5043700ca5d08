"""HTML as Markdown: what acts, frames or styles is left out, and what else is lost is told."""

from collections.abc import Callable
from typing import Any

import nh3
from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from lti_npq.errors import ContentError
from lti_npq.packages.importing.drafts import legible
from lti_npq.packages.importing.prose import escaped

_TAGS = {
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "div",
}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan"}, "th": {"colspan"}, "ol": {"start"}}
_FOREIGN = ("audio", "embed", "form", "iframe", "input", "math", "object", "script", "style", "svg", "video")
_ELSEWHERE = ("https://", "http://", "mailto:")

Take = Callable[[str], str]
"""Gives the address in the package of what a page shows or links to; empty if it is not carried over."""
Lose = Callable[[str], None]


class _Converter(MarkdownConverter):
    """markdownify with fewer backslashes and with addresses of the package."""

    def __init__(self, take: Take, **options: Any) -> None:
        super().__init__(**options)
        self._take = take

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002  # the signature is the library's
        return escaped(text)

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        alt = " ".join(str(el.get("alt") or "").split())
        address = self._take(str(el.get("src") or ""))
        return f"![{escaped(alt)}]({address})" if address else escaped(alt)

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        target = str(el.get("href") or "")
        address = target if target.lower().startswith(_ELSEWHERE) else self._take(target) if target else ""
        return f"[{text.strip()}](<{address}>)" if address and text.strip() else text


def markdown_of(html: str, take: Take = lambda _: "", lose: Lose = lambda _: None) -> str:
    """Return HTML as Markdown.

    Raises:
        ContentError: If it cannot be read, or elements stand in each other too deeply.
    """
    try:
        # The frame keeps the parser from wondering whether a short text is an address.
        soup = BeautifulSoup(f"<div>{legible(html)}</div>", "html.parser")
        for found in soup.find_all(_FOREIGN):
            lose(f"<{found.name}> is left out {found.get('src') or found.get('data') or ''}".strip())
            found.extract()
        # Anything goes here as an address, since `take` and `_ELSEWHERE` decide.
        clean = nh3.clean(str(soup), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
        converter = _Converter(take, heading_style="ATX", bullets="-", table_infer_header=True)
        return str(converter.convert(clean)).strip()
    except ParserRejectedMarkup as error:
        raise ContentError("the HTML cannot be read", advice="Save it again as plainer HTML.") from error
    except RecursionError as error:
        raise ContentError("the HTML is nested too deeply", advice="Save it again as plainer HTML.") from error
