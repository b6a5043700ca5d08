"""Logins and launches made of anything: never a failure of ours, never anything written.

Source: hypothesis draws the input, and shows the smallest that breaks the rule.
"""

from typing import Any

import pytest
from attempts import HTTPS, encoded, send, signed
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from fakes import AGS, LTI, FakePlatform
from lti_npq.platforms.deep_linking import SETTINGS
from lti_npq.platforms.launch import GROUP_SERVICE, NOTICE_SERVICE, ROSTER_SERVICE
from row_counts import rows
from visitors import begin_login

# The fixtures stay as they are from one example to the next: nothing may be written, which each example checks.
FUZZ = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT = st.text(max_size=60) | st.sampled_from(["https://lms.example.org", "client-1", "\0", "\ud800", "javascript:x"])
FORMS = st.dictionaries(TEXT, TEXT, max_size=6)
LOGIN = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("iss", "client_id", "login_hint", "lti_message_hint", "lti_storage_target", "target_link_uri"), TEXT
    ),
)
LAUNCH = st.fixed_dictionaries({}, optional=dict.fromkeys(("state", "id_token", "error", "stored_secret"), TEXT))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
NAMES = ["iss", "aud", "azp", "sub", "exp", "iat", "nbf", "nonce", "name", AGS, SETTINGS, ROSTER_SERVICE]
NAMES += [GROUP_SERVICE, NOTICE_SERVICE, *(LTI + name for name in ("version", "message_type", "deployment_id"))]
NAMES += [LTI + name for name in ("target_link_uri", "roles", "context", "resource_link", "custom")]
NAMES += [LTI + name for name in ("launch_presentation", "tool_platform", "for_user")]
CLAIMS = st.dictionaries(st.sampled_from(NAMES), JSON, min_size=1, max_size=5)
INNER = st.sampled_from(["id", "title", "content", "context_history", "return_url", "lineitem", "scope", "user_id"])
NESTED = st.dictionaries(st.sampled_from(NAMES[9:]), st.dictionaries(INNER, JSON, max_size=4), min_size=1, max_size=3)
TOKENS = st.lists(TEXT | JSON.map(str).map(lambda text: encoded(text.encode(errors="replace"))), max_size=4).map(
    ".".join
)


def printable(form: dict[str, str]) -> dict[str, str]:
    """Return a form as a browser could send it: half a character has no bytes."""
    return {_encodable(name): _encodable(value) for name, value in form.items()}


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


@FUZZ
@given(form=LOGIN | FORMS, method=st.sampled_from(["GET", "POST"]))
def test_a_login_of_anything_is_answered_calmly(app: Flask, engine: Engine, form: dict[str, str], method: str) -> None:
    client, before = app.test_client(), rows(engine)
    place: dict[str, Any] = {"query_string" if method == "GET" else "data": printable(form)}
    assert client.open("/lti/login", method=method, base_url=HTTPS, **place).status_code in {400, 401}
    assert rows(engine) == before


@FUZZ
@given(form=LAUNCH | FORMS)
def test_a_launch_of_anything_is_answered_calmly(app: Flask, engine: Engine, form: dict[str, str]) -> None:
    before = rows(engine)
    answer = app.test_client().post(
        "/lti/launch", data=printable(form), base_url=HTTPS, headers={"Origin": "http://localhost:8500"}
    )
    assert answer.status_code == 400
    assert rows(engine) == before


@FUZZ
@given(body=st.binary(max_size=300), kind=st.sampled_from(["", "application/json", "multipart/form-data; boundary=x"]))
def test_a_body_of_anything_is_answered_calmly(app: Flask, engine: Engine, body: bytes, kind: str) -> None:
    before = rows(engine)
    for path in ("/lti/login", "/lti/launch"):
        assert app.test_client().post(path, data=body, content_type=kind, base_url=HTTPS).status_code == 400
    assert rows(engine) == before


@FUZZ
@given(token=TOKENS)
def test_a_token_of_anything_opens_nothing(app: Flask, lms: FakePlatform, engine: Engine, token: str) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, asked["state"], _encodable(token))
    assert answer.status_code in {400, 401}
    assert rows(engine) == before


@FUZZ
@given(header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk"]), JSON))
def test_a_header_of_anything_opens_nothing(
    app: Flask, lms: FakePlatform, engine: Engine, header: dict[str, Any]
) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, asked["state"], signed(lms.key, header, lms.claims(asked["nonce"])))
    assert answer.status_code in {400, 401}
    assert rows(engine) == before


@FUZZ
@given(changes=CLAIMS | NESTED, message=st.sampled_from([None, "LtiDeepLinkingRequest", "LtiSubmissionReviewRequest"]))
def test_claims_of_anything_are_refused_or_understood(
    app: Flask, lms: FakePlatform, engine: Engine, changes: dict[str, Any], message: str | None
) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    claims = lms.claims(asked["nonce"]) | ({LTI + "message_type": message} if message else {}) | changes
    answer = send(client, asked["state"], signed(lms.key, {"alg": "RS256", "kid": lms.kid}, claims))
    assert answer.status_code in {303, 400, 401, 403, 404}, answer.text
    if answer.status_code == 303:
        assert client.get(answer.location, base_url=HTTPS, follow_redirects=True).status_code == 200
    elif "deployment" not in answer.text:
        assert rows(engine) == before


@pytest.mark.parametrize("depth", [500, 5_000])
def test_claims_nested_without_end_are_refused(app: Flask, lms: FakePlatform, depth: int) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    payload = f'{{"{LTI}custom": {"[" * depth}{"]" * depth}}}'.encode()
    answer = send(client, asked["state"], signed(lms.key, {"alg": "RS256", "kid": lms.kid}, payload))
    assert answer.status_code in {400, 401}
