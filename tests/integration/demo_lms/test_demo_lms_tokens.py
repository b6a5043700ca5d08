import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from scripted_tool import AGS, LINE_ITEMS, ScriptedTool

from lti_npq.demo_lms import DemoSettings, start_in_thread

ITEMS = "/services/courses/npqh-autumn/lineitems"


def test_a_signed_assertion_earns_a_bearer_token(tool):
    answer = tool.ask_token()
    assert answer.status == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 3600
    assert answer.headers["Cache-Control"] == "no-store"


def test_moodle_calls_its_token_and_its_refusal_html(lms_with, tool_of):
    tool = tool_of(lms_with("moodle"))
    granted, refused = tool.ask_token(), tool.ask_token(("everything",))
    assert granted.headers["Content-Type"] == refused.headers["Content-Type"] == "text/html; charset=utf-8"
    assert granted.json()["expires_in"] == 3600
    assert refused.status == 400


def test_the_issuer_is_an_audience_too(lms, tool):
    assert tool.ask_token(client_assertion=tool.assertion(aud=[lms.address, "http://other"])).status == 200


def test_only_known_scopes_are_granted(tool):
    answer = tool.ask_token(scopes=("score", "everything"))
    assert answer.json()["scope"] == f"{AGS}score"
    assert tool.ask_token(scopes=("everything",)).json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody-else"},
        {"sub": "somebody-else"},
        {"aud": "http://127.0.0.1:1/lti/token"},
        {"exp": time.time() - 60},
        {"iat": time.time() + 3600, "exp": time.time() + 7200},
        {"iss": None},
        {"sub": None},
        {"aud": None},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"jti": 7},
    ],
)
def test_an_assertion_with_a_wrong_or_missing_claim_is_refused(tool, claims):
    answer = tool.ask_token(client_assertion=tool.assertion(**claims))
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_an_assertion_signed_by_another_key_is_refused(tool):
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert tool.ask_token(client_assertion=tool.assertion(key=foreign)).status == 401


def test_nonsense_for_an_assertion_is_refused(tool):
    assert tool.ask_token(client_assertion="not.a.token").status == 401


def test_an_assertion_without_a_kid_is_refused(tool):
    answer = tool.ask_token(client_assertion=tool.assertion(kid=None, key=tool.keys.private["first"]))
    assert "names no kid" in answer.json()["error_description"]


def test_a_key_the_tool_does_not_publish_is_refused(tool):
    answer = tool.ask_token(client_assertion=tool.assertion(kid="unheard-of", key=tool.keys.private["first"]))
    assert (answer.status, "no RSA key" in answer.json()["error_description"]) == (401, True)


def test_a_tool_whose_keys_cannot_be_read_gets_no_token(published_keys):
    with start_in_thread(DemoSettings(port=0, tool="http://localhost:1")) as lms:
        tool = ScriptedTool(lms, published_keys)
        answer = tool.ask_token()
        tool.close()
    assert answer.status == 401
    assert "no keys could be read from http://localhost:1/lti/jwks" in answer.json()["error_description"]


def test_an_assertion_works_once(tool):
    assertion = tool.assertion()
    assert tool.ask_token(client_assertion=assertion).status == 200
    again = tool.ask_token(client_assertion=assertion)
    assert again.status == 401
    assert "jti" in again.json()["error_description"]


def test_the_keys_are_fetched_once_and_again_for_an_unknown_kid(tool):
    before = tool.keys.fetches
    tool.ask_token()
    tool.ask_token()
    assert tool.keys.fetches == before + 1
    tool.keys.add("rotated")
    assert tool.ask_token(client_assertion=tool.assertion("rotated")).status == 200
    assert tool.keys.fetches == before + 2


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("grant_type", "password", "unsupported_grant_type"),
        ("client_assertion_type", "secret", "invalid_request"),
    ],
)
def test_another_kind_of_request_is_refused(tool, field, value, error):
    answer = tool.ask_token(**{field: value})
    assert (answer.status, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic ZGVtbzpkZW1v"}])
def test_services_want_a_living_token(tool, headers):
    answer = tool.http("GET", ITEMS, headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends(lms_with, tool_of):
    tool = tool_of(lms_with(token_lifetime=0))
    assert tool.service("GET", ITEMS, accepts=LINE_ITEMS).status == 401


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", ITEMS, ("score", "result.readonly")),
        ("POST", ITEMS, ("lineitem.readonly", "score")),
        ("GET", f"{ITEMS}/1/lineitem", ("score",)),
        ("PUT", f"{ITEMS}/1/lineitem", ("lineitem.readonly",)),
        ("DELETE", f"{ITEMS}/1/lineitem", ("lineitem.readonly", "score", "result.readonly")),
        ("POST", f"{ITEMS}/1/lineitem/scores", ("lineitem", "result.readonly")),
        ("GET", f"{ITEMS}/1/lineitem/results", ("lineitem", "score")),
    ],
)
def test_each_verb_wants_its_own_scope(tool, method, path, scopes):
    answer = tool.service(method, path, scopes=scopes)
    assert answer.status == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
