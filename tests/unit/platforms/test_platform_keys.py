"""Public keys of LMSs: how often they are fetched, and what is made of them."""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from fakes import FakePlatform
from lti_npq.errors import LaunchRefused, PlatformUnreachable
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.platform_keys import LIFETIME_SECONDS, REFETCH_PAUSE_SECONDS, STALE_SECONDS, PlatformKeys

URL = "https://lms.example.org/jwks"


class KeyServer:
    """An LMS's key address; counts how often it is asked, and how often at once."""

    def __init__(self) -> None:
        self.entries: list[Any] = list(FakePlatform().jwks["keys"])
        self.failure: DoorError | None = None
        self.asked: list[str] = []
        self.at_once, self.most_at_once = 0, 0
        self.gate: threading.Event | None = None
        self.lock = threading.Lock()

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        with self.lock:
            self.asked.append(url)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        if self.gate is not None and url == URL:
            self.gate.wait(5)
        with self.lock:
            self.at_once -= 1
        if self.failure:
            raise self.failure
        return Answer(200, {}, json.dumps({"keys": self.entries}).encode())


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 50_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> KeyServer:
    return KeyServer()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(server: KeyServer, clock: Clock) -> PlatformKeys:
    return PlatformKeys(server, clock)  # type: ignore[arg-type]


def test_a_key_is_fetched_once_and_kept(keys: PlatformKeys, server: KeyServer, clock: Clock) -> None:
    found = keys.find(URL, "key-1")
    assert found.public_numbers() == FakePlatform().key.public_key().public_numbers()
    clock.now += LIFETIME_SECONDS - 1
    assert keys.find(URL, "key-1") is found
    assert server.asked == [URL]


def test_a_kept_key_is_fetched_again_after_an_hour(keys: PlatformKeys, server: KeyServer, clock: Clock) -> None:
    keys.find(URL, "key-1")
    clock.now += LIFETIME_SECONDS
    keys.find(URL, "key-1")
    assert len(server.asked) == 2


def test_a_key_that_the_lms_withdrew_is_believed_no_longer_than_its_lifetime(
    keys: PlatformKeys, server: KeyServer, clock: Clock
) -> None:
    keys.find(URL, "key-1")
    server.entries.clear()
    clock.now += LIFETIME_SECONDS
    with pytest.raises(LaunchRefused, match="does not publish"):
        keys.find(URL, "key-1")


def test_an_unknown_key_is_looked_for_once_and_not_again_within_the_pause(
    keys: PlatformKeys, server: KeyServer, clock: Clock
) -> None:
    keys.find(URL, "key-1")
    clock.now += REFETCH_PAUSE_SECONDS
    for number in range(20):
        with pytest.raises(LaunchRefused, match="does not publish"):
            keys.find(URL, f"nonsense-{number}")
        clock.now += REFETCH_PAUSE_SECONDS / 21
    assert len(server.asked) == 2
    clock.now += REFETCH_PAUSE_SECONDS
    with pytest.raises(LaunchRefused):
        keys.find(URL, "nonsense")
    assert len(server.asked) == 3


def test_nonsense_does_not_disturb_a_known_key(keys: PlatformKeys, server: KeyServer, clock: Clock) -> None:
    keys.find(URL, "key-1")
    with pytest.raises(LaunchRefused):
        keys.find(URL, "nonsense")
    assert keys.find(URL, "key-1")
    assert server.asked == [URL]


def test_a_rotated_key_is_found_by_looking_again(keys: PlatformKeys, server: KeyServer, clock: Clock) -> None:
    keys.find(URL, "key-1")
    server.entries.append({**server.entries[0], "kid": "key-2"})
    clock.now += REFETCH_PAUSE_SECONDS
    assert keys.find(URL, "key-2")
    assert keys.find(URL, "key-1")
    assert len(server.asked) == 2


def test_many_launches_at_once_make_one_fetch(keys: PlatformKeys, server: KeyServer) -> None:
    server.gate = threading.Event()
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(keys.find(URL, "key-1"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    # Long enough for all of them to stand before the fetch that is under way.
    time.sleep(0.1)
    server.gate.set()
    for thread in threads:
        thread.join(5)
    assert len(found) == 8
    assert server.asked == [URL]


def test_a_slow_lms_holds_up_no_other(keys: PlatformKeys, server: KeyServer) -> None:
    server.gate = threading.Event()
    waiting = threading.Thread(target=keys.find, args=(URL, "key-1"))
    waiting.start()
    assert keys.find("https://other.example.org/jwks", "key-1")
    assert waiting.is_alive()
    server.gate.set()
    waiting.join(5)
    assert not waiting.is_alive()


def test_the_keys_of_one_lms_are_not_taken_for_anothers(keys: PlatformKeys, server: KeyServer) -> None:
    keys.find(URL, "key-1")
    server.entries.clear()
    with pytest.raises(LaunchRefused, match="does not publish"):
        keys.find("https://other.example.org/jwks", "key-1")


def test_an_lms_that_does_not_answer_is_asked_again_after_a_pause(
    keys: PlatformKeys, server: KeyServer, clock: Clock
) -> None:
    server.failure = DoorError("no answer")
    for _ in range(3):
        with pytest.raises(PlatformUnreachable) as refused:
            keys.find(URL, "key-1")
        assert refused.value.status == 503
    assert server.asked == [URL]
    server.failure = None
    clock.now += REFETCH_PAUSE_SECONDS
    assert keys.find(URL, "key-1")
    assert server.asked == [URL, URL]


def test_a_known_key_stays_good_for_a_day_while_the_lms_does_not_answer(
    keys: PlatformKeys, server: KeyServer, clock: Clock
) -> None:
    keys.find(URL, "key-1")
    server.failure = DoorError("no answer")
    clock.now += STALE_SECONDS - 1
    assert keys.find(URL, "key-1")
    clock.now += REFETCH_PAUSE_SECONDS
    with pytest.raises(PlatformUnreachable):
        keys.find(URL, "key-1")


def test_a_weak_key_is_refused_however_often_it_is_asked_for(keys: PlatformKeys, server: KeyServer) -> None:
    weak = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505  # weak on purpose
    server.entries[:] = FakePlatform(key=weak).jwks["keys"]
    for _ in range(2):
        with pytest.raises(LaunchRefused, match="too weak"):
            keys.find(URL, "key-1")


@pytest.mark.parametrize("entry", [None, 1, "x", [], {}, {"kid": "key-2"}, {"kty": "oct", "k": "AA", "kid": "key-2"}])
def test_entries_that_are_no_keys_are_passed_over(keys: PlatformKeys, server: KeyServer, entry: object) -> None:
    server.entries.insert(0, entry)
    assert keys.find(URL, "key-1")
    with pytest.raises(LaunchRefused, match="does not publish"):
        keys.find(URL, "key-2")


@pytest.mark.parametrize("kid", [None, "", 1, ["key-2"], {"a": 1}])
def test_a_key_without_a_proper_name_is_passed_over(keys: PlatformKeys, server: KeyServer, kid: object) -> None:
    server.entries.insert(0, {**server.entries[0], "kid": kid})
    assert keys.find(URL, "key-1")


def test_a_private_key_that_an_lms_publishes_by_mistake_is_not_used(keys: PlatformKeys, server: KeyServer) -> None:
    private = RSAAlgorithm.to_jwk(FakePlatform().key, as_dict=True)
    server.entries[:] = [{**private, "kid": "key-1"}]
    with pytest.raises(LaunchRefused, match="does not publish"):
        keys.find(URL, "key-1")
