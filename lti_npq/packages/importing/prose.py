"""Running text in Markdown, made to fit a page: headings from the second level on, no line taken for a passage."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SPECIAL = re.compile(r"([\\`*_\[\]<])|^(\s*)([#>+=~|-]|:::)|^(\s*\d{1,9})([.)])|(&)(?=#?\w+;)", re.MULTILINE)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows the same."""

    def shielded(found: re.Match[str]) -> str:
        anywhere, indent, mark, number, stop, ampersand = found.groups()
        if number:
            return f"{number}\\{stop}"
        return f"{indent or ''}\\{anywhere or mark or ampersand}"

    return _SPECIAL.sub(shielded, text)


def levelled(text: str) -> str:
    """Return Markdown whose headings start at the second level and skip none, and which opens no passage."""
    lines, level = text.strip("\n").split("\n"), 1
    code: set[int] = set()
    tokens = _parser().parse("\n".join(lines))
    shown = dict(enumerate(lines))
    for index, token in enumerate(tokens):
        if token.map and token.type in {"fence", "code_block"}:
            code |= set(range(*token.map))
            if token.type == "fence" and token.level == 0 and not _is_closed(token, lines):
                shown[len(lines)] = token.markup
        elif token.map and token.type == "heading_open" and token.level == 0:
            level = min(max(2, int(token.tag[1])), level + 1)
            first, end = token.map
            shown[first] = f"{'#' * level} {' '.join(tokens[index + 1].content.split())}"
            for gone in range(first + 1, end):
                shown.pop(gone)
    return "\n".join(
        f"\\{line}" if line.startswith(":::") and at not in code else line for at, line in shown.items()
    ).strip("\n")


def _is_closed(fence: Token, lines: list[str]) -> bool:
    first, end = fence.map or (0, 0)
    return end - first > 1 and lines[end - 1].strip().startswith(fence.markup)


def split_title(text: str) -> tuple[str, str]:
    """Return the first-level heading that a text begins with, and the text without it."""
    tokens = _parser().parse(text)
    if len(tokens) > 1 and tokens[0].tag == "h1" and tokens[0].type == "heading_open" and tokens[0].map:
        return tokens[1].content, "\n".join(text.split("\n")[tokens[0].map[1] :]).strip("\n")
    return "", text.strip("\n")
