"""Every address of the admin site, taken from the application itself: none answers to whom it should not."""

import re
from collections.abc import Iterator

import pytest
from admin_site.conftest import Foreign
from flask import Flask
from sqlalchemy import Engine
from test_tenants import stored
from werkzeug.routing import Rule

from admins import Admin
from lti_npq.app import create_app
from lti_npq.settings import Settings

OPEN = {"/admin/sign-in", "/admin/join/<token>"}
"""For those who are not signed in; everything else is not."""


def calls(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every address with each method that it answers to."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Rule]]:
    folder = tmp_path_factory.mktemp("addresses")
    return list(calls(create_app(Settings(secret_key="s" * 32, data_dir=folder))))


def filled(rule: Rule, ids: dict[str, str]) -> str:
    """Return an address with its ids; one whose meaning nobody wrote down here fails."""
    unknown = rule.arguments - set(ids)
    assert not unknown, f"{rule.rule}: say in this test to whom {unknown} belong"
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], rule.rule)


LEAVING = {*OPEN, "/admin/sign-out"}
CONTENT = {"programme_key": "small-2021", "upload_id": "00000000-0000-0000-0000-000000000000"}
"""Nobody's in particular: the administrator of one provider changes nothing of it."""
STORES = {"store_id": "1", "number": "1"}
"""Everybody's in common, likewise."""
IDS_OF_NOBODY = {"platform_id": "1", "context_id": "1", "administrator_id": "1", "token": "x", **CONTENT, **STORES}


def ids_of(foreign: Foreign) -> dict[str, str]:
    """Return ids of another provider's, or of nobody's in particular."""
    ids = {name: str(getattr(foreign, name)) for name in ("platform_id", "context_id", "administrator_id")}
    return {**IDS_OF_NOBODY, **ids}


def test_there_are_addresses_to_look_at(known: list[tuple[str, Rule]]) -> None:
    assert len(known) > 20


def test_nothing_answers_to_whoever_is_not_signed_in(app: Flask) -> None:
    client = app.test_client()
    answers = {
        (method, rule.rule): client.open(filled(rule, IDS_OF_NOBODY), method=method)
        for method, rule in calls(app)
        if rule.rule not in OPEN
    }
    elsewhere = {call: answer for call, answer in answers.items() if answer.status_code != 303}
    assert elsewhere == {}
    assert {answer.location.partition("?")[0] for answer in answers.values()} == {"/admin/sign-in"}


def test_no_form_is_taken_without_its_token(app: Flask, ann: Admin) -> None:
    for form in ({}, {"csrf": "wrong"}):
        taken = [
            rule.rule
            for method, rule in calls(app)
            if method == "POST" and ann.client.post(filled(rule, IDS_OF_NOBODY), data=form).status_code != 403
        ]
        assert taken == []
    assert ann.get().status_code == 200


def test_no_page_changes_anything(app: Flask, engine: Engine, ann: Admin, foreign: Foreign) -> None:
    """Nor is there any other way than a form: the form's token is what keeps other sites from it."""
    pages = [rule for method, rule in calls(app) if method == "GET" and rule.rule not in OPEN]
    assert [rule.rule for method, rule in calls(app) if method not in {"GET", "POST"}] == []
    before = stored(engine)
    for rule in pages:
        ann.get(filled(rule, ids_of(foreign)), buffered=True)
    assert {name for name, rows in stored(engine).items() if rows != before[name]} <= {"admin_session"}


def test_a_form_of_somebody_else_is_not_taken(app: Flask, ann: Admin, bob: Admin) -> None:
    token = bob.token("/admin/")
    assert ann.client.post("/admin/sign-out", data={"csrf": token}).status_code == 403
    stranger = Admin.stranger(app).token("/admin/sign-in")
    form = {"csrf": stranger, "email": "bob@example.org", "password": "x"}
    assert app.test_client().post("/admin/sign-in", data=form).status_code == 403


def test_an_id_of_another_provider_is_no_id(app: Flask, bob: Admin, foreign: Foreign) -> None:
    ids = ids_of(foreign)
    csrf = bob.token("/admin/")
    form = {
        "csrf": csrf,
        "deployment_id": "south-1",
        "name": "Mine now",
        "auth_url": "https://evil.example/a",
        "token_url": "https://evil.example/t",
        "jwks_url": "https://evil.example/k",
    }
    answered = [
        (method, rule.rule, answer.status_code)
        for method, rule in calls(app)
        if rule.arguments and rule.rule not in OPEN
        for answer in [bob.client.open(filled(rule, ids), method=method, data=form if method == "POST" else None)]
        if answer.status_code != (403 if rule.arguments & (CONTENT | STORES).keys() else 404)
    ]
    assert answered == []


def test_no_form_changes_anything_of_another_provider(app: Flask, engine: Engine, bob: Admin, foreign: Foreign) -> None:
    """Also where the form's address has no id in it: all that the form names is the other's."""
    ids = ids_of(foreign)
    form = {
        "csrf": bob.token("/admin/"),
        "name": "Mine now",
        "provider": "Southern",
        "issuer": "https://southern.example",
        "client_id": "south",
        "deployment_id": "south-2",
        "deployments": "south-2",
        **dict.fromkeys(("auth_url", "token_url", "jwks_url", "endpoint"), "https://evil.example/x"),
        "kind": "registration",
        "email": "cara@example.org",
        "sure": "yes",
    }
    asked = [rule for method, rule in calls(app) if method == "POST" and rule.rule not in LEAVING]
    before = stored(engine)
    answers = {rule.rule: bob.client.post(filled(rule, ids), data=form) for rule in asked}
    assert bob.get().status_code == 200, "signed in to the end"
    after = stored(engine)
    gone = {name: rows - after[name] for name, rows in before.items() if rows - after[name]}
    # Being there renews a session of Bob's own.
    assert set(gone) <= {"admin_session"}
    assert [rule for rule, answer in answers.items() if any(word in answer.text for word in foreign.words)] == []
    assert len(asked) > 15


def test_the_same_ids_do_lead_somewhere_for_the_whole_installation(app: Flask, ann: Admin, foreign: Foreign) -> None:
    assert ann.get(f"/admin/platforms/{foreign.platform_id}").status_code == 200
    assert ann.post(f"/admin/deliveries/courses/{foreign.context_id}", page="/admin/").status_code == 303


def test_no_page_shows_a_provider_anything_of_another(app: Flask, ann: Admin, bob: Admin, foreign: Foreign) -> None:
    pages = [rule.rule for method, rule in calls(app) if method == "GET" and not rule.arguments]
    shown = [(page, word) for page in pages for word in foreign.words if word in bob.get(page).text]
    assert shown == []
    assert any(foreign.words[0] in ann.get(page).text for page in pages)


def test_the_shared_stores_are_not_a_providers(bob: Admin) -> None:
    assert bob.get("/admin/stores/new").status_code == bob.get("/admin/stores/refused").status_code == 403
    assert "lrs.example.org" not in bob.get("/admin/deliveries").text
    assert bob.post("/admin/deliveries/stores", page="/admin/").status_code == 403


def test_an_lms_of_another_provider_is_not_taken_over_by_registering_it_again(bob: Admin, foreign: Foreign) -> None:
    form = {
        "name": "Mine now",
        "issuer": "https://southern.example",
        "client_id": "south",
        "auth_url": "https://evil.example/a",
        "token_url": "https://evil.example/t",
        "jwks_url": "https://evil.example/k",
    }
    assert bob.post("/admin/platforms/new", form).status_code == 409


def test_no_page_may_be_framed_or_kept(app: Flask, ann: Admin) -> None:
    for address in ("/admin/", "/admin/sign-in", "/admin/nothing", "/admin/join/x"):
        answer = ann.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_number_that_no_row_can_have_leads_nowhere(app: Flask, ann: Admin, number: int) -> None:
    ids = IDS_OF_NOBODY | dict.fromkeys(("platform_id", "context_id", "administrator_id", *STORES), str(number))
    form = {"csrf": ann.token("/admin/"), "store": str(number)}
    numbered = [(method, rule) for method, rule in calls(app) if rule.arguments - {*CONTENT, "token"}]
    answers = {
        (method, rule.rule): ann.client.open(filled(rule, ids), method=method, data=form if method == "POST" else None)
        for method, rule in numbered
    }
    # Where an address takes both, Werkzeug says of a number that fits neither that the method is wrong.
    assert {call: answer.status_code for call, answer in answers.items() if answer.status_code not in {404, 405}} == {}
    assert len(numbered) > 15
    for page in (f"/admin/log?before={number}", f"/admin/stores/refused?after={number}"):
        assert ann.get(page).status_code == 200
    assert ann.client.post("/admin/stores/refused/1/again", data=form).status_code == 404
