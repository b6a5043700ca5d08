"""Files that come along with the text of a source: found, judged as the checker judges them, and named anew."""

import posixpath
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from lti_npq.packages.importing.drafts import Draft, legible
from lti_npq.packages.importing.naming import Names
from lti_npq.packages.media import Shelf
from lti_npq.packages.reading import decode_text
from lti_npq.packages.report import Place, Report
from lti_npq.packages.source import Source


class Luggage:
    """The files of a source, and which of them the draft takes along."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self._source = source
        self._draft = draft
        self._names = Names()
        self._addresses: dict[str, str] = {}
        self._read: set[str] = set()

    def text(self, name: str) -> str:
        """Return a text file; empty if it cannot be read, which is told as lost."""
        report = Report()
        self._read.add(name)
        text = decode_text(self._source[name], name, report)
        for problem in report.problems:
            self._draft.lose(name, f"{problem.message}: {problem.fix}")
        return legible(text or "")

    def take(self, target: str, page: str, folder: str = "") -> str:
        """Return the address in the package of the file that a page means; empty, and told as lost, if there is none.

        Args:
            folder: Where an address that is not relative to the page starts.
        """
        try:
            path = unquote(urlsplit(target).path)
        except ValueError:
            path = ""
        name = posixpath.normpath(posixpath.join(folder or posixpath.dirname(page), path))
        if name not in self._source:
            self._draft.lose(page, f"there is no file for {target}")
            return ""
        if name not in self._addresses:
            self._addresses[name] = self.add(posixpath.basename(name), self._source[name], name)
        return self._addresses[name]

    def add(self, name: str, content: bytes, place: str) -> str:
        """Take a file along and return its address; empty, and told as lost, if no package may hold it."""
        stem, suffix = posixpath.splitext(name)
        suffix = suffix.lower()
        # The name may be one that no package can hold, so another one is judged.
        judged, report = f"file{suffix}", Report()
        Shelf(Source({judged: content}), report).take(judged, Place("page.md"))
        if problems := report.problems:
            said = "; ".join(f"{found.message} ({found.fix})" for found in problems)
            self._draft.lose(place, said.replace(judged, name))
            return ""
        given = self._names.give(stem, "file") + suffix
        self._draft.media[given] = content
        return f"media/{given}"

    def tell_rest(self, names: Iterable[str]) -> None:
        """Tell of those files that no page refers to."""
        for name in names:
            if name not in self._read and name not in self._addresses:
                self._draft.lose(name, "no page refers to this file")
