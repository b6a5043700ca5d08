"""Public keys of LMSs: cached, refetched once for an unknown key id, one fetch at a time."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from lti_npq.errors import LaunchRefused, PlatformUnreachable
from lti_npq.platforms.door import Answer, Door, DoorError

LIFETIME_SECONDS = 3_600.0
STALE_SECONDS = 24 * 3_600.0
"""For so long a key seen once is trusted although the LMS does not answer."""
SMALLEST_KEY_BITS = 2_048
REFETCH_PAUSE_SECONDS = 10.0
"""Between two refetches for unknown key ids, so that nonsense tokens cannot make us call an LMS without end."""


@dataclass
class _Published:
    """What one address published, and when we saw it."""

    keys: dict[str, RSAPublicKey] = field(default_factory=dict)
    fetched_at: float = float("-inf")
    failed_at: float = float("-inf")
    trouble: str = ""
    """What the last failure was, in words."""
    lock: threading.Lock = field(default_factory=threading.Lock)


class PlatformKeys:
    """Keys by the address they are published at; safe to share between threads."""

    def __init__(self, door: Door, clock: Callable[[], float] = time.monotonic) -> None:
        self._door = door
        self._clock = clock
        self._published: dict[str, _Published] = {}

    def find(self, jwks_url: str, kid: str, before_fetch: Callable[[], None] = lambda: None) -> RSAPublicKey:
        """Return the key with this id; `before_fetch` is called if that may mean waiting for a network.

        Raises:
            PlatformUnreachable: If the keys have to be fetched and cannot be.
            LaunchRefused: If the platform publishes no such key, or one that is too weak.
        """
        published = self._published.setdefault(jwks_url, _Published())
        if not self._is_fresh(published, kid):
            before_fetch()
            with published.lock:
                if not self._is_fresh(published, kid):
                    self._renew(published, jwks_url, kid)
        key = published.keys.get(kid)
        if key is None:
            raise LaunchRefused("the launch is signed with a key that the LMS does not publish")
        if key.key_size < SMALLEST_KEY_BITS:
            raise LaunchRefused("the launch is signed with a key that is too weak to trust")
        return key

    def _renew(self, published: _Published, jwks_url: str, kid: str) -> None:
        """Fetch the keys; while that fails, known ones stay good for a day and nobody waits for the failure again."""
        if self._clock() - published.failed_at >= REFETCH_PAUSE_SECONDS and self._fetched(published, jwks_url):
            return
        is_stale = self._clock() - published.fetched_at > STALE_SECONDS
        if is_stale or kid not in published.keys:
            raise PlatformUnreachable(published.trouble)

    def _fetched(self, published: _Published, jwks_url: str) -> bool:
        """Try to fetch the keys; keep what came of it."""
        try:
            published.keys = self._fetch(jwks_url)
        except PlatformUnreachable as failure:
            published.failed_at, published.trouble = self._clock(), failure.message
            return False
        published.fetched_at = self._clock()
        return True

    def _is_fresh(self, published: _Published, kid: str) -> bool:
        age = self._clock() - published.fetched_at
        return age < (LIFETIME_SECONDS if kid in published.keys else REFETCH_PAUSE_SECONDS)

    def _fetch(self, url: str) -> dict[str, RSAPublicKey]:
        try:
            return read_keys(self._door.request("GET", url, headers={"Accept": "application/json"}))
        except DoorError as failure:
            raise PlatformUnreachable("the LMS's public keys could not be fetched") from failure


def read_keys(answer: Answer) -> dict[str, RSAPublicKey]:
    """Return the RSA keys of a JWKS by their ids.

    Raises:
        DoorError: If the answer is not JSON.
        PlatformUnreachable: If it is no JWKS.
    """
    document = answer.json() if answer.status == 200 else None
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise PlatformUnreachable("the LMS's public keys could not be read")
    return {kid: key for kid, key in map(_parsed, document["keys"]) if isinstance(kid, str) and key}


def _parsed(entry: Any) -> tuple[object, RSAPublicKey | None]:
    """Return the id and key of one entry; nothing for a key of another kind."""
    try:
        key = RSAAlgorithm.from_jwk(entry)
        return entry.get("kid"), key if isinstance(key, RSAPublicKey) else None
    except (jwt.InvalidKeyError, ValueError, TypeError, KeyError, AttributeError):
        return None, None
