"""Tokens made by hand, bit by bit, and what a launch that is refused leaves behind."""

import base64
import hashlib
import hmac
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from fakes import FakePlatform
from lti_npq.services.login_states import StateSigner
from lti_npq.web.context import EXTENSION
from row_counts import rows
from visitors import begin_login

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


@dataclass
class Attempt:
    """A launch half way: the login is done; what is posted now is up to the test."""

    client: FlaskClient
    lms: FakePlatform
    engine: Engine
    log: pytest.LogCaptureFixture
    asked: dict[str, str]
    """What the login sent to the LMS."""
    before: dict[str, int]
    """How much was in the database then."""
    signer: StateSigner
    """The tool's own."""

    @classmethod
    def begun(cls, app: Flask, lms: FakePlatform, engine: Engine, log: pytest.LogCaptureFixture) -> "Attempt":
        client = app.test_client()
        asked = begin_login(client, lms)
        signer = StateSigner(app.extensions[EXTENSION].settings.secret_key)
        return cls(client, lms, engine, log, asked, rows(engine), signer)

    def claims(self, **changes: Any) -> dict[str, Any]:
        return self.lms.claims(**{"nonce": self.asked["nonce"], **changes})

    def token(self, **changes: Any) -> str:
        return self.lms.sign(self.claims(**changes))

    def is_refused(
        self,
        token: str,
        status: int,
        says: str,
        *,
        state: str | None = None,
        client: FlaskClient | None = None,
        leaves: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Post a launch with this token, to be refused as `form_is_refused` says."""
        form = {"state": self.asked["state"] if state is None else state, "id_token": token}
        self.form_is_refused(form, status, says, client=client, leaves=leaves)

    def form_is_refused(
        self,
        form: Mapping[str, str],
        status: int,
        says: str,
        *,
        logged: str | None = None,
        client: FlaskClient | None = None,
        leaves: Mapping[str, int] = MappingProxyType({}),
    ) -> TestResponse:
        """Post a form; check what the person is told, what the log is told, and that nothing is left but `leaves`.

        Args:
            form: As an LMS's page would send it, right or wrong.
            status: Of the answer.
            says: Part of the page.
            logged: Part of the log's line; the page's words if left out.
            client: Another browser than the one that logged in.
            leaves: How many rows stay behind, by table.
        """
        self.log.clear()
        with self.log.at_level("INFO", "lti_npq.web.errors"):
            answer = (client or self.client).post("/lti/launch", data=form, base_url=HTTPS)
        assert_calm(answer, status, says)
        # What is turned away before it is looked at as a launch is worth no warning.
        self._assert_logged(answer, "WARNING" if logged is None else "INFO", status, logged or says)
        self._assert_no_secret_logged(form.get("id_token", ""))
        assert rows(self.engine) == {table: count + leaves.get(table, 0) for table, count in self.before.items()}
        return answer

    def _assert_logged(self, answer: TestResponse, level: str, status: int, says: str) -> None:
        """Check that an administrator finds the reason by the page's reference."""
        [record] = [each for each in self.log.records if each.name == "lti_npq.web.errors"]
        words = record.getMessage()
        assert record.levelname == level
        assert words.startswith(f"{status} ")
        assert says.rstrip(".").lower() in words.lower()
        reference = re.search(r"\[([0-9a-f]{8})\]$", words)
        assert reference is not None
        assert reference[1] in answer.text

    def _assert_no_secret_logged(self, token: str) -> None:
        secrets = [self.asked["state"], self.asked["nonce"], *(part for part in token.split(".") if len(part) > 20)]
        assert not [secret for secret in secrets if secret in self.log.text]


def assert_calm(answer: TestResponse, status: int, says: str) -> None:
    """Check that a person is told what is wrong and what to do, and nothing that helps an attacker."""
    page = words_of(answer)
    assert answer.status_code == status, page
    assert says in page
    assert "What to do now" in page
    assert 'class="reference"' in answer.text
    assert "Traceback" not in page
    assert "Set-Cookie" not in answer.headers
