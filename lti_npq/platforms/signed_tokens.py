"""Signed tokens in their compact form, taken apart strictly and checked with an RSA key.

One way of writing, one algorithm, no options: whatever else a token may be elsewhere, here it is malformed.

Source: RFC 7515, 3.1, 4.1.11 and 5.2; RFC 7518, 3.3.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

ALGORITHM: Final = "RS256"
_PADDING, _HASH = PKCS1v15(), SHA256()
_NOT_UNDERSTOOD: Final = frozenset({"crit", "b64"})
"""Parts of a header that ask for more than is done here."""


class MalformedTokenError(Exception):
    """Not a signed token, or not one in its only right spelling."""


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token whose signature is yet to be checked."""

    header: dict[str, Any]
    signed: bytes
    """What the signature is over."""
    payload: str
    signature: str

    @classmethod
    def read(cls, token: str) -> "SignedToken":
        """Take a token apart.

        Raises:
            MalformedTokenError: If it has no header that makes sense.
        """
        signed, _, signature = token.rpartition(".")
        head, _, payload = signed.partition(".")
        header = _object(head)
        if not header.keys().isdisjoint(_NOT_UNDERSTOOD):
            raise MalformedTokenError("it demands what is not understood")
        return cls(header, signed.encode(), payload, signature)

    def is_signed_with(self, key: RSAPublicKey) -> bool:
        """Whether the signature is right.

        Raises:
            MalformedTokenError: If it is none.
        """
        try:
            key.verify(_decoded(self.signature), self.signed, _PADDING, _HASH)
        except InvalidSignature:
            return False
        return True

    def claims(self) -> dict[str, Any]:
        """Return what the token says; to be believed only if the signature is right.

        Raises:
            MalformedTokenError: If it is not a JSON object.
        """
        return _object(self.payload)


def _object(segment: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(_decoded(segment), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise MalformedTokenError("it is not JSON") from broken


def _decoded(segment: str) -> bytes:
    """Return the bytes of a segment; each has one spelling, without padding."""
    try:
        found = urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (BadBase64, ValueError) as broken:
        raise MalformedTokenError("it is not base64url") from broken
    if urlsafe_b64encode(found).rstrip(b"=") != segment.encode():
        raise MalformedTokenError("it is not base64url")
    return found
