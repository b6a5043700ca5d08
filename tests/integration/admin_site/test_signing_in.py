"""Signing in and out: what opens a session, what does not, and how often it may be tried."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from admin_site.conftest import Invite
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from admins import PASSWORD, Admin
from lti_npq.services import audit, housekeeping
from lti_npq.services.administration import administrators, passwords, sessions, throttle
from lti_npq.settings import Settings
from lti_npq.storage.models import Administrator, AdministratorSession, AuditEntry, SignInTries

SESSION = "lti_npq_admin"


def log_of(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        return [(entry.who, entry.action) for entry in audit.newest(session)]


def number_of(engine: Engine, email: str) -> int:
    with Session(engine) as session:
        return administrators.number_of(session, email)


def made_older(engine: Engine, by: timedelta) -> None:
    """Let time pass: everything counted or opened was so much earlier."""
    with Session(engine) as session, session.begin():
        for row in session.scalars(select(SignInTries)):
            row.since -= by
        for opened in session.scalars(select(AdministratorSession)):
            opened.last_used_at -= by
            opened.expires_at -= by


def test_the_right_password_leads_to_the_overview(app: Flask, ann: Admin) -> None:
    again = Admin.stranger(app)
    answer = again.signs_in()
    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert "Signed in as Ann Other" in again.get().text


def test_the_name_may_be_written_in_capitals(app: Flask, ann: Admin) -> None:
    assert Admin.stranger(app, " Ann@Example.org ").signs_in().status_code == 303


def test_a_wrong_password_is_refused_without_saying_which_half_is_wrong(app: Flask, ann: Admin) -> None:
    wrong, unknown = Admin.stranger(app).signs_in("not it at all"), Admin.stranger(app, "no@example.org").signs_in()
    assert wrong.status_code == unknown.status_code == 401
    sentence = "E-mail address and password do not belong together."
    assert sentence in wrong.text
    assert sentence in unknown.text
    assert SESSION + "=" not in str(wrong.headers)


def test_tries_are_in_the_audit_log_without_what_was_typed(app: Flask, engine: Engine, ann: Admin) -> None:
    Admin.stranger(app).signs_in("not it at all")
    Admin.stranger(app, "my own password").signs_in()
    Admin.stranger(app).signs_in()
    assert log_of(engine)[:3] == [
        ("ann@example.org", "signed in"),
        ("somebody unknown", "failed to sign in"),
        ("ann@example.org", "failed to sign in"),
    ]
    with Session(engine) as session:
        told = " ".join(f"{row.subject} {row.detail} {row.who}" for row in session.scalars(select(AuditEntry)))
    assert "not it at all" not in told
    assert "my own password" not in told


def test_an_account_is_closed_after_ten_wrong_tries_even_to_the_right_password(
    app: Flask, engine: Engine, ann: Admin
) -> None:
    for _ in range(throttle.TRIES_OF_ACCOUNT):
        assert Admin.stranger(app).signs_in("wrong").status_code == 401
    locked = Admin.stranger(app).signs_in()
    assert locked.status_code == 429
    assert "Wait a quarter of an hour" in locked.text
    Admin.stranger(app).signs_in()
    assert [entry for entry in log_of(engine) if "locked out" in entry[1]] == [
        ("ann@example.org", "was locked out for a quarter of an hour")
    ]


def test_a_closed_account_opens_again_by_itself(app: Flask, engine: Engine, ann: Admin) -> None:
    for _ in range(throttle.TRIES_OF_ACCOUNT + 1):
        Admin.stranger(app).signs_in("wrong")
    made_older(engine, throttle.WINDOW)
    assert Admin.stranger(app).signs_in().status_code == 303


def test_tries_are_counted_for_all_processes(app: Flask, app_with: Callable[..., Flask], ann: Admin) -> None:
    for _ in range(throttle.TRIES_OF_ACCOUNT):
        Admin.stranger(app).signs_in("wrong")
    assert Admin.stranger(app_with()).signs_in().status_code == 429


def test_a_success_forgives_the_tries_before(app: Flask, ann: Admin) -> None:
    for _ in range(throttle.TRIES_OF_ACCOUNT - 1):
        Admin.stranger(app).signs_in("wrong")
    assert Admin.stranger(app).signs_in().status_code == 303
    assert Admin.stranger(app).signs_in("wrong").status_code == 401
    assert Admin.stranger(app).signs_in().status_code == 303


def test_an_address_that_tries_many_names_is_refused_and_another_is_not(
    app: Flask, engine: Engine, settings: Settings, ann: Admin
) -> None:
    with Session(engine) as session, session.begin():
        key = throttle.key(settings.secret_key, "address", "203.0.113.9")
        for _ in range(throttle.TRIES_OF_ADDRESS):
            throttle.count_try(session, key, datetime.now(UTC))
    refused = Admin.stranger(app).signs_in(environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert refused.status_code == 429
    assert Admin.stranger(app).signs_in(environ_overrides={"REMOTE_ADDR": "203.0.113.10"}).status_code == 303


@pytest.mark.parametrize(
    ("tried", "later", "status"),
    [
        ("2001:db8:1:2::9", "2001:db8:1:2:aaaa:bbbb:cccc:dddd", 429),
        ("2001:db8:1:2::9", "2001:db8:1:3::9", 303),
        ("::ffff:203.0.113.9", "203.0.113.9", 429),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.10", 303),
        # Azure's gateways write the port as well.
        ("203.0.113.9:50001", "203.0.113.9:50002", 429),
        ("203.0.113.9:50001", "203.0.113.10:50001", 303),
        ("[2001:db8:1:2::9]:50001", "[2001:db8:1:2::9]:50002", 429),
        ("unknown", "hidden", 303),
        ("[x", "[x", 429),
    ],
)
def test_a_connection_with_addresses_without_number_counts_as_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ann: Admin, tried: str, later: str, status: int
) -> None:
    monkeypatch.setattr(throttle, "TRIES_OF_ADDRESS", 1)
    Admin.stranger(app, "no@example.org").signs_in(environ_overrides={"REMOTE_ADDR": tried})
    assert Admin.stranger(app).signs_in(environ_overrides={"REMOTE_ADDR": later}).status_code == status


@pytest.mark.parametrize(("trusted", "status"), [(1, 303), (0, 429)])
def test_an_address_behind_a_proxy_is_believed_only_where_the_proxy_is_ours(
    app_with: Callable[..., Flask], engine: Engine, settings: Settings, ann: Admin, trusted: int, status: int
) -> None:
    with Session(engine) as session, session.begin():
        key = throttle.key(settings.secret_key, "address", "127.0.0.1")
        for _ in range(throttle.TRIES_OF_ADDRESS):
            throttle.count_try(session, key, datetime.now(UTC))
    behind = app_with(trusted_proxies=trusted)
    answer = Admin.stranger(behind).signs_in(headers={"X-Forwarded-For": "203.0.113.10"})
    assert answer.status_code == status


@pytest.mark.parametrize("asked_as", ["npq.example.org", "127.0.0.1:8500"])
def test_the_short_address_leads_on_by_https_whatever_the_proxy_asks_for(
    app_with: Callable[..., Flask], asked_as: str
) -> None:
    behind = app_with(base_url="https://npq.example.org", trusted_proxies=1)
    answer = behind.test_client().get("/admin", base_url=f"http://{asked_as}")
    assert (answer.status_code, answer.location) == (308, "https://npq.example.org/admin/")


def test_neither_name_nor_address_can_be_read_from_what_is_counted(app: Flask, engine: Engine, ann: Admin) -> None:
    Admin.stranger(app).signs_in("wrong")
    with Session(engine) as session:
        digests = session.scalars(select(SignInTries.digest)).all()
    assert all(len(digest) == 32 for digest in digests)


class Counting(PasswordHasher):
    """Compares as ever, and notes with which parameters."""

    def __init__(self, **parameters: int) -> None:
        super().__init__(**parameters)
        self.compared: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  # the library's name
        self.compared.append(str(hash).rpartition("$")[0].rpartition("$")[0])
        return super().verify(hash, password)


def test_an_unknown_name_costs_the_same_comparison_as_a_known_one(
    app: Flask, invite: Invite, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    passwords._decoy.cache_clear()
    Admin.joined(app, invite(), name="Ann Other", email="ann@example.org")
    hasher.compared.clear()
    for email in ("ann@example.org", "nobody@example.org"):
        stranger = Admin.stranger(app, email)
        form = {"csrf": stranger.token("/admin/sign-in"), "email": email, "password": "wrong"}
        stranger.client.post("/admin/sign-in", data=form)
    passwords._decoy.cache_clear()
    assert hasher.compared == ["$argon2id$v=19$m=8,t=1,p=1"] * 2


def test_signing_in_gives_a_session_that_nobody_knew_before(app: Flask, engine: Engine, ann: Admin) -> None:
    victim = Admin.stranger(app)
    victim.client.set_cookie(SESSION, "planted")
    victim.signs_in()
    cookie = victim.client.get_cookie(SESSION)
    assert cookie is not None
    assert cookie.value != "planted"
    thief = Admin.stranger(app)
    thief.client.set_cookie(SESSION, "planted")
    assert thief.get().status_code == 303


def test_signing_in_again_ends_the_session_before(app: Flask, ann: Admin) -> None:
    old = ann.client.get_cookie(SESSION)
    assert old is not None
    assert ann.signs_in().status_code == 303
    thief = Admin.stranger(app)
    thief.client.set_cookie(SESSION, old.value)
    assert thief.get().status_code == 303


def test_signing_out_ends_the_session_in_the_database(app: Flask, engine: Engine, ann: Admin) -> None:
    kept = ann.client.get_cookie(SESSION)
    assert kept is not None
    assert ann.post("/admin/sign-out", page="/admin/").location == "/admin/sign-in"
    with Session(engine) as session:
        assert session.scalars(select(AdministratorSession)).all() == []
    ann.client.set_cookie(SESSION, kept.value)
    assert ann.get().location.startswith("/admin/sign-in")


@pytest.mark.parametrize("passed", [sessions.IDLE, sessions.LONGEST], ids=["idle", "at all"])
def test_a_session_ends_by_itself(engine: Engine, ann: Admin, passed: timedelta) -> None:
    assert ann.get().status_code == 200
    made_older(engine, passed)
    assert ann.get().status_code == 303


def test_a_session_in_use_does_not_end(engine: Engine, ann: Admin) -> None:
    for _ in range(3):
        made_older(engine, sessions.IDLE * 0.9)
        assert ann.get().status_code == 200


def test_a_session_is_stored_as_a_digest(engine: Engine, ann: Admin) -> None:
    cookie = ann.client.get_cookie(SESSION)
    assert cookie is not None
    with Session(engine) as session:
        assert cookie.value.encode() not in session.scalars(select(AdministratorSession.token_digest)).one()


def test_what_is_over_is_forgotten(engine: Engine, ann: Admin, app: Flask) -> None:
    Admin.stranger(app).signs_in("wrong")
    with Session(engine) as session, session.begin():
        housekeeping.forget_expired(session, datetime.now(UTC) + sessions.LONGEST)
        assert session.scalars(select(AdministratorSession)).all() == []
        assert session.scalars(select(SignInTries)).all() == []


def test_the_cookie_is_for_this_host_and_https_only(app_with: Callable[..., Flask], ann: Admin) -> None:
    client = app_with(base_url="https://npq.example.org").test_client()
    page = client.get("/admin/sign-in", base_url="https://npq.example.org")
    token = page.text.partition('name="csrf" content="')[2].partition('"')[0]
    form = {"csrf": token, "email": "ann@example.org", "password": PASSWORD}
    answer = client.post("/admin/sign-in", data=form, base_url="https://npq.example.org")
    [cookie] = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-lti_npq_admin=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/admin",
        "/\\evil.example",
        "/admin@evil.example",
        "/admin/../../evil.example",
        "/admin\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/s/token/",
        "/administrator",
    ],
)
def test_a_sign_in_leads_to_no_other_site(app: Flask, ann: Admin, elsewhere: str) -> None:
    stranger = Admin.stranger(app)
    token = stranger.token("/admin/sign-in")
    form = {"csrf": token, "email": "ann@example.org", "password": PASSWORD}
    answer = stranger.client.post("/admin/sign-in", query_string={"next": elsewhere}, data=form)
    assert (answer.status_code, answer.location) == (303, "/admin/")


def test_a_sign_in_leads_back_to_the_page_that_asked_for_it(app: Flask, ann: Admin) -> None:
    stranger = Admin.stranger(app)
    way_in = stranger.get("/admin/platforms/new").location
    assert stranger.signs_in(path=way_in).location == "/admin/platforms/new"


def test_a_form_sent_after_the_session_ended_says_that_nothing_was_stored(app: Flask, ann: Admin) -> None:
    stranger = Admin.stranger(app)
    answer = stranger.client.post("/admin/invitations", data={"csrf": "x"}, follow_redirects=True)
    assert "what you sent was not stored" in answer.text


def test_a_password_kept_with_older_parameters_is_kept_with_todays(app: Flask, engine: Engine, ann: Admin) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8_192).hash(PASSWORD)
    with Session(engine) as session, session.begin():
        session.execute(update(Administrator).values(password_hash=old))
    assert Admin.stranger(app).signs_in().status_code == 303
    with Session(engine) as session:
        assert "m=1024,t=1" in session.scalars(select(Administrator.password_hash)).one()
    assert Admin.stranger(app).signs_in().status_code == 303


def test_a_disabled_administrator_is_out_at_once_and_stays_out(
    app: Flask, engine: Engine, ann: Admin, bob: Admin
) -> None:
    number = number_of(engine, "bob@example.org")
    assert ann.post(f"/admin/administrators/{number}/disable", page="/admin/").status_code == 303
    assert bob.get().status_code == 303
    assert Admin.stranger(app, "bob@example.org").signs_in().status_code == 401
    with Session(engine) as session:
        assert session.scalars(select(AdministratorSession).filter_by(administrator_id=number)).all() == []


def test_a_session_that_outlives_its_owners_right_opens_nothing(engine: Engine, bob: Admin) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Administrator).values(disabled_at=datetime.now(UTC)))
    assert bob.get().status_code == 303


def test_nobody_disables_themselves(engine: Engine, ann: Admin) -> None:
    number = number_of(engine, "ann@example.org")
    assert ann.post(f"/admin/administrators/{number}/disable", page="/admin/").status_code == 409
    assert ann.get().status_code == 200
