"""Passwords: which will do, how they are kept, how they are compared."""

import threading
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST: Final = 12
LONGEST: Final = 1_000
_FEWEST_CHARACTERS: Final = 5
"""Different ones in a password."""
_TRIVIAL = (
    "password",
    "passwort",
    "admin",
    "administrator",
    "welcome",
    "letmein",
    "changeme",
    "iloveyou",
    "secret",
    "npq",
)
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")
_hasher = PasswordHasher()
_one_at_a_time = threading.Lock()
"""Each comparison takes 64 MiB for a moment: a crowd at the door must not take all memory."""


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    with _one_at_a_time:
        return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; for an account that does not exist (None) it takes as long to say no."""
    decoy = _decoy()
    try:
        with _one_at_a_time:
            _hasher.verify(password_hash or decoy, password[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the library would hash with stronger parameters now."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, *names: str) -> str | None:
    """Return in a sentence why a password will not do, or None.

    Args:
        names: The person's own names, which others guess first.
    """
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words that do not belong together are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    plain = password.casefold()
    if any(plain == name.casefold() for name in names) or _is_trivial(plain):
        return "Anybody would guess that. Use a few words that do not belong together."
    return None


def _is_trivial(plain: str) -> bool:
    """Whether it is one of the words tried first with a few digits, a run along the keyboard, or one thing repeated."""
    letters = "".join(filter(str.isalpha, plain))
    for word in _TRIVIAL:
        letters = letters.replace(word, "")
    runs = any(plain in row * 3 or plain in row[::-1] * 3 for row in _ROWS)
    return runs or (len(letters) < 3 and len(plain) < 20) or len(set(plain)) < _FEWEST_CHARACTERS


@cache
def _decoy() -> str:
    return hashed("nobody's")
