"""Compiled HTML on its way to a page: placeholders for pictures and files become addresses.

The compiler writes `src="media:<SHA-256>/<file name>"`, because only the one who serves a fragment knows where its
media are.
"""

import html as markup
import re

_TAG = re.compile(r"<[^>]*>")
_PLACEHOLDER = re.compile(r'(?<= )(src|href|poster)="media:([0-9a-f]{64})/')


def with_media(html: str, base: str) -> str:
    """Return a fragment whose media are found at `<base>/<SHA-256>/<file name>`; `base` must be safe in HTML."""
    if "media:" not in html:
        return html
    start = base.rstrip("/")
    return _PLACEHOLDER.sub(lambda found: f'{found[1]}="{start}/{found[2]}/', html)


def media_digests(html: str) -> frozenset[str]:
    """Return the SHA-256 of every media file that a fragment shows or links to."""
    return frozenset(found[2] for found in _PLACEHOLDER.finditer(html))


def plain_text(html: str) -> str:
    """Return what a sanitised fragment says, without markup, on one line."""
    return " ".join(markup.unescape(_TAG.sub("", html)).split())
