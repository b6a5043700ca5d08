"""Access tokens: asked for with a signed assertion, kept until they run out.

Source: LTI Security 1.0, 4.1.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from scripted_door import REGISTRATION, TOKEN_URL, Request, answer

from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import Remedy, ServiceError
from lti_npq.platforms.service_tokens import ServiceTokens

SCORE, RESULT = "https://example.org/scope/score", "https://example.org/scope/result"
OTHER = Registration(2, REGISTRATION.issuer, "client-2", REGISTRATION.auth_url, TOKEN_URL, REGISTRATION.jwks_url)


class TokenServer:
    """A platform's token address, and the clock that both sides see."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.assertions: list[dict[str, Any]] = []
        self.lasts: Any = 3_600
        self.answer: Answer | DoorError | None = None
        self.now = 1_800_000_000.75
        self.tokens = ServiceTokens(self, self._sign, lambda: self.now)  # type: ignore[arg-type]

    def _sign(self, claims: dict[str, Any]) -> str:
        self.assertions.append(claims)
        return f"signed-{len(self.assertions)}"

    def request(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> Answer:
        self.asked.append(Request(method, url, headers, body))
        if isinstance(self.answer, DoorError):
            raise self.answer
        if self.answer is not None:
            return self.answer
        return answer({"access_token": f"token-{len(self.asked)}", "expires_in": self.lasts})


@pytest.fixture
def server() -> TokenServer:
    return TokenServer()


def test_a_token_is_asked_for_as_the_standard_says(server: TokenServer) -> None:
    assert server.tokens.get(REGISTRATION, [SCORE, RESULT]) == "token-1"
    [asked] = server.asked
    assert (asked.method, asked.url) == ("POST", TOKEN_URL)
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.form == {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "signed-1",
        "scope": f"{RESULT} {SCORE}",
    }


def test_the_assertion_names_us_and_is_backdated_by_five_seconds(server: TokenServer) -> None:
    server.tokens.get(REGISTRATION, [SCORE])
    [claims] = server.assertions
    assert claims.pop("jti")
    assert claims == {
        "iss": "client-1",
        "sub": "client-1",
        "aud": TOKEN_URL,
        "iat": 1_799_999_995,
        "exp": 1_800_000_295,
    }


def test_an_lms_whose_clock_is_behind_is_asked_again_by_its_own_time(server: TokenServer) -> None:
    behind = format_datetime(datetime.fromtimestamp(server.now - 30, UTC), usegmt=True)
    server.answer = Answer(400, {"Date": behind}, b"Cannot handle token with iat prior to now")
    with pytest.raises(ServiceError):
        server.tokens.get(REGISTRATION, [SCORE])
    assert [claims["iat"] for claims in server.assertions] == [1_799_999_995, 1_799_999_965]
    server.answer = None
    server.tokens.get(REGISTRATION, [SCORE])
    assert server.assertions[-1]["iat"] == 1_799_999_965
    server.tokens.get(OTHER, [SCORE])
    assert server.assertions[-1]["iat"] == 1_799_999_995


@pytest.mark.parametrize("ahead", [0, 30])
def test_an_lms_that_refuses_with_a_clock_that_is_not_behind_is_asked_once(server: TokenServer, ahead: int) -> None:
    shown = format_datetime(datetime.fromtimestamp(server.now + ahead, UTC), usegmt=True)
    server.answer = Answer(401, {"Date": shown}, b"")
    with pytest.raises(ServiceError):
        server.tokens.get(REGISTRATION, [SCORE])
    assert len(server.asked) == 1


def test_no_two_assertions_have_the_same_id(server: TokenServer) -> None:
    server.tokens.get(REGISTRATION, [SCORE])
    server.tokens.get(REGISTRATION, [RESULT])
    assert server.assertions[0]["jti"] != server.assertions[1]["jti"]


def test_a_token_is_kept_until_a_minute_before_it_runs_out(server: TokenServer) -> None:
    server.tokens.get(REGISTRATION, [SCORE])
    server.now += 3_539
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-1"
    server.now += 2
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-2"
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-2"


def test_the_order_of_scopes_does_not_matter(server: TokenServer) -> None:
    server.tokens.get(REGISTRATION, [SCORE, RESULT])
    server.tokens.get(REGISTRATION, iter([RESULT, SCORE]))
    assert len(server.asked) == 1


def test_other_scopes_and_other_registrations_get_and_keep_tokens_of_their_own(server: TokenServer) -> None:
    wanted = [(REGISTRATION, SCORE), (REGISTRATION, RESULT), (OTHER, SCORE)]
    for _ in range(2):
        given = [server.tokens.get(registration, [scope]) for registration, scope in wanted]
        assert given == ["token-1", "token-2", "token-3"]
    assert [claims["iss"] for claims in server.assertions] == ["client-1", "client-1", "client-2"]


def test_a_forgotten_token_is_asked_for_anew_and_no_other(server: TokenServer) -> None:
    server.tokens.get(REGISTRATION, [SCORE])
    server.tokens.get(REGISTRATION, [RESULT])
    server.tokens.forget(REGISTRATION, [SCORE])
    assert server.tokens.get(REGISTRATION, [RESULT]) == "token-2"
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-3"


def test_forgetting_what_was_never_held_is_no_error(server: TokenServer) -> None:
    server.tokens.forget(REGISTRATION, [SCORE])
    assert server.asked == []


@pytest.mark.parametrize(("lasts", "kept"), [(30, 0.9), (None, 239), ("3600", 239), (120.5, 60), (-5, 0.9)])
def test_an_odd_lifetime_keeps_a_token_for_a_sensible_time(server: TokenServer, lasts: object, kept: float) -> None:
    server.lasts = lasts
    server.tokens.get(REGISTRATION, [SCORE])
    server.now += kept
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-1"
    server.now += 2
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-2"


@pytest.mark.parametrize(
    ("given", "remedy", "words"),
    [
        (
            answer({"error": "invalid_scope"}, 400),
            Remedy.RIGHTS,
            "did not give access to its services: it does not allow that",
        ),
        (answer({"error": "invalid_client"}, 401), Remedy.RIGHTS, "HTTP 401"),
        (answer({}, 403), Remedy.RIGHTS, "HTTP 403"),
        (answer({}, 409), Remedy.PERSON, "HTTP 409"),
        (Answer(404, {}, b"<!doctype html>"), Remedy.WAIT, "HTTP 404"),
        (Answer(503, {}, b""), Remedy.WAIT, "HTTP 503"),
        (Answer(429, {"Retry-After": "7"}, b""), Remedy.WAIT, "HTTP 429"),
        (Answer(302, {}, b""), Remedy.PERSON, "HTTP 302"),
        (answer({"token_type": "Bearer"}), Remedy.PERSON, "granted no access token"),
        (answer({"access_token": 5}), Remedy.PERSON, "granted no access token"),
        (answer(["token"]), Remedy.PERSON, "granted no access token"),
        (Answer(200, {}, b"<!doctype html>"), Remedy.WAIT, "makes no sense: the answer is not JSON"),
        (DoorError("no answer"), Remedy.WAIT, "could not be reached: no answer"),
    ],
)
def test_a_refusal_says_who_can_help_and_is_not_kept(
    server: TokenServer, given: Answer | DoorError, remedy: Remedy, words: str
) -> None:
    server.answer = given
    with pytest.raises(ServiceError, match=words) as refused:
        server.tokens.get(REGISTRATION, [SCORE])
    assert refused.value.remedy is remedy
    assert refused.value.retry_after == (7 if "429" in words else None)
    server.answer = None
    assert server.tokens.get(REGISTRATION, [SCORE]) == "token-2"


def test_moodles_own_way_of_writing_the_answer_is_understood(server: TokenServer) -> None:
    body = (
        b'{\n  "access_token" : "REDACTED",\n  "token_type" : "Bearer",\n  "expires_in" : 3600,\n  "scope" : "a b"\n}'
    )
    server.answer = Answer(200, {"Content-Type": "text/html; charset=utf-8"}, body)
    assert server.tokens.get(REGISTRATION, [SCORE]) == "REDACTED"
