"""Notices that a platform sends by itself: only its own are believed, and the same one again changes nothing."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jwt.api_jws import PyJWS
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import couriers
from fakes import LTI, FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.services import delivery, registry
from lti_npq.services.delivery import Doors
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import ContextOrigin, LtiContext, NoticeSubscription
from lti_npq.workers.delivering import deliver_all
from stored import rows
from visitors import Visitor

Launch = Callable[..., Visitor]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def copied(lms: FakePlatform, **changes: Any) -> dict[str, Any]:
    """Return the claims of a notice that course-2 was copied from course-1; a change to None takes one away."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": lms.issuer,
        "aud": lms.client_id,
        "azp": lms.client_id,
        "iat": now,
        "exp": now + 3_600,
        "nonce": "n-1",
        LTI + "version": "1.3.0",
        LTI + "deployment_id": "deployment-1",
        LTI + "notice": {"id": "notice-1", "timestamp": "2026-11-21T11:24:25Z", "type": "LtiContextCopyNotice"},
        LTI + "context": {"id": "course-2", "title": "Spring cohort"},
        LTI + "origin_contexts": ["course-1"],
    }
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def deliver(client: FlaskClient, *tokens: str) -> TestResponse:
    return client.post("/lti/notices", json={"notices": [{"jwt": token} for token in tokens]})


@pytest.fixture
def autumn(visit: Launch) -> Visitor:
    """The facilitator of the course that is copied."""
    return visit(**Visitor.AS_FACILITATOR)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_notice_makes_the_copy_a_question(
    autumn: Visitor, client: FlaskClient, lms: FakePlatform, visit: Launch
) -> None:
    answer = deliver(client, lms.sign(copied(lms)))
    assert (answer.status_code, answer.get_json()) == (200, {"taken": 1, "refused": 0})
    spring = visit(**Visitor.AS_FACILITATOR, **{LTI + "context": {"id": "course-2", "title": "Spring cohort"}})
    assert "copied from “Autumn cohort”" in spring.get("marking").text


def test_the_same_notice_again_changes_nothing(
    autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine
) -> None:
    notice = lms.sign(copied(lms))
    assert deliver(client, notice, notice).status_code == 200
    assert deliver(client, notice).status_code == 200
    assert len(rows(engine, ContextOrigin)) == 1


def test_a_copy_of_a_course_that_is_not_known_leaves_nothing_behind(
    autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine
) -> None:
    courses = len(rows(engine, LtiContext))
    assert deliver(client, lms.sign(copied(lms, **{LTI + "origin_contexts": ["elsewhere"]}))).status_code == 200
    assert len(rows(engine, LtiContext)) == courses


def test_a_notice_of_another_kind_is_taken_and_left_alone(
    autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine
) -> None:
    hello = {LTI + "notice": {"id": "2", "type": "LtiHelloWorldNotice"}, LTI + "origin_contexts": None}
    assert deliver(client, lms.sign(copied(lms, **hello))).status_code == 200
    assert rows(engine, ContextOrigin) == []


def test_a_bad_notice_does_not_hold_up_the_good_ones(
    autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine
) -> None:
    answer = deliver(client, "nonsense", lms.sign(copied(lms)))
    assert (answer.status_code, answer.get_json()) == (400, {"taken": 1, "refused": 1})
    assert len(rows(engine, ContextOrigin)) == 1


OLD = int(time.time()) - 4_000
REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "no issuer": ({"iss": None}, 400),
    "an unknown issuer": ({"iss": "https://evil.example.net"}, 401),
    "no audience": ({"aud": None}, 400),
    "another audience": ({"aud": "client-9"}, 401),
    "a further audience": ({"aud": ["client-1", "client-9"]}, 401),
    "a foreign party": ({"azp": "client-9"}, 401),
    "no end": ({"exp": None}, 401),
    "an end in the past": ({"exp": OLD}, 401),
    "no beginning": ({"iat": None}, 401),
    "issued long ago": ({"iat": OLD}, 401),
    "no nonce": ({"nonce": None}, 401),
    "another version": ({LTI + "version": "1.1"}, 401),
    "no deployment": ({LTI + "deployment_id": None}, 400),
    "an unknown deployment": ({LTI + "deployment_id": "deployment-9"}, 403),
    "no notice": ({LTI + "notice": None}, 400),
    "a notice that is text": ({LTI + "notice": "LtiContextCopyNotice"}, 400),
    "no context": ({LTI + "context": None}, 400),
    "a context id that is too long": ({LTI + "context": {"id": "x" * 256}}, 400),
    "an origin id that is too long": ({LTI + "origin_contexts": ["x" * 256]}, 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_notice_is_held_to_what_launches_are(
    name: str, autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine
) -> None:
    changes, status = REFUSED[name]
    assert deliver(client, lms.sign(copied(lms, **changes))).status_code == status
    assert rows(engine, ContextOrigin) == []


def test_a_forged_notice_is_refused(autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine) -> None:
    forger = FakePlatform(key=rsa.generate_private_key(public_exponent=65_537, key_size=2_048))
    assert deliver(client, forger.sign(copied(lms))).status_code == 401
    assert deliver(client, lms.sign(copied(lms), kid="another")).status_code == 401
    unsigned = jwt.encode(copied(lms), None, algorithm="none", headers={"kid": lms.kid})
    assert deliver(client, unsigned).status_code == 401
    assert rows(engine, ContextOrigin) == []


def test_an_lms_speaks_for_its_own_courses_only(
    autumn: Visitor, client: FlaskClient, lms: FakePlatform, engine: Engine
) -> None:
    other = FakePlatform(client_id="client-2")
    registration = NewRegistration(name="Other", deployments=["deployment-1"], **other.registration)
    with Session(engine) as session, session.begin():
        registry.register(session, "Another provider", registration, datetime.now(UTC))
    assert deliver(client, other.sign(copied(other))).status_code == 200
    assert rows(engine, ContextOrigin) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"[]", 400),
        (b'{"notices": []}', 400),
        (b'{"notices": [{"jwt": 1}]}', 400),
        (b'{"notices": {"jwt": "x"}}', 400),
        (json.dumps({"notices": [{"jwt": "x"}] * 101}).encode(), 400),
        (json.dumps({"notices": [{"jwt": "x" * 70_000}]}).encode(), 400),
        (b"[" * 100_000, 400),
        (b'{"notices": "' + b"x" * 1_000_001 + b'"}', 413),
    ],
    ids=["empty", "nothing", "a list", "none", "a number", "one", "many", "long", "deep", "huge"],
)
def test_a_request_that_holds_no_notices_is_refused_calmly(body: bytes, status: int, client: FlaskClient) -> None:
    answer = client.post("/lti/notices", data=body, content_type="application/json")
    assert (answer.status_code, answer.is_json) == (status, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | _JSON.map(lambda each: json.dumps(each).encode()))
def test_no_body_is_a_fault_of_ours(client: FlaskClient, body: bytes) -> None:
    assert client.post("/lti/notices", data=body).status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(copied(FakePlatform()))), value=_JSON, whole=st.none() | st.text(max_size=40))
def test_no_notice_is_a_fault_of_ours(
    client: FlaskClient, lms: FakePlatform, name: str, value: object, whole: str | None
) -> None:
    claims = json.dumps({**copied(lms), name: value}).encode()
    token = PyJWS().encode(claims, lms.key, algorithm="RS256", headers={"kid": lms.kid}) if whole is None else whole
    assert deliver(client, token).status_code in {200, 400, 401, 403}


OFFERED = {
    LTI + "platformnotificationservice": {
        "service_versions": ["1.0"],
        "platform_notification_service_url": "https://lms.example.org/api/lti/notice-handlers/7",
        "notice_types_supported": ["LtiContextCopyNotice"],
    }
}


def subscriptions(lms: FakePlatform) -> list[dict[str, Any]]:
    """Return the bodies of the requests to subscribe, in order."""
    pairs = zip(lms.requests, lms.sent, strict=True)
    return [json.loads(body or b"") for (method, url), (_, body) in pairs if method == "PUT" and "notice" in url]


def test_notices_are_subscribed_to_once_and_not_while_somebody_waits(
    visit: Launch, lms: FakePlatform, engine: Engine, doors: Doors
) -> None:
    lms.answers = [Answer(200, {}, b"{}")]
    visit(**OFFERED)
    assert rows(engine, NoticeSubscription) == []
    visit(**Visitor.AS_FACILITATOR, **OFFERED)
    visit(**Visitor.AS_FACILITATOR, **OFFERED)
    assert subscriptions(lms) == []
    deliver_all(engine, doors)
    deliver_all(engine, doors)
    handler = "http://localhost:8500/lti/notices"
    assert subscriptions(lms) == [{"notice_type": "LtiContextCopyNotice", "handler": handler}]


def test_a_subscription_that_failed_is_tried_again(
    visit: Launch, lms: FakePlatform, engine: Engine, doors: Doors
) -> None:
    lms.answers = [Answer(503, {}, b""), Answer(200, {}, b"{}")]
    visit(**Visitor.AS_FACILITATOR, **OFFERED)
    couriers.deliver(engine, doors, couriers.later())
    [owed] = rows(engine, NoticeSubscription)
    assert owed.subscribed_at is None
    assert owed.trouble is not None
    couriers.deliver(engine, doors, couriers.later(minutes=15))
    assert rows(engine, NoticeSubscription)[0].subscribed_at is not None


def test_a_subscription_that_is_not_allowed_waits_for_a_person(
    visit: Launch, lms: FakePlatform, engine: Engine, doors: Doors
) -> None:
    lms.answers = [Answer(403, {}, b""), Answer(200, {}, b"{}")]
    visit(**Visitor.AS_FACILITATOR, **OFFERED)
    couriers.deliver(engine, doors, couriers.later())
    couriers.deliver(engine, doors, couriers.later(days=2))
    assert rows(engine, NoticeSubscription)[0].final
    with Session(engine) as session:
        [trouble] = delivery.overview(session, datetime.now(UTC)).notice_troubles
    assert (trouble.platform, "allow" in trouble.trouble) == ("LMS", True)
    with Session(engine) as session, session.begin():
        delivery.retry_failed(session)
    couriers.deliver(engine, doors, couriers.later(days=2))
    assert rows(engine, NoticeSubscription)[0].subscribed_at is not None
    with Session(engine) as session:
        assert delivery.overview(session, datetime.now(UTC)).notice_troubles == []


def test_no_token_goes_to_a_notice_service_on_a_foreign_host(
    visit: Launch, lms: FakePlatform, engine: Engine, doors: Doors
) -> None:
    foreign = {LTI + "platformnotificationservice": {"platform_notification_service_url": "https://evil.example.net/"}}
    visit(**Visitor.AS_FACILITATOR, **foreign)
    deliver_all(engine, doors)
    assert not [url for _, url in lms.requests if "evil" in url]
    assert rows(engine, NoticeSubscription)[0].final
