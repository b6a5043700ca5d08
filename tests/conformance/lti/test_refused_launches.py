"""Launches that must not go on: each is refused in words, uses up its login and leaves nothing else behind.

Source: LTI Security 1.0, 5.1.3; LTI 1.3 Core, 5.3; OpenID Connect Core 1.0, 3.2.2.11.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from attempts import Attempt, encoded, signed, signed_with_public_key_as_secret
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from wrong_claims import WRONG_CLAIMS, Wrong

from fakes import FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.services import registry
from lti_npq.services.registry import NewRegistration
from lti_npq.web.context import EXTENSION
from visitors import Visitor

WEAK_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505  # weak on purpose
OTHER_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.mark.parametrize("case", WRONG_CLAIMS, ids=lambda case: case.name)
def test_a_launch_with_wrong_claims_is_refused(attempt: Attempt, case: Wrong) -> None:
    token = signed(attempt.lms.key, {"alg": "RS256", "kid": attempt.lms.kid}, attempt.claims(**case.claims()))
    attempt.is_refused(token, case.status, case.says, leaves=case.leaves)


def test_every_case_has_a_name_of_its_own_and_none_was_lost() -> None:
    names = [case.name for case in WRONG_CLAIMS] + [case[0] for case in (*WRONG_TOKENS, *NO_KEYS)]
    assert len(set(names)) == len(names) >= 160


Token = Callable[[FakePlatform, dict[str, Any]], str]


def with_header(**header: Any) -> Token:
    """Return a maker of tokens, rightly signed, with these changes to the header; None takes a field away."""

    def make(lms: FakePlatform, claims: dict[str, Any]) -> str:
        fields = {"alg": "RS256", "kid": lms.kid, **header}
        return signed(lms.key, {name: value for name, value in fields.items() if value is not None}, claims)

    return make


def unsigned(algorithm: str) -> Token:
    return lambda lms, claims: f"{encoded({'alg': algorithm, 'kid': lms.kid})}.{encoded(claims)}."


def part_changed(number: int, change: Callable[[str], str]) -> Token:
    """Return a maker of correct tokens one of whose three parts is changed afterwards."""

    def make(lms: FakePlatform, claims: dict[str, Any]) -> str:
        parts = lms.sign(claims).split(".")
        parts[number] = change(parts[number])
        return ".".join(parts)

    return make


def signed_by_another(lms: FakePlatform, claims: dict[str, Any]) -> str:
    return signed(OTHER_KEY, {"alg": "RS256", "kid": lms.kid}, claims)


def bringing_its_own_key(lms: FakePlatform, claims: dict[str, Any]) -> str:
    own = FakePlatform(key=OTHER_KEY)
    header = {"alg": "RS256", "kid": lms.kid, "jwk": own.jwks["keys"][0], "jku": "https://evil.example.org/jwks"}
    return signed(OTHER_KEY, header, claims)


def text(token: str) -> Token:
    return lambda _lms, _claims: token


NESTED = b"[" * 40_000
NO_RS256, MALFORMED = "not signed with RS256", "The launch is malformed."
WRONG_TOKENS: list[tuple[str, int, str, Token]] = [
    ("alg none", 401, NO_RS256, unsigned("none")),
    ("alg None", 401, NO_RS256, unsigned("None")),
    ("alg RS256 without a signature", 401, "signature is wrong", unsigned("RS256")),
    ("HS256 keyed with the public key", 401, NO_RS256, signed_with_public_key_as_secret),
    ("alg RS512", 401, NO_RS256, with_header(alg="RS512")),
    ("alg PS256", 401, NO_RS256, with_header(alg="PS256")),
    ("alg in small letters", 401, NO_RS256, with_header(alg="rs256")),
    ("foreign kid", 401, "a key that the LMS does not publish", with_header(kid="another")),
    ("no kid", 401, "does not name the key", with_header(kid=None)),
    ("empty kid", 401, "does not name the key", with_header(kid="")),
    ("kid as a number", 400, MALFORMED, with_header(kid=1)),
    ("kid as a list", 400, MALFORMED, with_header(kid=["key-1"])),
    ("an extension that must be understood", 400, MALFORMED, with_header(crit=["x"], x=1)),
    ("signed by another key", 401, "signature is wrong", signed_by_another),
    ("bringing its own key", 401, "signature is wrong", bringing_its_own_key),
    ("changed claims", 401, "signature is wrong", part_changed(1, lambda _: encoded({"iss": "x"}))),
    ("changed header", 401, "signature is wrong", part_changed(0, lambda _: encoded({"alg": "RS256", "kid": "key-1"}))),
    ("cut signature", 401, "signature is wrong", part_changed(2, lambda part: part[:100])),
    ("claims as a list", 401, MALFORMED, lambda lms, _: signed(lms.key, {"alg": "RS256", "kid": lms.kid}, [1])),
    ("claims no JSON", 401, MALFORMED, lambda lms, _: signed(lms.key, {"alg": "RS256", "kid": lms.kid}, b"\xff{")),
    (
        "claims nested without end",
        401,
        MALFORMED,
        lambda lms, _: signed(lms.key, {"alg": "RS256", "kid": "key-1"}, NESTED),
    ),
    ("header nested without end", 400, MALFORMED, text(f"{encoded(NESTED)}.e30.AA")),
    ("header as a list", 400, MALFORMED, text(f"{encoded([])}.e30.AA")),
    ("nothing", 400, MALFORMED, text("")),
    ("one word", 400, MALFORMED, text("token")),
    ("three words", 400, MALFORMED, text("a.b.c")),
    ("dots", 400, MALFORMED, text("..")),
    ("five parts", 400, MALFORMED, text("a.b.c.d.e")),
    ("letters outside the alphabet", 400, MALFORMED, text("é.ß.☃")),
    ("padded", 401, MALFORMED, part_changed(2, lambda part: part + "==")),
    ("spelt with plus and slash", 401, MALFORMED, part_changed(2, lambda part: "+/" + part[2:])),
    ("a payload that is not encoded", 400, MALFORMED, with_header(b64=False, crit=["b64"])),
    ("oversized", 400, "The launch is too large", with_header(padding="x" * 64_000)),
]


@pytest.mark.parametrize(
    ("status", "says", "make"), [case[1:] for case in WRONG_TOKENS], ids=[case[0] for case in WRONG_TOKENS]
)
def test_a_token_that_proves_nothing_is_refused(attempt: Attempt, status: int, says: str, make: Token) -> None:
    attempt.is_refused(make(attempt.lms, attempt.claims()), status, says)
    assert {url for _, url in attempt.lms.requests} <= {f"{attempt.lms.issuer}/jwks"}


def test_a_key_of_1024_bits_is_refused_though_the_lms_publishes_it(attempt: Attempt) -> None:
    attempt.lms.key = WEAK_KEY
    token = signed(WEAK_KEY, {"alg": "RS256", "kid": attempt.lms.kid}, attempt.claims())
    attempt.is_refused(token, 401, "a key that is too weak to trust")


@dataclass
class TwoPlatforms:
    """The way to two LMSs, each with keys of its own."""

    platforms: dict[str, FakePlatform]

    def request(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> Answer:
        return self.platforms[urlsplit(url).netloc].request(method, url, headers=headers, body=body)


def test_a_key_of_another_registered_lms_is_none_of_this_one(
    app: Flask, engine: Engine, lms: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    other = FakePlatform(issuer="https://other.example.org", client_id="client-2", kid="key-2", key=OTHER_KEY)
    door = TwoPlatforms({"lms.example.org": lms, "other.example.org": other})
    app.extensions[EXTENSION].platform_keys = PlatformKeys(door)  # type: ignore[arg-type]
    with Session(engine) as session, session.begin():
        new = NewRegistration(name="Other", deployments=["deployment-1"], **other.registration)
        registry.register(session, "Provider", new, datetime.now(UTC))
    Visitor.launched(app, other)
    attempt = Attempt.begun(app, lms, engine, caplog)
    attempt.is_refused(other.sign(attempt.claims()), 401, "a key that the LMS does not publish")


@dataclass
class KeysDoor:
    """A way to an LMS whose key document is not what it should be."""

    answer: Answer | DoorError

    def request(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> Answer:
        if isinstance(self.answer, DoorError):
            raise self.answer
        return self.answer


NO_KEYS = [
    ("unreachable", 503, "could not be fetched", DoorError("no answer")),
    ("a page of HTML", 503, "could not be fetched", Answer(200, {}, b"<!doctype html>")),
    ("an empty document", 503, "could not be fetched", Answer(200, {}, b"")),
    ("a failure", 503, "could not be read", Answer(500, {}, b'{"keys": []}')),
    ("a redirect", 503, "could not be read", Answer(302, {"Location": "https://evil.example.org"}, b"")),
    ("a list", 503, "could not be read", Answer(200, {}, b"[]")),
    ("keys as text", 503, "could not be read", Answer(200, {}, b'{"keys": "none"}')),
    ("JSON nested without end", 503, "could not be fetched", Answer(200, {}, NESTED)),
    ("no keys", 401, "a key that the LMS does not publish", Answer(200, {}, b'{"keys": []}')),
    (
        "entries that are no keys",
        401,
        "does not publish",
        Answer(200, {}, b'{"keys": [1, null, "x", {"kid": "key-1"}]}'),
    ),
]


@pytest.mark.parametrize(
    ("status", "says", "document"), [case[1:] for case in NO_KEYS], ids=[case[0] for case in NO_KEYS]
)
def test_without_the_platforms_keys_nothing_is_believed(
    app: Flask, attempt: Attempt, status: int, says: str, document: Answer | DoorError
) -> None:
    app.extensions[EXTENSION].platform_keys = PlatformKeys(KeysDoor(document))  # type: ignore[arg-type]
    attempt.is_refused(attempt.token(), status, says)
