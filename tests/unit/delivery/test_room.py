"""The places of one worker: whoever is slow cannot take all of them."""

from lti_npq.services.delivery.pace import Receiver
from lti_npq.services.delivery.room import Room

SLOW, OTHER = Receiver("lms", 1), Receiver("lms", 2)


def filled(room: Room, receiver: Receiver) -> int:
    """Take all that one receiver gets; return how many places that is."""
    count = 0
    while room.take(receiver):
        count += 1
    return count


def test_one_lms_gets_half_of_the_hands() -> None:
    assert filled(Room(32), SLOW) == 16


def test_slow_receivers_leave_a_place_for_each_of_many_newcomers() -> None:
    room = Room(32)
    taken = [filled(room, Receiver("lms", number)) for number in range(9)]
    assert taken == [16, 8, 1, 1, 1, 1, 1, 1, 1]
    assert filled(room, Receiver("lrs", 1)) == 1
    assert len(room) == 32


def test_a_store_has_one_lane() -> None:
    assert filled(Room(32), Receiver("lrs", 1)) == 1


def test_a_failing_lms_is_tried_with_one_parcel() -> None:
    room = Room(32)
    assert room.take(SLOW, failing=True)
    assert not room.take(SLOW, failing=True)


def test_a_place_given_back_can_be_taken_again() -> None:
    room = Room(1)
    assert room.take(SLOW)
    assert not room.take(OTHER)
    room.give_back(SLOW)
    assert room.take(OTHER)


def test_a_copy_takes_places_of_its_own() -> None:
    room = Room(2)
    room.copy().take(SLOW)
    assert len(room) == 0
