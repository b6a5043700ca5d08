"""Tokens made by hand, bit by bit, and what a launch left in the database."""

import base64
import hashlib
import hmac
import html
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fakes import FakePlatform

HTTPS = "https://localhost"


def encoded(part: object) -> str:
    """Return one part of a compact token; bytes as they are, anything else as JSON."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(key: rsa.RSAPrivateKey, header: object, payload: object) -> str:
    """Return an RS256 token without asking any library whether it makes sense."""
    text = f"{encoded(header)}.{encoded(payload)}"
    return f"{text}.{encoded(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def signed_with_public_key_as_secret(lms: FakePlatform, claims: Mapping[str, Any]) -> str:
    """Return the classic confusion: HS256, keyed with what everybody can read."""
    pem = lms.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = f"{encoded({'alg': 'HS256', 'kid': lms.kid})}.{encoded(claims)}"
    return f"{text}.{encoded(hmac.digest(pem, text.encode(), hashlib.sha256))}"


def send(client: FlaskClient, state: str, token: str) -> TestResponse:
    """Post a launch as an LMS's page would."""
    return client.post("/lti/launch", data={"state": state, "id_token": token}, base_url=HTTPS)


def words_of(answer: TestResponse) -> str:
    """Return what a page says, with its entities undone."""
    return html.unescape(answer.text)


def assert_calm(answer: TestResponse, status: int, says: str) -> None:
    """Check that a person is told what is wrong and what to do, and nothing that helps an attacker."""
    page = words_of(answer)
    assert answer.status_code == status, page
    assert says in page
    assert "What to do now" in page
    assert 'class="reference"' in answer.text
    assert "Traceback" not in page
    assert "Set-Cookie" not in answer.headers
