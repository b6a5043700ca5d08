"""One reading of a package: what is read, and everything that is found on the way."""

from lti_npq.domain.blocks import Term
from lti_npq.packages.markdown import Markdown
from lti_npq.packages.media import Shelf
from lti_npq.packages.report import Place, Report, did_you_mean
from lti_npq.packages.source import Source
from lti_npq.packages.symbols import Symbols
from lti_npq.packages.terms import PageTerms
from lti_npq.packages.traces import Traces

MOST_TEXT = 1024 * 1024
"""Bytes of one text file."""

_KEPT_UNREAD = frozenset({"LICENCE", "LICENSE", "LICENCE.md", "LICENSE.md", "README.md", "CHANGELOG.md"})
"""What a package may hold for those who work on it."""


class Reading:
    """The source at hand with its report, ids, media and Markdown."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.report = Report()
        self.symbols = Symbols(self.report)
        self.shelf = Shelf(source, self.report)
        self.traces = Traces()
        self.markdown = Markdown(self.shelf, self.report, self.traces)
        self.glossary: tuple[Term, ...] = ()
        self.terms: PageTerms | None = None
        """Of the page at hand."""
        self._read: set[str] = set()

    def text(self, file: str, place: Place) -> str | None:
        """Return a text file; None if it is not there, too large or not UTF-8, which is then reported.

        `place` is where the file is named.
        """
        if file not in self.source:
            fix = did_you_mean(file, self.source, "add the file or remove its name here")
            self.report.error(place, "missing-file", f"there is no file {file}", fix)
            return None
        self._read.add(file)
        return decode_text(self.source.head(file, MOST_TEXT + 1), file, self.report)

    def report_unused(self) -> None:
        """Warn of every file that nothing refers to, so that a forgotten page is noticed.

        After an error nobody can tell: what was not understood may have referred to it.
        """
        if self.report.errors:
            return
        for name in self.source:
            if name not in self._read | self.shelf.names | _KEPT_UNREAD:
                fix = "name it in module.yaml or package.yaml, show it on a page, or remove it"
                self.report.warning(Place(name), "unused-file", "nothing refers to this file", fix)


def decode_text(content: bytes, file: str, report: Report) -> str | None:
    """Return the text of a file with plain line ends; None if it is too large or not UTF-8, which is then reported."""
    if len(content) > MOST_TEXT:
        report.error(Place(file), "too-large", "the file is larger than 1 MB", "divide it into several")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        report.error(Place(file, line), "encoding", "this line is not UTF-8", "save the file as UTF-8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
