"""An LMS registers the tool by itself, and everything that must stop it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from fakes import FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.services import audit, registry
from lti_npq.services.invitations import Kind, invite
from lti_npq.services.registry import PlatformView
from lti_npq.storage.models import LtiRegistration
from lti_npq.web.context import EXTENSION
from registering_platform import (
    AGS,
    NRPS,
    PLATFORM,
    REGISTRATION_TOKEN,
    TOOL,
    RegisteringPlatform,
    as_json,
    canvas,
)

HTML = b"<!doctype html><title>Oops</title><script>evil()</script><h1>Invalid <b>token</b></h1>"


class Administrator:
    """Somebody in an LMS who was sent an invitation."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._app, self._engine = app, engine
        self.client: FlaskClient = app.test_client()
        self.invitation = self.is_invited()

    def is_invited(self, provider: str = "Provider", at: datetime | None = None) -> str:
        with Session(self._engine) as session, session.begin():
            tenant = registry.tenant_named(session, provider)
            return invite(session, Kind.REGISTRATION, tenant, at or datetime.now(UTC), who="a test")

    def asked(self, lms: RegisteringPlatform, **changes: Any) -> dict[str, Any]:
        asked = {
            "invitation": self.invitation,
            "openid_configuration": lms.configuration_url,
            "registration_token": REGISTRATION_TOKEN,
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def opens(self, lms: RegisteringPlatform, **changes: Any) -> TestResponse:
        return self.client.get("/lti/register", query_string=self.asked(lms, **changes))

    def registers(self, lms: RegisteringPlatform, **changes: Any) -> TestResponse:
        self._app.extensions[EXTENSION].door = lms
        return self.client.post("/lti/register", data=self.asked(lms, **changes))

    def platforms(self) -> list[PlatformView]:
        """Return what was registered beside the LMS that every test begins with."""
        with Session(self._engine) as session:
            return registry.platforms(session)[1:]


@pytest.fixture
def administrator(app: Flask, engine: Engine) -> Iterator[Administrator]:
    made = Administrator(app, engine)
    assert made.platforms() == []
    return made


@pytest.fixture
def moodle() -> RegisteringPlatform:
    return RegisteringPlatform()


def test_the_page_says_which_lms_asks_and_changes_nothing(
    administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    page = administrator.opens(moodle)
    assert page.status_code == 200
    assert "Register this tool with lms.example.org" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert moodle.requests == []
    assert administrator.platforms() == []


def test_the_form_of_the_page_is_all_that_has_to_be_sent(
    administrator: Administrator, moodle: RegisteringPlatform, app: Flask
) -> None:
    app.extensions[EXTENSION].door = moodle
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', administrator.opens(moodle).text))
    assert administrator.client.post("/lti/register", data=fields).status_code == 200
    assert len(administrator.platforms()) == 1


def test_moodle_is_registered_with_its_deployment(
    administrator: Administrator, moodle: RegisteringPlatform, engine: Engine
) -> None:
    page = administrator.registers(moodle)
    assert page.status_code == 200, page.text
    assert "Activate" in page.text
    [view] = administrator.platforms()
    assert (view.platform, view.issuer, view.client_id, view.tenant) == (
        "moodle",
        moodle.issuer,
        "issued-1",
        "Provider",
    )
    assert view.auth_url == f"{moodle.issuer}/auth"
    assert [(one.deployment_id, one.approved_at is not None) for one in view.deployments] == [("7", True)]
    with Session(engine) as session:
        assert {entry.who for entry in audit.newest(session)[:2]} == {"registration invitation"}


def test_canvas_is_registered_with_the_school_as_its_service_host(administrator: Administrator) -> None:
    lms = canvas()
    page = administrator.registers(lms)
    assert page.status_code == 200, page.text
    assert "lti-npq platform approve" in page.text
    [view] = administrator.platforms()
    assert (view.platform, view.issuer) == ("canvas", "https://canvas.instructure.com")
    assert view.service_hosts == ("school.instructure.com",)
    [payload] = lms.registered
    own = {name: payload[TOOL][f"https://canvas.instructure.com/lti/{name}"] for name in ("privacy_level", "tool_id")}
    assert own == {"privacy_level": "name_only", "tool_id": "lti-npq"}


def test_a_canvas_that_names_no_school_is_told_that_grades_need_one(administrator: Administrator) -> None:
    page = administrator.registers(canvas(host="https://sso.canvaslms.com"))
    assert "--service-host" in page.text
    assert administrator.platforms()[0].service_hosts == ()


def test_scopes_that_were_not_granted_are_named(administrator: Administrator, moodle: RegisteringPlatform) -> None:
    moodle.granted = f"{AGS}score {NRPS}"
    page = administrator.registers(moodle)
    assert "read grades back" in page.text
    assert "send grades" not in page.text


def test_an_invitation_registers_one_lms(administrator: Administrator, moodle: RegisteringPlatform) -> None:
    administrator.registers(moodle)
    for again in (administrator.opens(moodle), administrator.registers(moodle)):
        assert again.status_code == 403
        assert "used already" in again.text
    assert len(moodle.registered) == 1


def test_a_registration_that_failed_leaves_the_invitation_good(
    administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    moodle.answer = Answer(400, {"Content-Type": "text/plain"}, b"missing client_name <i>&amp;</i> one.time.token")
    page = administrator.registers(moodle)
    assert page.status_code == 502
    assert "refused with 400: “missing client_name &amp; …”" in page.text
    moodle.answer = None
    assert administrator.registers(moodle).status_code == 200


@pytest.mark.parametrize("invitation", [None, "", "wrong", "é☃", "x" * 5_000])
def test_without_an_invitation_nothing_is_asked(
    administrator: Administrator, moodle: RegisteringPlatform, invitation: str | None
) -> None:
    for answer in (
        administrator.opens(moodle, invitation=invitation),
        administrator.registers(moodle, invitation=invitation),
    ):
        assert answer.status_code == 403
        assert "This invitation cannot be used" in answer.text
        assert "--registration" in answer.text
    assert moodle.requests == []


def test_an_invitation_of_the_day_before_yesterday_has_run_out(
    administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    old = administrator.is_invited(at=datetime.now(UTC) - timedelta(hours=48))
    assert "run out" in administrator.registers(moodle, invitation=old).text
    assert administrator.platforms() == []


def test_an_address_opened_without_an_lms_says_where_it_belongs(
    administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    page = administrator.opens(moodle, openid_configuration=None)
    assert page.status_code == 400
    assert "Copy the whole address into your LMS" in page.text


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://lms.example.org/openid-configuration", "not protected by HTTPS"),
        ("https://10.0.0.5/openid-configuration", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("https://[::1]/c", "private network"),
        ("https://[::ffff:10.0.0.1]/c", "private network"),
        ("https://2130706433/c", "private network"),
        ("https://0x7f.1/c", "private network"),
        ("https://localhost/c", "private network"),
        ("javascript:alert(1)", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("https://user:secret@lms.example.org/c", "not a web address"),
        ("https://", "not a web address"),
        ("https://[::1", "not a web address"),
        ("https://lms.example.org/" + "c" * 3_000, "too long"),
    ],
)
def test_an_address_that_must_not_be_asked_is_not(
    administrator: Administrator, moodle: RegisteringPlatform, address: str, reason: str
) -> None:
    for answer in (
        administrator.opens(moodle, openid_configuration=address),
        administrator.registers(moodle, openid_configuration=address),
    ):
        assert answer.status_code == 400
        assert reason in answer.text
    assert moodle.requests == []


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({"issuer": "https://bank.example.org"}, "another host"),
        ({"issuer": None}, "issuer"),
        ({"issuer": 7}, "issuer"),
        ({"issuer": "https://canvas.instructure.com"}, "a host that is not Canvas"),
        ({"authorization_endpoint": None}, "authorization_endpoint"),
        ({"token_endpoint": "http://lms.example.org/token"}, "not protected by HTTPS"),
        ({"jwks_uri": "https://192.168.1.4/jwks"}, "private network"),
        ({"registration_endpoint": ["https://lms.example.org"]}, "registration_endpoint"),
        ({"jwks_uri": "https://lms.example.org/jwks\0"}, "jwks_uri"),
        ({"token_endpoint": "https://lms.exa\nmple.org/token"}, "token_endpoint"),
    ],
)
def test_a_configuration_that_cannot_be_believed_ends_the_registration(
    administrator: Administrator, moodle: RegisteringPlatform, own: dict[str, Any], reason: str
) -> None:
    moodle.own = own
    page = administrator.registers(moodle)
    assert page.status_code == 400
    assert reason in page.text
    assert moodle.registered == administrator.platforms() == []


def test_nobody_registers_canvas_with_keys_of_their_own(administrator: Administrator) -> None:
    lms = canvas(own={"jwks_uri": "https://evil.example.org/jwks"})
    assert "a host that is not Canvas" in administrator.registers(lms).text
    assert administrator.platforms() == []


OWN_CANVAS = "https://canvas.school.example"
OWN_ADDRESSES = {
    "authorization_endpoint": f"{OWN_CANVAS}/api/lti/authorize_redirect",
    "token_endpoint": f"{OWN_CANVAS}/login/oauth2/token",
    "jwks_uri": f"{OWN_CANVAS}/api/lti/security/jwks",
}
"""Of somebody who runs Canvas themselves: everything is on one host, and the issuer is Canvas's all the same."""


def vouch_for(app: Flask, hosts: str) -> None:
    tool = app.extensions[EXTENSION]
    tool.settings = replace(tool.settings, own_lms_hosts=hosts)


def test_a_canvas_of_ones_own_registers_where_the_installation_vouches_for_its_host(
    app: Flask, administrator: Administrator
) -> None:
    lms = canvas(host=OWN_CANVAS, own=OWN_ADDRESSES)
    page = administrator.registers(lms)
    assert page.status_code == 400
    assert "name its host in LTI_NPQ_OWN_LMS_HOSTS" in page.text
    vouch_for(app, "elsewhere.example, Canvas.School.Example")
    page = administrator.registers(lms)
    assert page.status_code == 200, page.text
    assert "--service-host" not in page.text
    [view] = administrator.platforms()
    assert (view.platform, view.issuer) == ("canvas", "https://canvas.instructure.com")
    assert view.service_hosts == ("canvas.school.example",)


@pytest.mark.parametrize("name", [*OWN_ADDRESSES, "registration_endpoint"])
@pytest.mark.parametrize("host", ["evil.example.org", "canvas.school.example:8443", "canvas.school.example.evil.org"])
def test_vouching_for_one_host_vouches_for_no_other(
    app: Flask, administrator: Administrator, name: str, host: str
) -> None:
    vouch_for(app, "canvas.school.example")
    page = administrator.registers(canvas(host=OWN_CANVAS, own={**OWN_ADDRESSES, name: f"https://{host}/x"}))
    assert "a host that is not Canvas" in page.text
    assert administrator.platforms() == []


def test_a_host_that_is_vouched_for_speaks_for_no_site_of_its_own_issuer(
    app: Flask, administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    vouch_for(app, "lms.example.org")
    moodle.own = {"issuer": "https://bank.example.org"}
    assert "another host" in administrator.registers(moodle).text
    assert administrator.platforms() == []


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        (DoorError("the answer is too large"), "too large"),
        (DoorError("the answer takes too long"), "takes too long"),
        (DoorError("no answer (MaxRetryError)"), "no answer"),
        (Answer(404, {}, HTML), "answered 404"),
        (Answer(302, {"Location": "https://10.0.0.1/"}, b""), "answered 302"),
        (Answer(200, {}, HTML), "not JSON"),
        (Answer(200, {}, b""), "not JSON"),
        (as_json(200, []), "malformed"),
        (as_json(200, None), "malformed"),
    ],
)
def test_a_configuration_that_cannot_be_read_ends_the_registration(
    administrator: Administrator, moodle: RegisteringPlatform, configuration: Answer | DoorError, reason: str
) -> None:
    moodle.configuration = configuration
    page = administrator.registers(moodle)
    assert page.status_code == 502
    assert reason in page.text
    assert moodle.registered == administrator.platforms() == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (DoorError("no answer (ReadTimeoutError)"), "could not be reached"),
        (Answer(404, {"Content-Type": "text/html"}, HTML), "refused with 404: “Oops Invalid token”"),
        (Answer(500, {}, b""), "refused with 500."),
        (Answer(500, {}, b"\xff\x00\xfe" * 5_000), "refused with 500"),
        (Answer(303, {"Location": "https://10.0.0.1/"}, b""), "refused with 303"),
        (Answer(200, {}, HTML), "no registration"),
        (as_json(200, {}), "without a client id"),
        (as_json(200, []), "without a client id"),
        (as_json(200, {"client_id": ""}), "without a client id"),
        (as_json(200, {"client_id": ["a"]}), "without a client id"),
        (as_json(200, {"client_id": True}), "without a client id"),
        (as_json(200, {"client_id": "a" * 300}), "without a client id"),
        (as_json(200, {"client_id": "a\u0000"}), "without a client id"),
        (as_json(200, {"client_id": "\ud800"}), "no registration"),
    ],
)
def test_an_lms_that_refuses_is_quoted(
    administrator: Administrator, moodle: RegisteringPlatform, answer: Answer | DoorError, reason: str
) -> None:
    moodle.answer = answer
    page = administrator.registers(moodle)
    assert page.status_code == 502
    assert reason in page.text
    assert "<script>evil" not in page.text
    assert administrator.platforms() == []


@pytest.mark.parametrize(
    "tool", [None, [], {"deployment_id": None}, {"deployment_id": {}}, {"deployment_id": "7\u0000"}]
)
def test_an_answer_without_a_sensible_deployment_approves_none(
    administrator: Administrator, moodle: RegisteringPlatform, tool: Any
) -> None:
    moodle.answer = as_json(201, {"client_id": 10_000_000_000_001, TOOL: tool, "scope": 7})
    assert administrator.registers(moodle).status_code == 200
    [view] = administrator.platforms()
    assert (view.client_id, view.deployments) == ("10000000000001", ())


def test_odd_names_in_a_configuration_are_no_obstacle(administrator: Administrator) -> None:
    lms = canvas()
    lms.own = {
        "scopes_supported": "all",
        PLATFORM: {
            "product_family_code": "canvas",
            "https://canvas.instructure.com/lti/account_name": "St\u0000 Anne's",
            "messages_supported": ["?", {"type": []}, {"type": "LtiDeepLinkingRequest", "placements": {}}],
            "variables": {},
        },
    }
    assert administrator.registers(lms).status_code == 200
    assert administrator.platforms()[0].name == "St Anne's"


def test_the_same_client_of_another_provider_is_not_taken_over(
    administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    administrator.registers(moodle)
    moodle.own = {"token_endpoint": "https://evil.example.org/token"}
    page = administrator.registers(moodle, invitation=administrator.is_invited("Another"))
    assert page.status_code == 409
    [view] = administrator.platforms()
    assert (view.tenant, view.token_url) == ("Provider", f"{moodle.issuer}/token")


def test_a_customer_of_the_same_issuer_is_not_led_to_other_keys(administrator: Administrator) -> None:
    administrator.registers(canvas())
    [before] = administrator.platforms()
    for name in ("jwks_uri", "authorization_endpoint", "token_endpoint"):
        other = canvas(host="https://other.instructure.com", own={name: "https://other.instructure.com/x"})
        page = administrator.registers(other, invitation=administrator.is_invited())
        assert page.status_code == 409
        assert "with other addresses" in page.text
        assert administrator.platforms() == [before]


def test_a_customer_of_the_same_issuer_is_not_led_to_another_host(administrator: Administrator) -> None:
    administrator.registers(canvas())
    [before] = administrator.platforms()
    other = canvas(host="https://other.instructure.com")
    page = administrator.registers(other, invitation=administrator.is_invited())
    assert page.status_code == 409
    assert "with other addresses" in page.text
    assert administrator.platforms() == [before]


def test_an_lms_that_was_removed_comes_back_from_where_it_was(administrator: Administrator, engine: Engine) -> None:
    administrator.registers(canvas())
    [before] = administrator.platforms()
    with Session(engine) as session, session.begin():
        registry.remove(session, before.id, datetime.now(UTC), who="Ada")
    again = administrator.is_invited()
    moved = canvas(own={"jwks_uri": "https://moved.instructure.com/jwks"})
    assert administrator.registers(moved, invitation=again).status_code == 409
    assert administrator.registers(canvas(), invitation=again).status_code == 200
    [after] = administrator.platforms()
    assert (after.id, after.jwks_url, after.removed_at) == (before.id, before.jwks_url, None)


def test_a_token_with_a_line_break_never_becomes_a_header(
    administrator: Administrator, moodle: RegisteringPlatform
) -> None:
    for token in ("a\r\nHost: evil", "é", "x" * 9_000):
        assert administrator.registers(moodle, registration_token=token).status_code == 400
    assert moodle.requests == []


def test_a_registered_lms_launches(app: Flask, engine: Engine, lms: FakePlatform, administrator: Administrator) -> None:
    administrator.registers(RegisteringPlatform())
    with Session(engine) as session:
        row = session.scalars(select(LtiRegistration).filter_by(client_id="issued-1")).one()
        assert row.jwks_url == f"{lms.issuer}/jwks"
        assert session.scalar(select(func.count()).select_from(LtiRegistration)) == 2


def test_canvas_reads_the_tools_configuration(app: Flask) -> None:
    document = app.test_client().get("/lti/config.json").get_json()
    assert document["target_link_uri"] == "http://localhost:8500/lti/launch"
    assert document["public_jwk_url"] == "http://localhost:8500/lti/jwks"
    [extension] = document["extensions"]
    assert (extension["domain"], extension["privacy_level"]) == ("localhost:8500", "name_only")
    assert extension["tool_id"] == "lti-npq"
    assert AGS + "score" in document["scopes"]
    assert document["custom_fields"] == {"context_history": "$Context.id.history"}
