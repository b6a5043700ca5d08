"""Registered LMSs: added, changed, their deployments approved, removed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from choosers import Chooser
from fakes import LTI, TARGET, FakePlatform
from lti_npq.errors import Conflict, NotFound, SettingsError
from lti_npq.services import audit, registry
from lti_npq.services.registry import NewRegistration
from visitors import Visitor, launch

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CANVAS = NewRegistration(
    name="Canvas",
    issuer="https://canvas.instructure.com",
    client_id="10000000000001",
    auth_url="https://sso.canvaslms.com/api/lti/authorize_redirect",
    token_url="https://sso.canvaslms.com/login/oauth2/token",
    jwks_url="https://sso.canvaslms.com/api/lti/security/jwks",
    service_hosts=["School.instructure.com"],
)

LOGIN = {"login_hint": "user-1", "target_link_uri": TARGET}


def test_canvas_is_known_by_its_issuer(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        view = registry.platform(session, registry.register(session, "Provider", CANVAS, NOW))
    assert (view.platform, view.service_hosts) == ("canvas", ("school.instructure.com",))


def kind_of(engine: Engine) -> str | None:
    """Return which product the LMS that every test begins with is taken for."""
    with Session(engine) as session:
        return registry.platforms(session)[0].platform


def family(code: object) -> dict[str, Any]:
    return {LTI + "tool_platform": {"guid": "x", "product_family_code": code}}


@pytest.mark.parametrize(
    ("code", "kind"), [("canvas", "canvas"), ("Moodle", "moodle"), ("sakai", None), (None, None), (7, None)]
)
def test_an_lms_entered_by_hand_says_in_its_launches_which_product_it_is(
    app: Flask, lms: FakePlatform, engine: Engine, code: object, kind: str | None
) -> None:
    Visitor.launched(app, lms, **family(code))
    Visitor.launched(app, lms, **family(code))
    assert kind_of(engine) == kind
    with Session(engine) as session:
        told = [entry for entry in audit.newest(session) if entry.action == "recognised an LMS"]
    assert [(entry.who, entry.detail.lower()) for entry in told] == ([("a launch", kind)] if kind else [])


@pytest.mark.parametrize("said", ["canvas", "other"])
def test_what_somebody_said_of_an_lms_counts_more_than_its_launches(
    app: Flask, lms: FakePlatform, engine: Engine, said: str
) -> None:
    new = NewRegistration(name="LMS", platform=said, **lms.registration)
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", new, datetime.now(UTC))
        [told] = [entry.detail for entry in audit.newest(session) if entry.action == "changed an LMS"]
    assert f"product: none → {said}" in told
    Visitor.launched(app, lms, **family("moodle"))
    assert kind_of(engine) == said


def test_a_launch_that_is_refused_says_nothing_of_its_lms(app: Flask, lms: FakePlatform, engine: Engine) -> None:
    for wrong in ({LTI + "roles": []}, {LTI + "deployment_id": "unknown"}, {LTI + "custom": {"content": "nothing"}}):
        assert launch(app.test_client(), lms, **family("canvas"), **wrong).status_code in {403, 404}
    assert kind_of(engine) is None


def test_registering_again_keeps_what_is_left_out(engine: Engine) -> None:
    moved = {"auth_url": "https://a.example/", "token_url": "https://b.example/", "jwks_url": "https://c.example/"}
    with Session(engine) as session, session.begin():
        number = registry.register(session, "Provider", CANVAS, NOW)
        again = NewRegistration("Renamed", CANVAS.issuer, CANVAS.client_id, **moved)
        assert registry.register(session, "Provider", again, NOW) == number
        view = registry.platform(session, number)
    assert (view.name, view.auth_url) == ("Renamed", "https://a.example/")
    assert (view.platform, view.service_hosts) == ("canvas", ("school.instructure.com",))


def test_nobody_takes_over_the_lms_of_another_provider(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        registry.register(session, "Provider", CANVAS, NOW)
        with pytest.raises(Conflict, match="another provider"):
            registry.register(session, "Another", CANVAS, NOW)


@pytest.mark.parametrize("host", ["https://school.instructure.com", "school.example/path", "", "a b", "*.example.org"])
def test_a_service_host_is_a_host(host: str) -> None:
    with pytest.raises(SettingsError, match="not a host name"):
        NewRegistration("Canvas", "i", "c", "https://a", "https://t", "https://j", service_hosts=[host])


def test_a_deployment_waits_is_approved_and_withdrawn(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        registry.approve(session, 1, "deployment-2", NOW, who="Ada")
        assert registry.pending(session) == []
        registry.withdraw(session, 1, "deployment-2", NOW, who="Ada")
        assert [waiting.deployment_id for waiting in registry.pending(session)] == ["deployment-2"]
        actions = [(entry.who, entry.action, entry.detail) for entry in audit.newest(session)][:2]
    assert actions == [
        ("Ada", "withdrew the approval of a deployment", "deployment-2"),
        ("Ada", "approved a deployment", "deployment-2"),
    ]


def test_a_deployment_never_seen_cannot_be_withdrawn(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(NotFound, match="no deployment"):
        registry.withdraw(session, 1, "deployment-9", NOW, who="Ada")


@pytest.mark.parametrize("name", ["auth_url", "token_url", "jwks_url"])
def test_an_address_in_clear_is_refused_except_on_this_computer(name: str) -> None:
    addresses = {"auth_url": "https://a.example", "token_url": "https://t.example", "jwks_url": "https://j.example"}
    with pytest.raises(SettingsError, match="is not protected by HTTPS"):
        NewRegistration("LMS", "i", "c", **{**addresses, name: "http://lms.example.org/x"})
    NewRegistration("LMS", "i", "c", **{**addresses, name: "http://127.0.0.1:8501/x"})


def test_a_removed_lms_is_refused_and_its_facts_stay(
    app: Flask, engine: Engine, lms: FakePlatform, participant: Visitor
) -> None:
    chooser = Chooser.launched(app, lms)
    with Session(engine) as session, session.begin():
        registry.remove(session, 1, NOW, who="Ada")
        assert registry.platform(session, 1).removed_at == NOW
    answer = app.test_client().get("/lti/login", query_string=LOGIN | {"iss": lms.issuer})
    assert answer.status_code == 401
    assert "not registered here" in answer.text
    assert participant.get().status_code == chooser.client.get(chooser.landing).status_code == 403
    with Session(engine) as session, session.begin():
        known = NewRegistration(name="LMS", **lms.registration)
        assert registry.register(session, "Provider", known, NOW) == 1
    Visitor.launched(app, lms)


def test_a_provider_sees_and_changes_its_own_lmss_only(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        number = registry.register(session, "Another", CANVAS, NOW)
        theirs = registry.tenant_named(session, "Another")
        assert [view.id for view in registry.platforms(session, theirs)] == [number]
        for attempt in (
            lambda: registry.platform(session, 1, theirs),
            lambda: registry.approve(session, 1, "x", NOW, who="Eve", tenant_id=theirs),
            lambda: registry.withdraw(session, 1, "deployment-1", NOW, who="Eve", tenant_id=theirs),
            lambda: registry.remove(session, 1, NOW, who="Eve", tenant_id=theirs),
        ):
            with pytest.raises(NotFound):
                attempt()
