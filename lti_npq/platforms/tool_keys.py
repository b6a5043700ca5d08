"""The tool's own keys: made, sealed for storage, published, and signed with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

import jwt
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_npq.errors import SettingsError
from lti_npq.platforms.vault import vault

_BITS = 2_048
_PURPOSE = "lti-npq tool keys"


@dataclass(frozen=True)
class ToolKey:
    """One parsed key pair; parsing takes far longer than signing, so it is done once."""

    kid: str
    private: rsa.RSAPrivateKey

    @cached_property
    def public_jwk(self) -> dict[str, Any]:
        jwk: dict[str, Any] = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**jwk, "kid": self.kid, "alg": "RS256", "use": "sig"}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a compact RS256 token that names this key."""
        return jwt.encode(dict(claims), self.private, algorithm="RS256", headers={"kid": self.kid})


@dataclass(frozen=True)
class KeyRing:
    """The published keys; the first one signs."""

    keys: Sequence[ToolKey]

    @cached_property
    def jwks(self) -> dict[str, Any]:
        """The document at /lti/jwks."""
        return {"keys": [key.public_jwk for key in self.keys]}

    def sign(self, claims: Mapping[str, Any]) -> str:
        return self.keys[0].sign(claims)


def new_key() -> ToolKey:
    return ToolKey(kid=uuid4().hex, private=rsa.generate_private_key(public_exponent=65_537, key_size=_BITS))


def seal(key: ToolKey, secret: str) -> bytes:
    """Return the private key encrypted for storage."""
    plain = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return vault(secret, _PURPOSE).encrypt(plain)


def unseal(kid: str, sealed: bytes, secret: str) -> ToolKey:
    """Return the key pair back.

    Raises:
        SettingsError: If it was sealed with another secret.
    """
    try:
        plain = vault(secret, _PURPOSE).decrypt(sealed)
    except InvalidToken:
        raise SettingsError(
            "The tool's keys were stored under another LTI_NPQ_SECRET_KEY.",
            advice="Set the secret that was used before.",
        ) from None
    private = serialization.load_der_private_key(plain, password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise SettingsError("The stored tool key is not an RSA key.")
    return ToolKey(kid=kid, private=private)
