"""Pages of a package: whether what they show is there.

Pages are read with a pattern, not parsed: a browser accepts almost everything, and only addresses count here.
"""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.package import LARGEST_DOCUMENT, Package, TooLarge

_TAG = re.compile(rb"<(script|link|img|source|video|audio|track|iframe|a)\b([^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(rb"\b(?:src|href|poster)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
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
    seen: set[str] = set()
    line, counted = 1, 0
    for tag in _TAG.finditer(content):
        line, counted = line + content.count(b"\n", counted, tag.start()), tag.start()
        for found in _ADDRESS.finditer(tag[2]):
            address = _plain((found[1] or found[2] or b"").decode(errors="replace"))
            if address in seen:
                continue
            seen.add(address)
            if wrong := _judged(package, name, address, is_link=tag[1].lower() == b"a"):
                yield Finding.of(*wrong, name, line)


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
