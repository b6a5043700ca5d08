"""How a batch reaches a Learning Record Store: halved where it is refused, until the one at fault is alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import choice
from time import monotonic

from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError, Meaning

ALTOGETHER_SECONDS = 60.0
"""After that, what has arrived is noted first: the lane's lease must outlive the halving."""
_HALVES = frozenset({Meaning.REFUSED, Meaning.CONFLICT})
_FAILS_OVER_IT = "The LRS fails over this very statement (HTTP 500), while it takes others."


@dataclass(frozen=True, slots=True)
class Letter:
    """One statement as one store is to get it."""

    sequence: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a store does not take a statement."""

    reason: str
    said: str = ""
    """The store's own words, which may quote the statement."""


@dataclass(slots=True)
class Tally:
    """What became of a batch, by sequence number."""

    delivered: list[int] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)
    """Statements that this store does not get."""
    refused: dict[int, Refusal] = field(default_factory=dict)
    broke_off: bool = False
    """Whether time ran out, with the rest to be sent again."""

    @property
    def settled(self) -> set[int]:
        """Return those about which nothing is left to do by itself."""
        return {*self.delivered, *self.passed_over, *self.refused}


class Posting:
    """Sends batches to one store and keeps a tally.

    Args:
        lasting: Whether the store has been failing for a while. Only then is an internal error of its own taken for a
            sign of one bad statement, and only if it takes others at the same moment.
    """

    def __init__(self, lrs: LrsClient, tally: Tally, *, lasting: bool = False) -> None:
        self._lrs = lrs
        self._tally = tally
        self._lasting = lasting
        self._until = monotonic() + ALTOGETHER_SECONDS

    def post(self, letters: Sequence[Letter]) -> None:
        """Store letters.

        Raises:
            LrsError: If the store cannot take anything at the moment; the tally says how far it came.
        """
        try:
            self._halve(letters)
        except LrsError as error:
            if error.meaning is not Meaning.BROKEN or not self._lasting:
                raise
            rest = [letter for letter in letters if letter.sequence not in self._tally.settled]
            self._search(rest, error)

    def _halve(self, letters: Sequence[Letter], proof: Letter | None = None) -> None:
        """Store letters, halving a batch that is refused; with `proof` that the store works, also one it fails over."""
        if self._out_of_time():
            return
        try:
            self._lrs.store([letter.body for letter in letters])
        except LrsError as error:
            fails_over_it = proof is not None and error.meaning is Meaning.BROKEN
            if error.meaning not in _HALVES and not fails_over_it:
                raise
            if len(letters) == 1:
                self._judge(letters[0], error, proof)
                return
            if error.meaning is Meaning.CONFLICT and self._has(letters[0]) and self._has(letters[-1]):
                self._post_missing(letters[1:-1], proof)
                return
            middle = len(letters) // 2
            self._halve(letters[:middle], proof)
            self._halve(letters[middle:], proof)
        else:
            self._tally.delivered += [letter.sequence for letter in letters]

    def _post_missing(self, letters: Sequence[Letter], proof: Letter | None) -> None:
        """Look for each letter between two that the store has: after an answer that was lost it has them all."""
        missing = []
        for letter in letters:
            if self._out_of_time():
                return
            if not self._has(letter):
                missing.append(letter)
        if missing:
            self._halve(missing, proof)

    def _has(self, letter: Letter) -> bool:
        """Whether the store holds this very statement, which is then delivered."""
        has_it = self._lrs.has_equal(letter.body)
        if has_it and letter.sequence not in self._tally.settled:
            self._tally.delivered.append(letter.sequence)
        return has_it

    def _judge(self, letter: Letter, error: LrsError, proof: Letter | None) -> None:
        """Decide about a single refused statement: one that the store has already is delivered."""
        if error.meaning is Meaning.BROKEN and proof is not None:
            self._convict(letter, proof, error)
        elif error.meaning is not Meaning.CONFLICT or not self._has(letter):
            self._tally.refused[letter.sequence] = Refusal(str(error), error.detail)

    def _search(self, letters: Sequence[Letter], error: LrsError) -> None:
        """Look for the statement that the store fails over, if single others get through.

        Raises:
            LrsError: If none does: then nobody is at fault but the store.
        """
        if len(letters) < 2:
            raise error
        for probe in (letters[0], choice(letters[1:])):  # noqa: S311  # no secret: any other one will do
            if self._gets_through(probe):
                self._tally.delivered.append(probe.sequence)
                self._halve([letter for letter in letters if letter is not probe], probe)
                return
        raise error

    def _convict(self, letter: Letter, proof: Letter, error: LrsError) -> None:
        """Set a statement aside that fails again between two moments at which the store works.

        Raises:
            LrsError: If the store does not work: then the statement stays owed.
        """
        if not self._gets_through(proof):
            raise error
        if self._gets_through(letter):
            self._tally.delivered.append(letter.sequence)
            return
        if not self._gets_through(proof):
            raise error
        self._tally.refused[letter.sequence] = Refusal(_FAILS_OVER_IT, error.detail)

    def _gets_through(self, letter: Letter) -> bool:
        """Whether the store takes one statement, or has it already. Any trouble but an error of its own is raised."""
        try:
            self._lrs.store([letter.body])
        except LrsError as error:
            if error.meaning is Meaning.CONFLICT:
                return self._lrs.has_equal(letter.body)
            if error.meaning is not Meaning.BROKEN:
                raise
            return False
        return True

    def _out_of_time(self) -> bool:
        """Whether to stop; never before something is settled, so that each parcel gets further."""
        if monotonic() > self._until and self._tally.settled:
            self._tally.broke_off = True
        return self._tally.broke_off
