"""Addresses in a manifest: whether they are addresses, and which file of the package they lead to."""

import re
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

from lti_npq.exports.linting.documents import Document
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.package import Package

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_MALFORMED = re.compile(r"\\|%(?![0-9A-Fa-f]{2})")
_TO_ESCAPE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?#%\[\]]")


class Target(NamedTuple):
    """Where an address leads."""

    name: str | None
    """A file of the package."""
    findings: list[Finding]


def base_of(element: etree._Element) -> str:
    """Return what is to be put before an element's addresses (xml:base of it and of what is around it)."""
    around = [element, *element.iterancestors()]
    return "".join(each.get(_BASE, "") for each in reversed(around))


def target(document: Document, element: etree._Element, href: str, package: Package) -> Target:
    """Return where an address of a manifest leads, and what is wrong with it."""
    address = base_of(element) + href.strip()
    path = _path(address)
    if path is None:
        return Target(None, [document.finding("href-syntax", element, f"“{href}” is no address.")])
    if not path.is_relative:
        return Target(None, [document.finding("href-other-host", element, f"“{href}” is not in the package.")])
    name, wrong = _lookup(path.text, package)
    escapes = [("href-escape", "“{}” is not escaped.")] if _TO_ESCAPE.search(address) else []
    return Target(name, [document.finding(code, element, words.format(href)) for code, words in [*escapes, *wrong]])


class _Path(NamedTuple):
    text: str
    is_relative: bool


def _path(address: str) -> _Path | None:
    """Return the path of an address; none where it is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if _MALFORMED.search(address) else _Path(parts.path, not parts.scheme and not parts.netloc)


def _lookup(path: str, package: Package) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the file that a path means, and what is wrong with it, with braces for the address."""
    name = normpath(unquote(path)) if path else ""
    if name.startswith(("/", "../")) or name == "..":
        return None, [("href-outside", "“{}” leads out of the package.")]
    if name in package.names:
        return name, []
    if path in package.names:
        return path, [("href-escape", "“{}” means another file: the file's own name has a “%” in it.")]
    if near := package.otherwise_written(name):
        return near, [("href-case", "“{}” is written otherwise in the package: " + _literal(near) + ".")]
    return None, [("file-missing", "There is no file “" + _literal(name) + "” in the package.")]


def _literal(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")
