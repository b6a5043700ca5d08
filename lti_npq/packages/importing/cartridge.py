"""IMS Common Cartridge 1.0 to 1.3, and QTI in a zip: what the manifest lists becomes pages, in its order."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from lxml import etree

from lti_npq.errors import ContentError
from lti_npq.packages.archives import any_archive
from lti_npq.packages.importing.drafts import Draft, DraftPage, Writing, plain
from lti_npq.packages.importing.hypertext import markdown_of
from lti_npq.packages.importing.luggage import Luggage
from lti_npq.packages.importing.prose import escaped, split_title
from lti_npq.packages.importing.qti import Markup, read_qti
from lti_npq.packages.importing.xml import parse_xml
from lti_npq.packages.source import Source

_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
_MANIFEST = "imsmanifest.xml"
_BASES = ("$IMS-CC-FILEBASE$", "%24IMS-CC-FILEBASE%24", "$IMS_CC_FILEBASE$")
_FOLDER = "web_resources"
_KINDS = {
    "imsbasiclti": "a link into another tool is not carried over",
    "assignment": "an assignment is not carried over: write it as a task",
    "associatedcontent": "what only the LMS that wrote the cartridge reads is not carried over",
}
"""What is said of resources of other kinds, by what their kinds begin with."""


def read_cartridge(path: Path, title: str) -> Draft:
    """Return a draft of a cartridge or a zip of QTI files.

    Raises:
        ContentError: If the zip or an XML file in it is unsound.
    """
    with any_archive(path) as source:
        return _Cartridge(source, Draft(title)).read()


class _Cartridge:
    def __init__(self, source: Source, draft: Draft) -> None:
        self._source = source
        self._draft = draft
        self._luggage = Luggage(source, draft)
        self._titles: dict[str, str] = {}
        """Of the manifest's resources, by their ids."""
        self._left: list[str] = []
        """Files that no item of the manifest names, which pages may show."""

    def read(self) -> Draft:
        for kind, file, title in self._resources():
            self._add(kind, file, title)
        self._luggage.tell_rest(self._left)
        return self._draft

    def _resources(self) -> Iterator[tuple[str, str, str]]:
        """Return kind, file and title of what there is, in the order in which the organisation lists it."""
        if _MANIFEST not in self._source:
            yield from (("imsqti", name, "") for name in self._source if name.lower().endswith(".xml"))
            return
        root = parse_xml(self._source[_MANIFEST], _MANIFEST)
        for item in root.iter("{*}item"):
            self._titles.setdefault(item.get("identifierref") or "", plain(_words(item, "title")))
        found = {each.get("identifier") or "": each for each in root.iter("{*}resource")}
        listed = [key for key in self._titles if key in found]
        for key in [*listed, *(key for key in found if key not in self._titles)]:
            file = next(found[key].iter("{*}file"), None)
            name = found[key].get("href") or (file.get("href") if file is not None else "") or ""
            yield found[key].get("type") or "", self._named(name), self._titles.get(key, "")

    def _named(self, href: str) -> str:
        """Return the file that the manifest means: some write its name as an address, and some as it is."""
        name = posixpath.normpath(href)
        return name if name in self._source else posixpath.normpath(unquote(href))

    def _add(self, kind: str, file: str, title: str) -> None:
        if file not in self._source:
            self._draft.lose(title or file, "the manifest lists it, and its file is not there")
        elif kind.startswith("imsqti"):
            read_qti(parse_xml(self._source[file], file), title or self._draft.title, self._draft, self._markup(file))
        elif kind.startswith("imsdt"):
            self._add_topic(parse_xml(self._source[file], file), file, title)
        elif kind.startswith("imswl"):
            self._add_link(parse_xml(self._source[file], file), title)
        elif kind == "webcontent" and file.lower().endswith((".html", ".htm", ".xhtml")):
            self._add_page(file, title)
        elif kind == "webcontent" and title:
            self._add_file(file, title)
        elif kind == "webcontent":
            self._left.append(file)
        else:
            otherwise = f"resources of the kind {kind} are not carried over"
            told = next((words for name, words in _KINDS.items() if kind.startswith(name)), otherwise)
            self._draft.lose(title or posixpath.basename(file), told)

    def _markup(self, file: str) -> Markup:
        def take(target: str) -> str:
            for base in _BASES:
                if target.startswith(base):
                    return self._luggage.take(target[len(base) :].lstrip("/"), file, self._base())
            return self._luggage.take(target, file)

        return lambda html: markdown_of(html, take, lambda why: self._draft.lose(file, why))

    def _read(self, html: str, file: str) -> str:
        """Return HTML as Markdown; nothing, and told as lost, if it cannot be read."""
        try:
            return self._markup(file)(html)
        except ContentError as unreadable:
            self._draft.lose(file, unreadable.message)
            return ""

    def _base(self) -> str:
        return _FOLDER if any(name.startswith(f"{_FOLDER}/") for name in self._source) else "."

    def _add_page(self, file: str, title: str) -> None:
        text = self._read(_without_head(self._luggage.text(file)), file)
        heading, body = split_title(text)
        title = title or heading or posixpath.splitext(posixpath.basename(file))[0]
        # Many pages say their title once more on top.
        if kept := body if heading.casefold() == title.casefold() else text:
            self._draft.pages.append(DraftPage(title, [kept]))

    def _add_file(self, file: str, title: str) -> None:
        """Add a page that shows, or links to, a file which stands among the pages."""
        if address := self._luggage.take(quote(posixpath.basename(file)), file):
            mark = "!" if address.lower().endswith(_PICTURES) else ""
            self._draft.pages.append(DraftPage(title, [f"{mark}[{escaped(title)}]({address})"]))

    def _add_topic(self, root: etree._Element, file: str, title: str) -> None:
        named = title or _words(root, "title") or "Discussion"
        prompt = self._read(_words(root, "text"), file)
        if prompt:
            self._draft.pages.append(DraftPage(named, [Writing("peer-feedback", named, prompt)]))
        self._draft.lose(named, "a discussion is carried over as a prompt for peer feedback, without its thread")

    def _add_link(self, root: etree._Element, title: str) -> None:
        address = next((each.get("href") or "" for each in root.iter("{*}url")), "")
        named = title or _words(root, "title") or address
        if address.lower().startswith(("http://", "https://")) and not set(address) & set("<> \n"):
            self._draft.pages.append(DraftPage(named, [f"[{escaped(named)}](<{address}>)"]))
        else:
            self._draft.lose(named, f"the address is not carried over: {address}")


def _words(root: etree._Element, name: str) -> str:
    found = next(root.iter(f"{{*}}{name}"), None)
    return "".join(map(str, found.itertext())).strip() if found is not None else ""


def _without_head(html: str) -> str:
    """Return what stands in the body of an HTML file."""
    lowered = html.lower()
    start = lowered.find("<body")
    return html if start < 0 else html[html.find(">", start) + 1 :]
