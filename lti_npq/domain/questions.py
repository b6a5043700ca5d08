"""Self-checks."""

from msgspec import Struct

from lti_npq.domain.fragments import plain_text


class Option(Struct, frozen=True):
    """One answer on offer and what choosing it teaches."""

    key: str
    html: str
    correct: bool
    feedback: str
    """HTML."""

    @property
    def text(self) -> str:
        """The option without markup, for statements and exports."""
        return plain_text(self.html)


class Question(Struct, frozen=True, tag="question"):
    """A self-check: answered in place, as often as wished, never graded."""

    key: str
    html: str
    text: str
    """The question without markup, for statements and exports."""
    options: tuple[Option, ...]
    multiple: bool
    """Whether several options are to be chosen together."""

    @property
    def correct_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.correct)
