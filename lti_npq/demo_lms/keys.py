"""The LMS's own signing key, and the tool's public keys."""

import json
import socket
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import urllib3
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt import PyJWKSet
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError
from jwt.utils import base64url_encode

from lti_npq.demo_lms.errors import KeysUnreadableError, StartError, UnknownKeyError

KEY_FILE = "signing-key.pem"
FETCH_SECONDS = 5.0
_USUAL_PORTS = {80, 443}


@dataclass(frozen=True)
class SigningKey:
    """An RSA key of 2,048 bits with the id it is published under."""

    private: RSAPrivateKey
    kid: str

    @classmethod
    def of(cls, private: RSAPrivateKey) -> "SigningKey":
        """Name a key by its thumbprint, so that the same key always has the same id.

        Source: RFC 7638.
        """
        jwk = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
        members = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
        return cls(private, base64url_encode(sha256(members.encode()).digest()).decode())

    def jwks(self) -> dict[str, Any]:
        """Return the public half as a JSON Web Key Set."""
        jwk = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        public = {name: jwk[name] for name in ("kty", "n", "e")}
        return {"keys": [{**public, "kid": self.kid, "alg": "RS256", "use": "sig"}]}


def signing_key(folder: Path | None) -> SigningKey:
    """Return the key kept in the folder, made there at the first start; without a folder a fresh one.

    Raises:
        StartError: If the kept key cannot be read.
    """
    if folder is None:
        return SigningKey.of(_new_key())
    path = folder / KEY_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        # Unchecked, since the file is our own and proving its primes would cost every start 40 ms.
        private = load_pem_private_key(path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True)
    except ValueError:
        private = None
    if not isinstance(private, RSAPrivateKey):
        raise StartError(f"{path} is not an RSA private key; delete it and start again to have a new one made.")
    return SigningKey.of(private)


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


class ToolKeys:
    """The tools' public keys, fetched when first needed and again when a token names an unknown one."""

    def __init__(self, *, public_only: bool = False) -> None:
        self._public_only = public_only
        self._http = urllib3.PoolManager(timeout=FETCH_SECONDS, retries=False)
        self._keys: dict[str, dict[str, RSAPublicKey]] = {}
        self._lock = Lock()

    def find(self, url: str, kid: str) -> RSAPublicKey:
        """Return the key of that id from a key set.

        Raises:
            KeysUnreadableError: If nothing that can be read is there.
            UnknownKeyError: If the tool publishes no such key.
        """
        with self._lock:
            if kid not in self._keys.get(url, {}):
                self._keys[url] = self._fetch(url)
            keys = self._keys[url]
        if kid not in keys:
            raise UnknownKeyError(url, kid)
        return keys[kid]

    def close(self) -> None:
        self._http.clear()

    def _fetch(self, url: str) -> dict[str, RSAPublicKey]:
        try:
            if self._public_only:
                _require_public(url)
            answer = self._http.request("GET", url)
            found = PyJWKSet.from_dict(answer.json()).keys
        except (urllib3.exceptions.HTTPError, PyJWTError, OSError, ValueError, AttributeError) as problem:
            raise KeysUnreadableError(url, problem) from problem
        return {key.key_id: key.key for key in found if key.key_id and isinstance(key.key, RSAPublicKey)}


def _require_public(url: str) -> None:
    """Refuse an address of a private network, or one at an unusual port.

    Raises:
        OSError: If it is one, or nobody knows its name.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    if port not in _USUAL_PORTS or not all(ip_address(str(address[0])).is_global for *_, address in found):
        raise OSError(f"{parts.netloc} is blocked")
