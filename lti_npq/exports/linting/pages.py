"""Pages of a package: whether what they show is there.

Pages are searched, not parsed: a browser accepts almost everything, and only addresses count here.
"""

from collections.abc import Iterator
from operator import itemgetter
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.package import LARGEST_DOCUMENT, Package, TooLarge

_LOADING = (b"script", b"link", b"img", b"source", b"video", b"audio", b"track", b"iframe", b"embed")
"""Elements that show or run what they name; a link of `a` only leads there."""
_LINK = b"a"
_NAMES = (b"src=", b"href=", b"poster=")
_LONGEST_TAG = 4_096
_FILEBASE = "$IMS-CC-FILEBASE$/"
_ENTITIES = {"&amp;": "&", "&#38;": "&", "&quot;": '"', "&#39;": "'"}


def check_pages(package: Package) -> Iterator[Finding]:
    """Check every page."""
    for name in sorted(package.names):
        if name.lower().endswith((".html", ".htm", ".xhtml")):
            try:
                content = package.read(name)
            except TooLarge:
                message = f"This document is larger than {LARGEST_DOCUMENT // 1024**2} MB."
                yield Finding.of("xml-too-large", message, name)
            else:
                yield from _page(package, name, content)


def _page(package: Package, name: str, content: bytes) -> Iterator[Finding]:
    line, counted = 1, 0
    for (address, is_link), place in sorted(_references(content).items(), key=itemgetter(1)):
        line, counted = line + content.count(b"\n", counted, place), place
        if wrong := _judged(package, name, address, is_link=is_link):
            yield Finding.of(*wrong, name, line)


def _references(content: bytes) -> dict[tuple[str, bool], int]:
    """Return each address that a page loads, or links to, and where it stands first.

    Words are looked for, not patterns: a page of 500 pages is looked through in some milliseconds.
    """
    found: dict[tuple[str, bool], int] = {}
    small = content.lower()
    for word in _NAMES:
        at = small.find(word)
        while at >= 0:
            tag, start = _tag_around(small, at)
            if tag in _LOADING or tag == _LINK:
                found.setdefault((_value(content, at + len(word)), tag == _LINK), start)
            at = small.find(word, at + len(word))
    return found


def _tag_around(small: bytes, at: int) -> tuple[bytes, int]:
    """Return the name of the tag that a place is inside of, and where it begins; no name outside of all tags."""
    start = small.rfind(b"<", max(0, at - _LONGEST_TAG), at)
    if start < 0 or small.find(b">", start, at) >= 0:
        return b"", at
    return b"".join(small[start + 1 : start + 10].split(maxsplit=1)[:1]), start


def _value(content: bytes, at: int) -> str:
    """Return the value of an attribute that begins at a place; nothing where it is not in quotation marks."""
    mark = content[at : at + 1]
    end = content.find(mark, at + 1, at + _LONGEST_TAG) if mark in {b'"', b"'"} else -1
    return _plain(content[at + 1 : end].decode(errors="replace")) if end >= 0 else ""


def _plain(address: str) -> str:
    for entity, mark in _ENTITIES.items():
        address = address.replace(entity, mark)
    return address.strip()


def _judged(package: Package, page: str, address: str, *, is_link: bool) -> tuple[str, str] | None:
    """Return what is wrong with an address of a page; a link may lead anywhere, but not to a file that is missing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "page-missing-file", f"“{address}” is no address."
    if parts.scheme or parts.netloc:
        outside = not is_link and parts.scheme in {"", "http", "https"}
        return ("page-other-host", f"“{address}” is loaded from another host.") if outside else None
    path = unquote(parts.path)
    if not path:
        return None
    base = "" if path.startswith(_FILEBASE) else dirname(page)
    name = normpath(join(base, path.removeprefix(_FILEBASE)))
    if name in package.names or path.startswith("$"):
        return None if name in package.names or not path.startswith(_FILEBASE) else _missing(name)
    return _missing(name)


def _missing(name: str) -> tuple[str, str]:
    return "page-missing-file", f"There is no file “{name}” in the package."
