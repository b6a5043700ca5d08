"""Invitations and joining: one use, a time limit, a password that will do."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from admin_site.conftest import Invite
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from admins import PASSWORD, Admin
from lti_npq.services import audit
from lti_npq.services.administration import administrators
from lti_npq.services.invitations import LASTS, Kind
from lti_npq.storage.models import Administrator


def everybody(engine: Engine) -> list[tuple[str, str | None]]:
    with Session(engine) as session:
        return [(person.email, person.tenant) for person in administrators.administrators(session)]


def test_whoever_is_invited_joins_and_is_signed_in(app: Flask, engine: Engine, invite: Invite) -> None:
    person = Admin.stranger(app)
    assert person.joins(invite(), name="  Ann   Other ", email="Ann@Example.org").location == "/admin/"
    assert "Signed in as Ann Other, ann@example.org" in person.get().text
    assert everybody(engine) == [("ann@example.org", None)]


def test_an_invitation_of_a_provider_makes_an_administrator_of_that_provider(engine: Engine, bob: Admin) -> None:
    assert everybody(engine) == [("bob@example.org", "Northern")]


def test_an_invitation_is_good_for_one_use(app: Flask, engine: Engine, invite: Invite) -> None:
    link = invite()
    Admin.joined(app, link, name="Ann Other", email="ann@example.org")
    second = Admin.stranger(app, "eve@example.org")
    assert second.get(link).status_code == 403
    assert second.joins(link).status_code == 403
    assert everybody(engine) == [("ann@example.org", None)]


@pytest.mark.parametrize("kind", [Kind.REGISTRATION], ids=str)
def test_an_invitation_for_an_lms_makes_nobody_an_administrator(app: Flask, invite: Invite, kind: Kind) -> None:
    token = invite(kind=kind).partition("=")[2]
    assert Admin.stranger(app).joins(f"/admin/join/{token}").status_code == 403


def test_an_invitation_runs_out(app: Flask, engine: Engine, invite: Invite) -> None:
    link = invite(now=datetime.now(UTC) - LASTS[Kind.ADMINISTRATOR])
    assert "has run out" in Admin.stranger(app).get(link).text
    assert Admin.stranger(app).joins(link).status_code == 403
    assert everybody(engine) == []


def test_an_invitation_works_until_then(app: Flask, invite: Invite) -> None:
    link = invite(now=datetime.now(UTC) - LASTS[Kind.ADMINISTRATOR] + timedelta(minutes=1))
    assert Admin.stranger(app).joins(link).status_code == 303


def test_a_token_that_nobody_made_is_refused_and_not_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert Admin.stranger(app).get("/admin/join/made-up-token").status_code == 403
    assert Admin.stranger(app).get("/admin/join/made-up-token/more").status_code == 404
    assert "made-up-token" not in caplog.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "  "}, "Write your name."),
        ({"name": "n" * 101}, "Write your name."),
        ({"email": "nobody"}, "Write your e-mail address"),
        ({"email": "a b@example.org"}, "Write your e-mail address"),
        ({"email": "a@" + "b" * 300}, "Write your e-mail address"),
        ({"password": "elevenchars"}, "at least 12 characters"),
        ({"password": "x" * 1_001}, "at most 1000 characters"),
        ({"password": "ann@example.org"}, "Anybody would guess that"),
        ({"password": "Ann Other the Second", "name": "ann other the second"}, "Anybody would guess that"),
        ({"password": "password1234"}, "Anybody would guess that"),
        ({"password": "Password2026!"}, "Anybody would guess that"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "Anybody would guess that"),
        ({"password": "qwertyuiopas"}, "Anybody would guess that"),
        ({"password": "210987654321"}, "Anybody would guess that"),
        ({"password": "020320242026"}, "Anybody would guess that"),
    ],
)
def test_what_will_not_do_is_said_beside_the_field_and_the_invitation_stays_good(
    app: Flask, engine: Engine, invite: Invite, form: dict[str, str], sentence: str
) -> None:
    person, link = Admin.stranger(app), invite()
    answer = person.joins(link, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'name="password" value=""' in answer.text
    assert everybody(engine) == []
    assert person.joins(link).status_code == 303


def test_nobody_takes_the_place_of_another_administrator(app: Flask, ann: Admin, invite: Invite) -> None:
    answer = Admin.stranger(app).joins(invite("Northern"), password="another password altogether")
    assert answer.status_code == 422
    assert "There is an administrator with this address already" in answer.text
    assert Admin.stranger(app).signs_in().status_code == 303


def test_whoever_was_disabled_may_be_invited_again_with_a_new_password(
    app: Flask, engine: Engine, bob: Admin, invite: Invite
) -> None:
    with Session(engine) as session, session.begin():
        number = administrators.number_of(session, "bob@example.org")
        administrators.disable(session, number, datetime.now(UTC), who="command line")
    again = Admin.stranger(app, "bob@example.org")
    assert again.joins(invite("Northern"), password="a new and better password").status_code == 303
    assert again.signs_in("a new and better password").status_code == 303
    assert again.signs_in(PASSWORD).status_code == 401


def link_made_by(admin: Admin, kind: Kind) -> str:
    page = admin.post("/admin/invitations", {"kind": kind, "provider": "Northern"})
    return unescape(page.text.partition('value="http://localhost:8500')[2].partition('"')[0])


def test_whoever_is_disabled_comes_back_by_no_link_of_their_own(
    app: Flask, engine: Engine, ann: Admin, bob: Admin
) -> None:
    link, for_an_lms = link_made_by(bob, Kind.ADMINISTRATOR), link_made_by(bob, Kind.REGISTRATION)
    of_anns = link_made_by(ann, Kind.ADMINISTRATOR)
    with Session(engine) as session:
        number = administrators.number_of(session, "bob@example.org")
    assert "the unused links that they made end" in ann.get("/admin/administrators").text
    assert ann.post(f"/admin/administrators/{number}/disable", page="/admin/").status_code == 303
    for email in ("bob@example.org", "dee@example.org"):
        assert Admin.stranger(app, email).joins(link).status_code == 403
    assert "has run out" in app.test_client().get(for_an_lms).text
    assert Admin.stranger(app, "dee@example.org").joins(of_anns).status_code == 303


def test_the_password_is_kept_as_a_hash(engine: Engine, ann: Admin) -> None:
    with Session(engine) as session:
        kept = session.scalars(select(Administrator.password_hash)).one()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_an_administrator_invites_another_from_the_site(app: Flask, engine: Engine, ann: Admin) -> None:
    page = ann.post("/admin/invitations", {"kind": "administrator", "provider": "Northern"})
    link = page.text.partition('value="http://localhost:8500')[2].partition('"')[0]
    assert link.startswith("/admin/join/")
    assert link not in ann.get("/admin/invitations").text
    Admin.joined(app, link, name="Bob Best", email="bob@example.org")
    assert ("bob@example.org", "Northern") in everybody(engine)


def test_an_administrator_of_a_provider_invites_for_that_provider_whatever_they_write(
    app: Flask, engine: Engine, bob: Admin
) -> None:
    for provider in ("", "Southern"):
        page = bob.post("/admin/invitations", {"kind": "administrator", "provider": provider})
        link = page.text.partition('value="http://localhost:8500')[2].partition('"')[0]
        Admin.joined(app, link, name="Dee Dale", email=f"dee{provider}@example.org")
    assert {tenant for _, tenant in everybody(engine)} == {"Northern"}


def test_an_lms_is_invited_from_the_site(ann: Admin, engine: Engine) -> None:
    page = ann.post("/admin/invitations", {"kind": "registration"})
    assert "http://localhost:8500/lti/register?invitation=" in page.text
    with Session(engine) as session:
        newest = audit.newest(session)[0]
    assert (newest.who, newest.action) == ("ann@example.org", "invited an LMS to register")
