"""glossary.md: the programme's words and what they mean."""

from lti_npq.domain.blocks import Term
from lti_npq.packages.documents import Document, Passage, split
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Place

FILE = "glossary.md"
_FIX = 'write ::: term some-id "Word, other form"'


def read_glossary(reading: Reading) -> tuple[Term, ...]:
    """Return the words of the programme; none if it has no glossary."""
    text = reading.text(FILE, Place(FILE)) if FILE in reading.source else None
    if text is None:
        return ()
    document = Document(FILE, tuple(text.split("\n")), 0)
    return tuple(term for passage in split(document, reading.report) if (term := _term(passage, reading)))


def _term(passage: Passage, reading: Reading) -> Term | None:
    place = passage.body.place()
    if passage.directive is None:
        reading.report.error(place, "directive-syntax", "only terms stand in the glossary", _FIX)
        return None
    forms = tuple(form.strip() for form in (passage.title or "").split(",") if form.strip())
    if passage.directive.text != "term":
        reading.report.error(passage.directive.place, "unknown-directive", "only terms stand in the glossary", _FIX)
    elif passage.id is None or not forms:
        reading.report.error(passage.directive.place, "missing-key", "a term needs an id and a word", _FIX)
    else:
        key = reading.symbols.define("term", passage.id)
        return Term(key, forms[0], reading.markdown.block(passage.body).html, forms)
    return None
