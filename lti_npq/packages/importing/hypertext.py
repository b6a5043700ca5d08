"""HTML as Markdown: what acts, frames or styles is left out, and what else is lost is told."""

import re
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
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CELLS = {"td", "th"}
_BAR = re.compile(r"(?<!\\)\|")

Take = Callable[[str], str]
"""Gives the address in the package of what a page shows or links to; empty if it is not carried over."""
Lose = Callable[[str], None]


class _Converter(MarkdownConverter):
    """markdownify with fewer backslashes and with addresses of the package."""

    def __init__(self, take: Take, lose: Lose, **options: Any) -> None:
        super().__init__(**options)
        self._take = take
        self._lose = lose

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return _BAR.sub(r"\|", escaped(text)) if parent_tags & _CELLS else escaped(text)

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        alt = " ".join(str(el.get("alt") or "").split())
        address = self._take(str(el.get("src") or ""))
        return f"![{escaped(alt)}]({address})" if address else escaped(alt)

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        address = self._linked(str(el.get("href") or ""))
        return f"[{text.strip()}](<{address}>)" if address and text.strip() else text

    def _linked(self, target: str) -> str:
        if target.startswith("#"):
            self._lose(f"a link to another place on its page is not kept: {target}")
            return ""
        return target if target.lower().startswith(_ELSEWHERE) else self._take(target) if target else ""


def markdown_of(html: str, take: Take | None = None, lose: Lose = lambda _: None) -> str:
    """Return HTML as Markdown.

    Args:
        take: Left out where no files come along: what a page shows or links to is then told as lost.

    Raises:
        ContentError: If it cannot be read, or elements stand in each other too deeply.
    """
    try:
        # The frame keeps the parser from wondering whether a short text is an address.
        soup = BeautifulSoup(f"<div>{legible(html)}</div>", "html.parser")
        for found in soup.find_all(_FOREIGN):
            lose(f"<{found.name}> is left out {found.get('src') or found.get('data') or ''}".strip())
            found.extract()
        for link in soup.find_all("a", href=_SCHEME):
            if not str(link["href"]).lower().startswith(_ELSEWHERE):
                lose(f"a link is left out, and its words are kept: {link['href']}")
        for picture in soup.find_all("img", src=_SCHEME):
            if not str(picture["src"]).lower().startswith(_ELSEWHERE):
                lose(f"a picture is left out: {str(picture['src'])[:60]}")
                picture.extract()
        # Anything goes here as an address, since `take` and `_ELSEWHERE` decide.
        clean = nh3.clean(str(soup), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
        converter = _Converter(take or _lost(lose), lose, heading_style="ATX", bullets="-", table_infer_header=True)
        return str(converter.convert(clean)).strip()
    except ParserRejectedMarkup as error:
        raise ContentError("the HTML cannot be read", advice="Save it again as plainer HTML.") from error
    except RecursionError as error:
        raise ContentError("the HTML is nested too deeply", advice="Save it again as plainer HTML.") from error


def _lost(lose: Lose) -> Take:
    def tell(target: str) -> str:
        lose(f"the file is not carried over: {target}")
        return ""

    return tell
