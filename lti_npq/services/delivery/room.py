"""How many parcels one worker has in hand at a time, so that no receiver takes the hands that another needs."""

from collections import Counter
from typing import Self

from lti_npq.services.delivery.pace import Receiver


class Room:
    """Places for parcels in hand: one for each store, up to half of all for one LMS.

    A quarter is kept free for receivers that have nothing in hand yet: whoever is slow can fill the rest only.
    """

    def __init__(self, most: int, in_hand: Counter[Receiver] | None = None) -> None:
        self._most = most
        self._of_one_lms = max(1, most // 2)
        self._reserve = most // 4
        self._in_hand = Counter(in_hand)

    def __len__(self) -> int:
        """Return how many parcels are in hand."""
        return self._in_hand.total()

    def places(self, receiver: Receiver, *, failing: bool = False) -> int:
        """Return how many more parcels of a receiver there is room for; one that is failing is tried with one."""
        mine, free = self._in_hand[receiver], self._most - len(self)
        limit = 1 if failing or receiver.kind == "lrs" else self._of_one_lms
        first = 1 if mine == 0 and free > 0 else 0
        return max(0, min(limit - mine, max(first, free - self._reserve)))

    def take(self, receiver: Receiver, *, failing: bool = False) -> bool:
        """Take a place, if there is one."""
        has_place = self.places(receiver, failing=failing) > 0
        self._in_hand[receiver] += has_place
        return has_place

    def give_back(self, receiver: Receiver) -> None:
        """Let go of a place."""
        self._in_hand[receiver] -= 1

    def copy(self) -> Self:
        """Return a room with the same places taken."""
        return type(self)(self._most, self._in_hand)
