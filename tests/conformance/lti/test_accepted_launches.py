"""Launches that real platforms send and that a tool must not be too strict for.

Source: LTI 1.3 Core, 5.3 and 5.4, and what Moodle and Canvas were seen to send.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attempts import send, signed
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from flask import Flask
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from fakes import AGS, LTI, MEMBERSHIP, TARGET, FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.services import registry
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import Enrolment, LtiContext, LtiUser, ResourceLink, ToolSession
from lti_npq.web.context import EXTENSION
from visitors import Visitor, begin_login, launch

SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "moodle-4.5" / "launch-student.claims.json"
MODULE, TASK, QUEUE, HOME = "/pages/planning-see", "/tasks/fat-planning", "/marking", "/"


def in_seconds(claim: str, seconds: int) -> Callable[[], dict[str, Any]]:
    return lambda: {claim: int(time.time()) + seconds}


def with_claims(**claims: Any) -> Callable[[], dict[str, Any]]:
    return lambda: claims


def with_lti(claim: str, value: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {LTI + claim: value}


def with_roles(*roles: str) -> Callable[[], dict[str, Any]]:
    return with_lti("roles", list(roles))


ACCEPTED: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "nothing unusual": (with_claims(), MODULE),
    "issued 5 s in the future": (in_seconds("iat", 5), MODULE),
    "expired 5 s ago": (in_seconds("exp", -5), MODULE),
    "not before 5 s from now": (in_seconds("nbf", 5), MODULE),
    "issued 50 s in the future": (in_seconds("iat", 50), MODULE),
    "issued nine minutes ago": (in_seconds("iat", -540), MODULE),
    "times with fractions": (lambda: {"iat": time.time(), "exp": time.time() + 60}, MODULE),
    "audience as a list of one": (with_claims(aud=["client-1"]), MODULE),
    "audience as a list of one with azp": (with_claims(aud=["client-1"], azp="client-1"), MODULE),
    "audience as text with azp": (with_claims(azp="client-1"), MODULE),
    "a single role as text": (with_lti("roles", MEMBERSHIP + "Learner"), MODULE),
    "a short role": (with_roles("Learner"), MODULE),
    "a role of the institution alone": (with_roles(INSTITUTION + "Student"), MODULE),
    "a learner's sub-role": (with_roles(SUB_ROLE + "Learner#GuestLearner"), MODULE),
    "a learner who instructs elsewhere": (with_roles(SUB_ROLE + "Learner#Instructor"), MODULE),
    "a learner of the course, instructor of the institution": (
        with_roles(INSTITUTION + "Instructor", MEMBERSHIP + "Learner"),
        MODULE,
    ),
    "a learner with an unknown role": (with_roles("urn:other#Role", MEMBERSHIP + "Learner"), MODULE),
    "an instructor": (with_roles(MEMBERSHIP + "Instructor"), QUEUE),
    "a short instructor": (with_roles("Instructor"), QUEUE),
    "a teaching assistant": (with_roles(SUB_ROLE + "Instructor#TeachingAssistant"), QUEUE),
    "an instructor who also learns": (with_roles(MEMBERSHIP + "Learner", MEMBERSHIP + "Instructor"), QUEUE),
    "a content developer": (with_roles(MEMBERSHIP + "ContentDeveloper"), MODULE),
    "nobody in particular": (with_claims(sub=None), MODULE),
    "an instructor without a name": (lambda: {"sub": None, LTI + "roles": ["Instructor"]}, MODULE),
    "no names": (with_claims(name=None), MODULE),
    "an empty name": (with_claims(name=""), MODULE),
    "a name that is no text": (with_claims(name=["Amara"]), MODULE),
    "no gradebook": (with_claims(**{AGS: None}), MODULE),
    "no presentation": (with_lti("launch_presentation", None), MODULE),
    "no context": (with_lti("context", None), MODULE),
    "a context with a label only": (with_lti("context", {"id": "c", "label": "LTI101"}), MODULE),
    "further claims": (with_claims(email="a@example.org", **{"https://other.example.org/x": {"y": [1]}}), MODULE),
    "a task in custom": (with_lti("custom", {"content": "small-2021/fat-planning"}), TASK),
    "a programme in custom": (with_lti("custom", {"content": "small-2021"}), HOME),
    "no custom, one programme published": (with_lti("custom", None), HOME),
    "custom fields that are no text": (with_lti("custom", {"content": "small-2021/planning", "n": 1, "l": []}), MODULE),
    "the content key in the address": (
        lambda: {LTI + "custom": None, LTI + "target_link_uri": TARGET + "?content=small-2021/planning"},
        MODULE,
    ),
    "the content key escaped in the address": (
        lambda: {LTI + "custom": None, LTI + "target_link_uri": TARGET + "?a=1&content=small-2021%2Fplanning"},
        MODULE,
    ),
    "a variable the LMS does not know": (with_lti("custom", {"content": "$ResourceLink.submission.endDateTime"}), HOME),
    "an unknown variable, the content key in the address": (
        lambda: {
            LTI + "custom": {"content": "$Canvas.assignment.id"},
            LTI + "target_link_uri": TARGET + "?content=small-2021/planning",
        },
        MODULE,
    ),
    "custom before the address": (
        lambda: {
            LTI + "custom": {"content": "small-2021/fat-planning"},
            LTI + "target_link_uri": TARGET + "?content=small-2021/planning",
        },
        TASK,
    ),
}


@pytest.mark.parametrize(("claims", "leads_to"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_launch_is_accepted_and_leads_to_its_place(
    app: Flask, lms: FakePlatform, claims: Callable[[], dict[str, Any]], leads_to: str
) -> None:
    visitor = Visitor.launched(app, lms, **claims())
    assert visitor.landing == visitor.base + leads_to
    assert visitor.get().status_code == 200


@pytest.mark.parametrize(("subject", "kept"), [(17, "17"), (0, "0"), ("17", "17"), (10**30, "1" + "0" * 30)])
def test_a_subject_is_kept_as_text(app: Flask, lms: FakePlatform, engine: Engine, subject: object, kept: str) -> None:
    client = app.test_client()
    asked = begin_login(client, lms)
    claims = lms.claims(asked["nonce"], sub=subject)
    assert send(client, asked["state"], signed(lms.key, {"alg": "RS256", "kid": "key-1"}, claims)).status_code == 303
    with Session(engine) as session:
        assert session.scalars(select(LtiUser.subject)).all() == [kept]


def test_a_second_launch_of_the_same_person_finds_what_the_first_made(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    Visitor.launched(app, lms)
    changes = {"name": "Amara Osei-Mensah", LTI + "context": {"id": "course-1", "title": "Spring cohort"}}
    Visitor.launched(app, lms, **changes)
    with Session(engine) as session:
        assert session.scalars(select(LtiUser.name)).all() == ["Amara Osei-Mensah"]
        assert session.scalars(select(LtiContext.title)).all() == ["Spring cohort"]
        assert len(session.scalars(select(Enrolment)).all()) == 1
        assert len(session.scalars(select(ResourceLink)).all()) == 1
        assert len(session.scalars(select(ToolSession)).all()) == 2


def test_a_launch_without_a_gradebook_does_not_forget_the_one_known(
    app: Flask, lms: FakePlatform, engine: Engine
) -> None:
    Visitor.launched(app, lms)
    Visitor.launched(app, lms, **{AGS: None})
    with Session(engine) as session:
        assert session.scalars(select(LtiContext.lineitems_url)).all() == [f"{lms.issuer}/lineitems?type_id=3"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//lms.example.org/",
        "https://[oops",
        "https://",
        "https://例え.example/",
        "https://lms.example.org; script-src *",
        "https://user@lms.example.org/",
        "https://lms.example.org/course/\0",
        "https://lms.example.org\n/course/2",
        ["https://lms.example.org/"],
    ],
)
def test_an_address_to_return_to_that_is_no_plain_web_address_is_left_out(
    app: Flask, lms: FakePlatform, address: object
) -> None:
    visitor = Visitor.launched(app, lms, **{LTI + "launch_presentation": {"return_url": address}})
    page = visitor.get()
    assert page.status_code == 200
    assert str(address) not in page.text
    assert page.headers["Content-Security-Policy"].endswith(f"frame-ancestors 'self' {lms.issuer}")


def test_an_address_to_return_to_is_offered(app: Flask, lms: FakePlatform) -> None:
    page = Visitor.launched(app, lms).get()
    assert f'href="{lms.issuer}/course/1"' in page.text


class MixedKeys:
    """An LMS that publishes its key among others that are none of our concern."""

    def __init__(self, lms: FakePlatform) -> None:
        self.lms = lms

    def request(self, method: str, url: str, *, headers: Any, body: bytes | None = None) -> Answer:
        curve = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True)
        private = RSAAlgorithm.to_jwk(rsa.generate_private_key(public_exponent=65_537, key_size=2_048), as_dict=True)
        good = self.lms.jwks["keys"][0]
        odd: list[Any] = [None, "x", {}, {**curve, "kid": "key-1"}, {**private, "kid": "key-1"}, {**good, "kid": ["k"]}]
        named = [{**good, "kid": None}, {"kty": "oct", "k": "AA", "kid": "key-1"}, {**good, "kid": "key-1", "n": "!"}]
        return Answer(200, {}, json.dumps({"keys": [good, *odd, *named]}).encode())


def test_keys_of_other_kinds_beside_the_right_one_do_no_harm(app: Flask, lms: FakePlatform) -> None:
    app.extensions[EXTENSION].platform_keys = PlatformKeys(MixedKeys(lms))  # type: ignore[arg-type]
    assert launch(app.test_client(), lms).status_code == 303


def test_a_key_that_the_lms_has_just_rotated_to_is_fetched(app: Flask, lms: FakePlatform) -> None:
    clock = iter(range(0, 1_000, 20)).__next__
    app.extensions[EXTENSION].platform_keys = PlatformKeys(lms, clock=clock)  # type: ignore[arg-type]
    Visitor.launched(app, lms)
    lms.key, lms.kid = rsa.generate_private_key(public_exponent=65_537, key_size=2_048), "key-2"
    Visitor.launched(app, lms)
    assert [url for _, url in lms.requests].count(f"{lms.issuer}/jwks") == 2


@pytest.fixture
def moodle_claims() -> dict[str, Any]:
    """What a real Moodle 4.5 said in a participant's launch."""
    if not RECORDED.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{RECORDED} is missing")
        pytest.skip("the recorded exchanges lie beside the checkout, and here they do not")
    claims: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return claims


def test_a_recorded_launch_of_moodle_is_accepted(
    app: Flask, lms: FakePlatform, engine: Engine, moodle_claims: dict[str, Any]
) -> None:
    lms.issuer, lms.client_id = moodle_claims["iss"], moodle_claims["aud"]
    with Session(engine) as session, session.begin():
        moodle = NewRegistration(name="Moodle", deployments=["1"], **lms.registration)
        registry.register(session, "Provider", moodle, datetime.now(UTC))
    client = app.test_client()
    asked = begin_login(client, lms)
    now = int(time.time())
    own = {"nonce": asked["nonce"], "iat": now, "exp": now + 60, LTI + "target_link_uri": TARGET}
    answer = send(client, asked["state"], lms.sign({**moodle_claims, **own}))
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location, follow_redirects=True)
    assert page.status_code == 200
    assert "Ada Müller" in page.text
    assert "frame-ancestors 'self' http://127.0.0.1:8400" in page.headers["Content-Security-Policy"]
    with Session(engine) as session:
        [course] = session.scalars(select(LtiContext)).all()
        assert (course.context_id, course.title) == ("2", "LTI Test Course")
        assert course.lineitems_url == "http://127.0.0.1:8400/mod/lti/services.php/2/lineitems?type_id=1"
        [person] = session.scalars(select(LtiUser)).all()
        assert (person.subject, person.name) == ("4", "Ada Müller")
