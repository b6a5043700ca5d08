"""The kinds of question xAPI knows, as plain values: what was on offer, what is right, and how a response is written.

Source: xAPI 1.0.3, Data, 2.4.4.1, Interaction Activities, and its Appendix C.
"""

from dataclasses import dataclass
from decimal import Decimal

from xapi.encoding import JsonObject

Response = tuple[str, ...]

SEPARATOR = "[,]"
"""Between the parts of a response."""

PAIR = "[.]"
"""Between what is matched."""

RANGE = "[:]"
"""Between the bounds of a numeric answer."""

ANY_CASE = "{case_matters=false}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing on offer: an answer, something to put in order, or one side of a match."""

    id: str
    """Stable across versions of the content; what a response consists of."""
    text: str
    """What the participant reads."""

    def __post_init__(self) -> None:
        """Raise ValueError for an id that a list of responses could not hold."""
        delimited = SEPARATOR in self.id or PAIR in self.id
        if not self.id or delimited or any(map(str.isspace, self.id)):
            raise ValueError(f"a choice cannot have the id {self.id!r}")


def _described(choices: tuple[Choice, ...], language: str) -> list[JsonObject]:
    return [{"id": choice.id, "description": {language: choice.text}} for choice in choices]


def _ids(choices: tuple[Choice, ...]) -> list[str]:
    """Return the ids, or raise ValueError if two are the same."""
    ids = [choice.id for choice in choices]
    if len(set(ids)) != len(ids):
        raise ValueError("two choices of a question have the same id")
    return ids


def _refuse_strangers(given: Response, ids: list[str]) -> None:
    if unknown := set(given) - set(ids):
        raise ValueError(f"not a choice of this question: {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """The choices of a question and the ids of those that are right, be it one or several."""

    choices: tuple[Choice, ...]
    correct: Response

    def __post_init__(self) -> None:
        """Raise ValueError if two choices share an id, or a right answer is no choice."""
        self.response(self.correct)

    def response(self, given: Response) -> str:
        """Return the chosen ids as one text, in the order of the choices; empty if nothing was chosen.

        Raises:
            ValueError: If something chosen is not a choice of this question.
        """
        ids = _ids(self.choices)
        _refuse_strangers(given, ids)
        return SEPARATOR.join(choice for choice in ids if choice in given)

    def definition(self, language: str) -> JsonObject:
        """Return the properties that a question adds to its activity's definition."""
        return {
            "interactionType": "choice",
            "correctResponsesPattern": [self.response(self.correct)],
            "choices": _described(self.choices, language),
        }


@dataclass(frozen=True, slots=True)
class SequencingQuestion:
    """Things to put in order, and the ids in the right order."""

    choices: tuple[Choice, ...]
    correct: Response

    def __post_init__(self) -> None:
        """Raise ValueError if two things share an id, or the right order holds something else."""
        self.response(self.correct)

    def response(self, given: Response) -> str:
        """Return the ids as ordered, as one text; ValueError for an id that is none."""
        _refuse_strangers(given, _ids(self.choices))
        return SEPARATOR.join(given)

    def definition(self, language: str) -> JsonObject:
        return {
            "interactionType": "sequencing",
            "correctResponsesPattern": [self.response(self.correct)],
            "choices": _described(self.choices, language),
        }


@dataclass(frozen=True, slots=True)
class MatchingQuestion:
    """Things to match with others; a response holds pairs such as `1.b`, source first."""

    source: tuple[Choice, ...]
    target: tuple[Choice, ...]
    correct: Response

    def __post_init__(self) -> None:
        """Raise ValueError if two things share an id, or a right pair matches something else."""
        self.response(self.correct)

    def response(self, given: Response) -> str:
        """Return the pairs as one text; ValueError for a pair of something else."""
        _refuse_strangers(given, [f"{one}.{other}" for one in _ids(self.source) for other in _ids(self.target)])
        return SEPARATOR.join(pair.replace(".", PAIR) for pair in given)

    def definition(self, language: str) -> JsonObject:
        return {
            "interactionType": "matching",
            "correctResponsesPattern": [self.response(self.correct)],
            "source": _described(self.source, language),
            "target": _described(self.target, language),
        }


@dataclass(frozen=True, slots=True)
class FillInQuestion:
    """A few words to write, with those that are accepted, whatever their capitals."""

    correct: Response

    def response(self, given: Response) -> str:
        """Return what was written."""
        return SEPARATOR.join(given)

    def definition(self, _language: str) -> JsonObject:
        """Return the properties; without any accepted text that could be named, there is no pattern."""
        patterns = [ANY_CASE + text for text in self.correct]
        return {"interactionType": "fill-in"} | ({"correctResponsesPattern": patterns} if patterns else {})


@dataclass(frozen=True, slots=True)
class NumericQuestion:
    """A number to find, with the ranges that are accepted, bounds included."""

    correct: tuple[tuple[Decimal, Decimal], ...]

    def response(self, given: Response) -> str:
        """Return the number; ValueError if it is none."""
        [number] = given
        if not Decimal(number).is_finite():
            raise ValueError(f"{number} is not a number")
        return number

    def definition(self, _language: str) -> JsonObject:
        patterns = [f"{least}{RANGE}{most}" for least, most in self.correct]
        return {"interactionType": "numeric", "correctResponsesPattern": patterns}


Interaction = ChoiceQuestion | SequencingQuestion | MatchingQuestion | FillInQuestion | NumericQuestion
