"""Launches that must not go on: each is refused in words, uses up its login and leaves nothing else behind.

Source: LTI Security 1.0, 5.1.3; LTI 1.3 Core, 5.3; OpenID Connect Core 1.0, 3.2.2.11.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from attempts import (
    HTTPS,
    assert_calm,
    encoded,
    rows,
    send,
    signed,
    signed_with_public_key_as_secret,
    words_of,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from fakes import AGS, LTI, MEMBERSHIP, TARGET, FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.storage.models import LoginState, LtiDeployment
from lti_npq.web.context import EXTENSION
from visitors import begin_login

WEAK_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505  # weak on purpose
OTHER_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
NO_ACCESS = "Your role in this course gives no access to it."


def soon(seconds: float) -> int:
    """Return a moment this far from now, as tokens write it."""
    return int(time.time() + seconds)


@dataclass(frozen=True)
class Wrong:
    """One thing wrong with the claims of an otherwise correct launch."""

    name: str
    status: int
    says: str
    claims: Callable[[], dict[str, Any]]


def wrong(name: str, status: int, says: str, /, **claims: Any) -> Wrong:
    """Return a case that changes claims of OpenID Connect."""
    return Wrong(name, status, says, lambda: claims)


def wrong_lti(name: str, status: int, says: str, claim: str, value: Any) -> Wrong:
    """Return a case that changes a claim of LTI."""
    return Wrong(name, status, says, lambda: {LTI + claim: value})


def no_access(name: str, *roles: str) -> Wrong:
    return wrong_lti(name, 403, NO_ACCESS, "roles", list(roles))


MISSING = [
    *(wrong(f"no {claim}", 401, f"The launch has no {claim}.", **{claim: None}) for claim in ("exp", "iat", "nonce")),
    *(wrong(f"no {claim}", 401, f"The launch has no {claim}.", **{claim: None}) for claim in ("iss", "aud")),
    # Anonymous launches are refused until the tool offers them.
    wrong("no sub", 401, "The LMS does not say who you are.", sub=None),
    *(
        wrong_lti(f"no {claim}", 400, f"The launch has no {claim}.", claim, None)
        for claim in ("version", "message_type", "deployment_id", "target_link_uri", "roles")
    ),
    wrong_lti("no resource_link", 400, "The launch has no resource_link.id.", "resource_link", None),
    wrong_lti("no resource_link.id", 400, "The launch has no resource_link.id.", "resource_link", {"title": "Unit"}),
]
WRONG_TIMES = [
    Wrong("expired", 401, "The launch has expired", lambda: {"exp": soon(-65)}),
    Wrong("expired long ago", 401, "The launch has expired", lambda: {"iat": soon(-300), "exp": soon(-240)}),
    Wrong("not before a later time", 401, "The launch comes from the future", lambda: {"nbf": soon(90)}),
    Wrong("issued in the future", 401, "The launch comes from the future", lambda: {"iat": soon(90)}),
    Wrong("issued too long ago", 401, "The launch was issued too long ago", lambda: {"iat": soon(-700)}),
    Wrong("issued yesterday, good for a week", 401, "too long ago", lambda: {"iat": soon(-86_400), "exp": soon(6e5)}),
    wrong("exp as words", 401, "The launch is malformed", exp="soon"),
    wrong("exp as a list", 401, "The launch is malformed", exp=[1]),
    wrong("exp without end", 401, "The launch is malformed", exp=float("inf")),
    wrong("iat as words", 401, "The launch's time of issue is malformed", iat="yesterday"),
    wrong("iat as digits in text", 400, "The launch's iat is malformed", iat=str(soon(0))),
    wrong("iat true", 400, "The launch's iat is malformed", iat=True),
    wrong("nbf as words", 401, "The launch is malformed", nbf="later"),
]
WRONG_IDENTITIES = [
    wrong("foreign issuer", 401, "from another LMS than the login", iss="https://evil.example.org"),
    wrong("issuer with a slash more", 401, "from another LMS than the login", iss="https://lms.example.org/"),
    wrong("issuer as a list", 401, "from another LMS than the login", iss=["https://lms.example.org"]),
    wrong("foreign audience", 401, "meant for another tool (aud)", aud="client-2"),
    wrong("foreign audience in a list", 401, "meant for another tool (aud)", aud=["client-2"]),
    wrong("no audience in the list", 401, "aud", aud=[]),
    wrong("audience as a number", 401, "meant for another tool (aud)", aud=1),
    wrong("one audience more", 401, "also meant for others (aud)", aud=["client-1", "client-2"]),
    wrong("one audience more, azp ours", 401, "also meant for others", aud=["client-1", "client-2"], azp="client-1"),
    wrong("ourselves twice without azp", 401, "does not say which of them asked", aud=["client-1", "client-1"]),
    wrong("foreign azp", 401, "issued for another tool (azp)", azp="client-2"),
    wrong("azp as a list", 401, "issued for another tool (azp)", azp=["client-1"]),
    wrong("foreign nonce", 401, "does not belong to this login (nonce)", nonce="another"),
    wrong("empty nonce", 401, "does not belong to this login (nonce)", nonce=""),
    wrong("nonce as a list", 401, "does not belong to this login (nonce)", nonce=["n"]),
    wrong("empty sub", 401, "The LMS does not say who you are", sub=""),
    wrong("sub true", 401, "The LMS does not say who you are", sub=True),
    wrong("sub as a list", 401, "The LMS does not say who you are", sub=["user-1"]),
]
WRONG_MESSAGES = [
    wrong_lti("version of LTI 1.1", 401, "The launch is not LTI 1.3", "version", "LTI-1p0"),
    wrong_lti("version short", 401, "The launch is not LTI 1.3", "version", "1.3"),
    wrong_lti("version as a number", 400, "The launch has no version", "version", 1.3),
    wrong_lti("unknown message", 400, "of a kind that this tool does not offer", "message_type", "LtiOtherRequest"),
    wrong_lti("message of LTI 1.1", 400, "of a kind", "message_type", "basic-lti-launch-request"),
    wrong_lti("message as a list", 400, "has no message_type", "message_type", ["LtiResourceLinkRequest"]),
    wrong_lti("deployment as a number", 400, "has no deployment_id", "deployment_id", 1),
    wrong_lti("empty deployment", 400, "has no deployment_id", "deployment_id", ""),
    wrong_lti("unknown deployment", 403, "has not been approved yet", "deployment_id", "deployment-2"),
    wrong_lti("foreign target", 401, "an address that is not ours", "target_link_uri", "https://evil.example.org/"),
    wrong_lti("another page of ours", 401, "not ours", "target_link_uri", TARGET.replace("launch", "login")),
    wrong_lti("target that only begins like ours", 401, "not ours", "target_link_uri", TARGET + ".evil.example.org"),
    wrong_lti("target below ours", 401, "not ours", "target_link_uri", TARGET + "/x"),
    wrong_lti("target with a fragment", 401, "not ours", "target_link_uri", TARGET + "#x"),
    wrong_lti("target in capitals", 401, "not ours", "target_link_uri", TARGET.upper()),
    wrong_lti("resource link as text", 400, "resource_link is malformed", "resource_link", "link-1"),
    wrong_lti("resource link id as a number", 400, "no resource_link.id", "resource_link", {"id": 1}),
    wrong_lti("resource link id empty", 400, "no resource_link.id", "resource_link", {"id": ""}),
    wrong_lti("context as a list", 400, "context is malformed", "context", ["course-1"]),
    wrong_lti("custom as text", 400, "custom is malformed", "custom", "content=small-2021"),
    wrong_lti("presentation as text", 400, "launch_presentation is malformed", "launch_presentation", "frame"),
    wrong("gradebook as text", 400, "endpoint is malformed", **{AGS: "https://lms.example.org/lineitems"}),
    wrong_lti("content that nobody published", 404, "is not published here", "custom", {"content": "other-2021"}),
    wrong_lti("module that is not there", 404, "A small programme has nothing", "custom", {"content": "small-2021/x"}),
    wrong_lti("content key of a page", 404, "has nothing called", "custom", {"content": "small-2021/planning-see"}),
    wrong_lti("path as a content key", 404, "is not published here", "custom", {"content": "../../etc/passwd"}),
]
WRONG_ROLES = [
    wrong_lti("roles as a dictionary", 400, "has no roles", "roles", {"role": "Learner"}),
    wrong_lti("roles as numbers", 400, "has no roles", "roles", [1, 2]),
    wrong_lti("roles null in a list", 400, "has no roles", "roles", [None]),
    no_access("no role at all"),
    no_access("empty role", ""),
    no_access("a mentor", MEMBERSHIP + "Mentor"),
    no_access("a course administrator", MEMBERSHIP + "Administrator"),
    no_access("an administrator of the institution", INSTITUTION + "Administrator"),
    no_access("an administrator of the system", SYSTEM + "Administrator"),
    no_access("an instructor in the institution only", INSTITUTION + "Instructor"),
    no_access("a guest in the course though student of the institution", MEMBERSHIP + "Guest", INSTITUTION + "Student"),
    no_access("a sub-role of a mentor", SUB_ROLE + "Mentor#Instructor"),
    no_access("a role in other capitals", MEMBERSHIP + "learner"),
    no_access("a role of LTI 1.1", "urn:lti:role:ims/lis/Instructor"),
    no_access("a role of somebody's own", "https://evil.example.org/membership#Instructor"),
]
UNSTORABLE = [
    wrong("zero character in sub", 400, "The launch's sub is malformed", sub="user\0"),
    wrong("half a character in sub", 400, "The launch's sub is malformed", sub="\ud800"),
    wrong("half a character in the name", 400, "The launch's name is malformed", name="A\udfff"),
    wrong_lti("zero character in the course's id", 400, "id is malformed", "context", {"id": "a\0"}),
    wrong_lti("zero character in the course's title", 400, "title is malformed", "context", {"id": "a", "title": "\0"}),
    wrong_lti("zero character in the deployment", 400, "deployment_id is malformed", "deployment_id", "a\0"),
    wrong_lti("zero character in the link", 400, "resource_link.id is malformed", "resource_link", {"id": "a\0"}),
    wrong_lti("zero character in the content key", 400, "custom is malformed", "custom", {"content": "a\0"}),
    wrong_lti("zero in the address", 400, "target_link_uri is malformed", "target_link_uri", TARGET + "?content=%00"),
]
WRONG_CLAIMS = [*MISSING, *WRONG_TIMES, *WRONG_IDENTITIES, *WRONG_MESSAGES, *WRONG_ROLES, *UNSTORABLE]


@pytest.mark.parametrize("case", WRONG_CLAIMS, ids=lambda case: case.name)
def test_a_launch_with_wrong_claims_is_refused(app: Flask, lms: FakePlatform, engine: Engine, case: Wrong) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    claims = lms.claims(**{"nonce": asked["nonce"], **case.claims()})
    answer = send(client, asked["state"], signed(lms.key, {"alg": "RS256", "kid": lms.kid}, claims))
    assert_calm(answer, case.status, case.says)
    assert rows(engine) == {**before, "login_state": 0}


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
    ("oversized", 400, "The launch is too large", with_header(padding="x" * 64_000)),
]


@pytest.mark.parametrize(
    ("status", "says", "make"), [case[1:] for case in WRONG_TOKENS], ids=[case[0] for case in WRONG_TOKENS]
)
def test_a_token_that_proves_nothing_is_refused(
    app: Flask, lms: FakePlatform, engine: Engine, status: int, says: str, make: Token
) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, asked["state"], make(lms, lms.claims(asked["nonce"])))
    assert_calm(answer, status, says)
    assert rows(engine) == {**before, "login_state": 0}
    assert {url for _, url in lms.requests} <= {f"{lms.issuer}/jwks"}


def test_a_key_of_1024_bits_is_refused_though_the_lms_publishes_it(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    lms.key = WEAK_KEY
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    token = signed(WEAK_KEY, {"alg": "RS256", "kid": lms.kid}, lms.claims(asked["nonce"]))
    answer = send(client, asked["state"], token)
    assert_calm(answer, 401, "a key that is too weak to trust")
    assert rows(engine) == {**before, "login_state": 0}


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
    ("nothing", 503, "could not be fetched", Answer(200, {}, b"")),
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
    app: Flask, lms: FakePlatform, engine: Engine, status: int, says: str, document: Answer | DoorError
) -> None:
    app.extensions[EXTENSION].platform_keys = PlatformKeys(KeysDoor(document))  # type: ignore[arg-type]
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, status, says)
    assert rows(engine) == {**before, "login_state": 0}


def test_a_launch_sent_twice_is_refused_the_second_time(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    token = lms.sign(lms.claims(asked["nonce"]))
    assert send(client, asked["state"], token).status_code == 303
    before = rows(engine)
    assert_calm(send(client, asked["state"], token), 400, "used already or waited too long")
    assert rows(engine) == before


def test_a_refused_launch_uses_up_its_login(app: Flask, lms: FakePlatform) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    assert send(client, asked["state"], "nonsense").status_code == 400
    assert_calm(send(client, asked["state"], lms.sign(lms.claims(asked["nonce"]))), 400, "used already")


def test_a_token_does_not_fit_another_login_of_the_same_browser(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    first, second = begin_login(client, lms), begin_login(client, lms)
    before = rows(engine)
    answer = send(client, second["state"], lms.sign(lms.claims(first["nonce"])))
    assert_calm(answer, 401, "does not belong to this login (nonce)")
    assert rows(engine) == {**before, "login_state": 1}


@pytest.mark.parametrize("state", ["", "unknown", "\0", "é" * 5_000], ids=["empty", "unknown", "zero", "long"])
def test_a_state_that_nobody_sent_out_is_refused(app: Flask, lms: FakePlatform, engine: Engine, state: str) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, state, lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 400, "")
    assert rows(engine) == before


def test_a_launch_without_a_state_is_refused(app: Flask, lms: FakePlatform) -> None:
    token = lms.sign(lms.claims("nonce"))
    answer = app.test_client().post("/lti/launch", data={"id_token": token}, base_url=HTTPS)
    assert_calm(answer, 400, "used already or waited too long")


def test_a_login_older_than_ten_minutes_is_refused(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    with Session(engine) as session, session.begin():
        session.execute(update(LoginState).values(expires_at=datetime.now(UTC)))
    answer = send(client, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 400, "used already or waited too long")


def test_a_launch_in_another_browser_is_refused_and_leaves_the_login_to_its_owner(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    owner, thief = app.test_client(), app.test_client()
    asked = begin_login(owner, lms)
    begin_login(thief, lms)
    before = rows(engine)
    token = lms.sign(lms.claims(asked["nonce"]))
    assert_calm(send(thief, asked["state"], token), 400, "This launch was started in another browser.")
    assert rows(engine) == before
    assert send(owner, asked["state"], token).status_code == 303


def test_a_token_of_another_registered_lms_does_not_answer_this_ones_login(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    other = FakePlatform(issuer="https://other.example.org", key=OTHER_KEY)
    client = app.test_client()
    asked = begin_login(client, lms)
    answer = send(client, asked["state"], other.sign(other.claims(asked["nonce"])))
    assert_calm(answer, 401, "signature is wrong")


def test_a_deployment_that_waits_for_approval_is_refused(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(LtiDeployment).values(approved_at=None))
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    answer = send(client, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_calm(answer, 403, "has not been approved yet")
    assert "approve the deployment" in words_of(answer)
    assert rows(engine) == {**before, "login_state": 0}


def test_what_the_lms_refused_is_said_in_its_words_and_never_as_markup(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    before = rows(engine)
    form = {
        "state": asked["state"],
        "error": "login_required",
        "error_description": "Session over <script>" + "x" * 500,
    }
    answer = client.post("/lti/launch", data=form, base_url=HTTPS)
    assert_calm(answer, 401, "Your LMS refused to open it: Session over <script>xxx")
    assert "<script>xxx" not in answer.text
    assert "x" * 200 not in answer.text
    assert rows(engine) == before


def test_an_error_without_a_description_is_said_by_its_code(app: Flask) -> None:
    answer = app.test_client().post("/lti/launch", data={"error": "login_required"}, base_url=HTTPS)
    assert_calm(answer, 401, "Your LMS refused to open it: login_required.")


def test_a_browser_without_a_cookie_is_offered_a_tab_of_its_own_that_works(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    framed = app.test_client()
    asked = begin_login(framed, lms)
    blocked = app.test_client(use_cookies=False)
    before = rows(engine)
    page = send(blocked, asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert page.status_code == 200
    assert 'target="_blank"' in page.text
    assert rows(engine) == before

    tab = app.test_client()
    link = words_of(page).partition('class="button" href="')[2].partition('"')[0]
    again = tab.get(link, base_url=HTTPS)
    assert again.status_code == 302
    query = dict(pair.split("=", 1) for pair in again.location.partition("?")[2].split("&"))
    assert query["login_hint"] == "hint"
    opened = send(tab, query["state"], lms.sign(lms.claims(query["nonce"])))
    assert opened.status_code == 303
    assert tab.get(opened.location, follow_redirects=True).status_code == 200


def test_a_launch_larger_than_any_launch_is_refused_before_it_is_read(app: Flask, engine: Engine) -> None:
    before = rows(engine)
    answer = app.test_client().post("/lti/launch", data={"state": "s", "id_token": "x" * 2_100_000}, base_url=HTTPS)
    assert_calm(answer, 413, "That was too much at once")
    assert rows(engine) == before


def test_opening_the_launch_address_by_hand_is_answered_calmly(app: Flask) -> None:
    assert_calm(app.test_client().get("/lti/launch"), 405, "This address works differently")
