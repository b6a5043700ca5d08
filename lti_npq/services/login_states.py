"""The state that a login sends to the LMS and its launch brings back: signed by us, so nothing has to be kept of it.

Whoever asks for logins without end fills nothing. Only a launch that opens something leaves a row, which its state
and nonce, belonging together by the same signature, can leave only once.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec

from lti_npq.platforms.vault import derived_key

_SALT_BYTES: Final = 16
_SIGNATURE_BYTES: Final = 32
LONGEST_STATE: Final = 1_000
"""Characters; they travel in addresses, and no state of ours comes near it."""


class LoginState(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a login is bound to."""

    registration_id: int
    expires_at: int
    """Seconds since 1970."""
    browser_digest: bytes
    """SHA-256 of the secret that the login left in the browser."""
    storage_target: str | None
    """The frame in which the LMS keeps that secret; None where the browser keeps it, as our cookie."""
    salt: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(_SALT_BYTES))
    """Makes every state another."""


class StateSigner:
    """Makes states, and knows its own again; every process with the same secret does."""

    def __init__(self, secret_key: str) -> None:
        self._key = derived_key(secret_key, "states of logins")

    def state(self, login: LoginState) -> str:
        """Return what travels: the login, readable, and our signature."""
        content = msgspec.msgpack.encode(login)
        return _text(self._signature(b"state", content) + content)

    def nonce(self, login: LoginState) -> str:
        """Return the nonce of the same login, which nobody else can tell from its state."""
        return _text(self._signature(b"nonce", msgspec.msgpack.encode(login)))

    def read(self, state: str) -> LoginState | None:
        """Return the login that a state of ours is for; None for any other text, be it another spelling of it."""
        if len(state) > LONGEST_STATE:
            return None
        try:
            found = urlsafe_b64decode(state.encode("ascii") + b"==")
        except ValueError:
            return None
        signature, content = found[:_SIGNATURE_BYTES], found[_SIGNATURE_BYTES:]
        if not secrets.compare_digest(signature, self._signature(b"state", content)) or _text(found) != state:
            return None
        return msgspec.msgpack.decode(content, type=LoginState)

    def _signature(self, purpose: bytes, content: bytes) -> bytes:
        """Return a keyed BLAKE2 (RFC 7693): as strong as HMAC, and a launch pays for two at a third of the cost."""
        return hashlib.blake2b(content, digest_size=_SIGNATURE_BYTES, key=self._key, person=purpose).digest()


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
