"""Whatever is sent to the registration page, and whatever an LMS answers: words, never a fault of ours."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from test_registering import Administrator

from lti_npq.platforms.door import Answer
from registering_platform import CONFIGURATION_PATH, PLATFORM, REGISTRATION_TOKEN, TOOL, RegisteringPlatform

FUZZED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
ADDRESSES = st.text(max_size=40) | st.builds(
    "{}://{}{}".format,
    st.sampled_from(["https", "http", "HTTPS", "ftp", "javascript", ""]),
    st.text(alphabet="abc.:[]@%-_0123456789\\/?#é ", max_size=20),
    st.sampled_from(["", "/c", ":99999/c", "/c?d=e#f"]),
)
FIELDS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint", "scopes_supported")
INSIDE = ("product_family_code", "messages_supported", "variables", "https://canvas.instructure.com/lti/account_name")


@pytest.fixture
def administrator(app: Flask, engine: Engine) -> Administrator:
    return Administrator(app, engine)


@FUZZED
@given(asked=st.dictionaries(st.sampled_from(["invitation", "openid_configuration", "registration_token"]), ADDRESSES))
def test_anything_in_the_address_is_answered_in_words(administrator: Administrator, asked: dict[str, str]) -> None:
    lms = RegisteringPlatform()
    asked = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    for answer in (administrator.opens(lms, **asked), administrator.registers(lms, **asked)):
        assert answer.status_code < 500 or answer.status_code == 502


@FUZZED
@given(
    own=st.dictionaries(st.sampled_from(FIELDS), JUNK | ADDRESSES, max_size=3),
    inside=st.dictionaries(st.sampled_from(INSIDE), JUNK, max_size=3),
)
def test_anything_in_a_configuration_is_answered_in_words(
    administrator: Administrator, own: dict[str, Any], inside: dict[str, Any]
) -> None:
    lms = RegisteringPlatform(own={**own, PLATFORM: {"product_family_code": "canvas", **inside}})
    answer = administrator.registers(lms, invitation=administrator.is_invited())
    assert answer.status_code in {200, 400, 502}


@FUZZED
@given(made=JUNK, client_id=JUNK, deployment_id=JUNK, scope=JUNK, status=st.sampled_from([200, 201, 204, 400, 500]))
def test_anything_that_an_lms_answers_is_taken_or_explained(
    administrator: Administrator, made: Any, client_id: Any, deployment_id: Any, scope: Any, status: int
) -> None:
    document = {"client_id": client_id, "scope": scope, TOOL: {"deployment_id": deployment_id}}
    for body in (made, document):
        lms = RegisteringPlatform(answer=Answer(status, {}, json.dumps(body).encode()))
        answer = administrator.registers(lms, invitation=administrator.is_invited())
        assert answer.status_code in {200, 502}


@FUZZED
@given(body=st.binary(max_size=200), which=st.sampled_from(["configuration", "answer"]))
def test_any_bytes_of_an_lms_are_explained(administrator: Administrator, body: bytes, which: str) -> None:
    lms = RegisteringPlatform(**{which: Answer(200, {}, body)})
    answer = administrator.registers(lms, registration_token=REGISTRATION_TOKEN)
    assert answer.status_code == 502
    assert lms.requests[0] == ("GET", f"{lms.issuer}{CONFIGURATION_PATH}")
