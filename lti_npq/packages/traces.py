"""What a reading remembers of where things stand, so that a rule over the programme can point at the source."""

from typing import NamedTuple

from lti_npq.packages.report import Place
from lti_npq.packages.yaml_nodes import Fields

ITSELF = ""
"""The part that is the thing itself: where its id stands."""


class Paragraph(NamedTuple):
    """One paragraph of running text, without markup."""

    place: Place
    text: str


class Traces:
    """Places by the id of what stands there and the part of it that is meant."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._places: dict[tuple[str, str], Place] = {}

    def note(self, key: str, part: str, place: Place) -> None:
        self._places.setdefault((key, part), place)

    def note_keys(self, key: str, fields: Fields, *parts: str) -> None:
        """Note where the id and some further keys of a mapping stand."""
        self.note(key, ITSELF, fields.place("id"))
        for part in parts:
            if part in fields:
                self.note(key, part, fields.place(part))

    def place(self, key: str, part: str = ITSELF) -> Place:
        """Return where a part of something stands, or the thing itself where the part was not written."""
        whole = self._places.get((key, ITSELF), Place("package.yaml"))
        return self._places.get((key, part), whole)
