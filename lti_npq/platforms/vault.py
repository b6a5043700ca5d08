"""Secrets encrypted for the database, with a key that only the installation's secret yields."""

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def vault(secret: str, purpose: str) -> Fernet:
    """Return what encrypts for one purpose; what was encrypted for another it cannot open."""
    return Fernet(base64.urlsafe_b64encode(derived_key(secret, purpose)))


def derived_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose, always the same ones.

    Source: RFC 5869.
    """
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return derivation.derive(secret.encode())
