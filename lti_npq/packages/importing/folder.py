"""A folder of Markdown: a page for each file, with the pictures and documents that it refers to."""

import posixpath
import re

import yaml

from lti_npq.packages.importing.drafts import Draft, DraftPage, plain
from lti_npq.packages.importing.luggage import Luggage
from lti_npq.packages.importing.prose import split_title
from lti_npq.packages.source import Source

_TARGET = re.compile(r"(?P<before>!?\[(?P<text>[^\[\]\n]*)\]\()<?(?P<target>[^()<>\s]+)>?(?P<after>[^()\n]*\))")
_KEYS = re.compile(r"---[ \t]*\n(?P<keys>.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_UNREADABLE = (yaml.YAMLError, AttributeError, LookupError, RecursionError, ValueError)
"""What PyYAML raises for bad keys; some of it for values that are not of the kind that their tag promises."""
_MARKDOWN = (".md", ".markdown")
_AS_TYPED = {
    "footnotes": re.compile(r"^\[\^[^\]\s]+\]:", re.MULTILINE),
    "boxes to tick": re.compile(r"^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]", re.MULTILINE),
}
"""What other dialects of Markdown have and this one has not."""
_WEB = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


def read_folder(source: Source, title: str) -> Draft:
    """Return a draft of the Markdown files of a folder, in the order of their names."""
    draft = Draft(title)
    luggage = Luggage(source, draft)
    for name in (name for name in source if name.lower().endswith(_MARKDOWN)):
        if text := luggage.text(name):
            draft.pages.append(_page(name, text, luggage, draft))
    luggage.tell_rest(source)
    return draft


def _page(name: str, text: str, luggage: Luggage, draft: Draft) -> DraftPage:
    found = _KEYS.match(text)
    titled, body = split_title(text[found.end() :] if found else text)
    stem = posixpath.splitext(posixpath.basename(name))[0]
    title = (_title_key(found["keys"], name, draft) if found else "") or titled or stem
    for what, mark in _AS_TYPED.items():
        if mark.search(body):
            draft.lose(name, f"{what} are shown as they are typed")
    return DraftPage(plain(title), [_TARGET.sub(lambda link: _moved(link, name, luggage, draft), body)])


def _title_key(keys: str, name: str, draft: Draft) -> str:
    """Return the title among the keys on top; the other keys are told as lost."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(keys, yaml.SafeLoader)):
            draft.lose(name, "the keys on top use anchors and are left out")
            return ""
        known = yaml.safe_load(keys)
    except _UNREADABLE:
        draft.lose(name, "the keys on top cannot be read")
        return ""
    known = known if isinstance(known, dict) else {}
    if others := [str(key) for key in known if key != "title"]:
        draft.lose(name, f"keys on top that mean nothing here: {', '.join(others)}")
    return str(known.get("title") or "")


def _moved(link: re.Match[str], page: str, luggage: Luggage, draft: Draft) -> str:
    if _WEB.match(link["target"]):
        return link[0]
    if link["target"].partition("#")[0].lower().endswith(_MARKDOWN):
        draft.lose(page, f"pages are not linked to each other: {link['target']}")
        return link["text"]
    address = luggage.take(link["target"], page)
    return f"{link['before']}{address}{link['after']}" if address else link["text"]
