"""Markdown to sanitised HTML, with every complaint at its line and column.

Raw HTML and unsafe links are parsed on purpose, so that they can be named to the author, and then shown as text or
dropped. What comes out passes the sanitiser all the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from lti_npq.packages.codes import Code
from lti_npq.packages.documents import Fragment
from lti_npq.packages.links import could_lead_somewhere
from lti_npq.packages.media import Shelf
from lti_npq.packages.plain import is_plain
from lti_npq.packages.report import Place, Report
from lti_npq.packages.sanitise import sanitise
from lti_npq.packages.terms import PageTerms
from lti_npq.packages.traces import Paragraph, Traces

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):|//", re.IGNORECASE)
_WEB = frozenset({"http", "https"})
_WEAK_ALT = re.compile(
    r"((an?|the) )?(chart|diagram|figure|graph|icon|image|photo|photograph|picture|screenshot)( \d+)?|\S+\.\w{3,4}",
    re.IGNORECASE,
)
"""Alternative texts that only name the thing, or its file."""
_REACH = 50
"""Lines to look through for a link's target, which stands elsewhere if the link names a reference."""
_REACH_IN_LINE = 10_000
"""Characters of each of them."""
_ALIGN = re.compile(r"text-align:(left|center|right)")


class Rendered(NamedTuple):
    """A fragment as HTML and as plain text."""

    html: str
    text: str


class Markdown:
    """The Markdown of one package."""

    def __init__(self, shelf: Shelf, report: Report, traces: Traces) -> None:
        self._shelf = shelf
        self._report = report
        self._traces = traces

    def block(self, fragment: Fragment, terms: PageTerms | None = None) -> Rendered:
        """Render paragraphs, lists, tables and so on; words of the glossary become links."""
        lines = fragment.text.rstrip("\n")
        if terms is None and is_plain(lines):
            text = lines.replace("\n", " ")
            self._traces.paragraphs.append(Paragraph(fragment.place(), text))
            return Rendered(f"<p>{lines}</p>", text)
        return self._render(fragment, _parser().parse(fragment.text), terms)

    def inline(self, fragment: Fragment) -> Rendered:
        """Render the inside of one paragraph."""
        if is_plain(fragment.text):
            return Rendered(fragment.text, fragment.text.replace("\n", " "))
        return self._render(fragment, _parser().parseInline(fragment.text))

    def _render(self, fragment: Fragment, tokens: list[Token], terms: PageTerms | None = None) -> Rendered:
        _Review(fragment, self._shelf, self._report).all(tokens)
        self._traces.paragraphs.extend(_paragraphs(tokens, fragment))
        if terms:
            terms.mark(tokens)
        html = _parser().renderer.render(tokens, _parser().options, {})
        return Rendered(sanitise(html).strip(), _plain(tokens))


class _Review:
    """One look at every token: placeholders for media, attributes that pages need, complaints."""

    def __init__(self, fragment: Fragment, shelf: Shelf, report: Report) -> None:
        self._fragment = fragment
        self._shelf = shelf
        self._report = report
        self._place = fragment.place()
        """Where the text at hand begins; what stands in it is looked for from here."""
        self._end = fragment.start + fragment.text.count("\n") + 1
        self._level = 0
        self._visits: dict[str, Callable[[Token], None]] = {
            "heading_open": self._heading,
            "html_block": self._html,
            "html_inline": self._html,
            "image": self._image,
            "link_open": self._link,
            "td_open": _align,
            "th_open": _align,
        }

    def all(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.map:
                self._place = self._fragment.place(token.map[0])
            if token.type in self._visits:
                self._visits[token.type](token)
            if token.type == "inline":
                self.all(token.children or [])

    def _heading(self, token: Token) -> None:
        level = int(token.tag[1])
        if level == 1:
            self._error("heading-level", "the title is the page's only first-level heading", "write ## for this one")
        elif self._level and level > self._level + 1:
            wanted = "#" * (self._level + 1)
            self._error("heading-level", "this heading skips a level", f"write {wanted} for this one")
        self._level = level
        token.tag = f"h{max(level, 2)}"

    def _html(self, token: Token) -> None:
        self._find(token.content.strip().partition("\n")[0])
        fix = "write it in Markdown, or put `code` marks around it to show it"
        self._error("raw-html", "raw HTML is not used here", fix)

    def _image(self, token: Token) -> None:
        source = str(token.attrs.pop("src", ""))
        self._find(source)
        if not token.content.strip():
            self._error(
                "no-alt-text",
                "the picture has no text for those who cannot see it",
                "say what it shows between the brackets: ![…](…)",
            )
        elif _WEAK_ALT.fullmatch(token.content.strip()):
            fix = "say what the picture shows, as you would on the telephone"
            self._report.warning(self._place, "weak-alt-text", f"{token.content!r} does not say what is shown", fix)
        if _SCHEME.match(source):
            self._error("foreign-image", "pictures of other hosts are not shown", "put the picture into the package")
            return
        medium = self._shelf.take(source, self._place)
        if medium and medium.use != "picture":
            self._error("media-type", "this file is not a picture", "link to it with [text](file)")
        elif medium:
            token.attrs |= {"src": medium.address, "loading": "lazy"}
            token.attrs |= dict(zip(("width", "height"), medium.size or (), strict=False))

    def _link(self, token: Token) -> None:
        target = str(token.attrs.pop("href", ""))
        self._find(target)
        scheme = _SCHEME.match(target)
        if scheme is None:
            medium = self._shelf.take(target, self._place)
            if medium and medium.use not in {"picture", "document"}:
                self._error("media-type", "recordings are not linked to", "show it with ::: video or ::: audio")
            token.attrs |= {"href": medium.address} if medium else {}
        elif scheme[1] and scheme[1].lower() in _WEB:
            if not could_lead_somewhere(target):
                self._report.warning(
                    self._place, "broken-link", f"{target} has no web site's name", "correct the address"
                )
            token.attrs |= {"href": target, "target": "_blank", "rel": "noopener noreferrer"}
        elif scheme[1] and scheme[1].lower() == "mailto":
            token.attrs |= {"href": target}
        else:
            self._error("unsafe-link", "this link cannot be followed safely", "link to https: or a file of the package")

    def _find(self, words: str) -> None:
        """Move on to where some words stand, as written or unquoted; stay if they are not near."""
        fragment, place = self._fragment, self._place
        for index in range(place.line - 1, min(self._end, place.line + _REACH)):
            start = place.column - 1 if index == place.line - 1 else 0
            for written in {words, unquote(words)} - {""}:
                column = fragment.lines[index].find(written, start, start + _REACH_IN_LINE)
                if column >= 0:
                    self._place = Place(place.file, index + 1, column + 1)
                    return

    def _error(self, code: Code, message: str, fix: str) -> None:
        self._report.error(self._place, code, message, fix)


def _align(token: Token) -> None:
    """Say alignment by a class: pages are served without inline styles."""
    if found := _ALIGN.fullmatch(str(token.attrs.pop("style", ""))):
        token.attrs["class"] = f"align-{found[1]}"


def _plain(tokens: Sequence[Token]) -> str:
    inline = (token.children or [] for token in tokens if token.type == "inline")
    return "\n".join("".join(map(_words, children)) for children in inline).strip()


def _paragraphs(tokens: Sequence[Token], fragment: Fragment) -> Iterator[Paragraph]:
    for opening, inside in pairwise(tokens):
        if opening.type == "paragraph_open":
            place = fragment.place(opening.map[0] if opening.map else 0)
            yield Paragraph(place, "".join(map(_words, inside.children or [])))


def _words(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


@cache
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    markdown.validateLink = _any_link  # type: ignore[assignment,method-assign]  # as its documentation says
    for kind in ("html_block", "html_inline"):
        markdown.add_render_rule(kind, _shown_as_text)
    for kind in ("th_open", "th_close"):
        markdown.add_render_rule(kind, _header_cell)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    return markdown


def _any_link(_address: str) -> bool:
    """Let every link through the parser: the review names the bad ones instead of leaving them as odd text."""
    return True


def _shown_as_text(_: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, ___: EnvType) -> str:
    return escapeHtml(tokens[index].content)


def _header_cell(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Make a plain cell of a corner without words: as a header it would say nothing to whoever hears the table read."""
    cell = tokens[index]
    if not tokens[index + cell.nesting].content:
        cell.tag = "td"
    return renderer.renderToken(tokens, index, options, env)


def _table_open(*_: object) -> str:
    # A group: regions are landmarks, of which a page with two tables would have two of one name.
    return '<div class="table-wrap" role="group" tabindex="0" aria-label="Table"><table>'


def _table_close(*_: object) -> str:
    return "</table></div>"
