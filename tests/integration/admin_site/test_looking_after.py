"""What administrators do: let LMSs in and out, change them, examine them, have grades sent again."""

import re
from datetime import UTC, datetime

import pytest
from admin_site.conftest import Foreign, southern
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from admins import Admin
from couriers import deliver, later
from fakes import LTI, FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.services import audit, registry
from lti_npq.services.delivery import Doors
from lti_npq.storage.models import Destination, LtiRegistration, OwedStatement, QuarantinedStatement
from stored import owed_score, rows
from visitors import Visitor, launch

ELSEWHERE = {LTI + "deployment_id": "deployment-2"}
FORM = {
    "name": "Our Moodle",
    "issuer": "https://moodle.example",
    "client_id": "abc",
    "auth_url": "https://moodle.example/auth",
    "token_url": "https://moodle.example/token",
    "jwks_url": "https://moodle.example/certs",
    "deployments": "1 2",
    "service_hosts": "files.moodle.example",
    "provider": "Northern",
}


def platform_of(engine: Engine, name: str) -> registry.PlatformView:
    with Session(engine) as session:
        [found] = [view for view in registry.platforms(session) if view.name == name]
    return found


def test_a_new_place_waits_until_it_is_approved_and_again_once_that_is_withdrawn(
    app: Flask, lms: FakePlatform, ann: Admin
) -> None:
    assert launch(app.test_client(), lms, **ELSEWHERE).status_code == 403
    assert "LMS, deployment deployment-2" in ann.get().text
    form = {"deployment_id": "deployment-2"}
    ann.post("/admin/platforms/1/approve", form, page="/admin/")
    assert launch(app.test_client(), lms, **ELSEWHERE).status_code == 303
    ann.post("/admin/platforms/1/withdraw", form, page="/admin/")
    assert launch(app.test_client(), lms, **ELSEWHERE).status_code == 403
    log = ann.get("/admin/log").text
    assert "ann@example.org approved a deployment" in log
    assert "ann@example.org withdrew the approval" in log


def test_a_deployment_that_nobody_saw_cannot_be_withdrawn(ann: Admin) -> None:
    answer = ann.post("/admin/platforms/1/withdraw", {"deployment_id": "never"}, page="/admin/")
    assert answer.status_code == 404


def test_an_lms_is_entered_by_hand(engine: Engine, ann: Admin) -> None:
    answer = ann.post("/admin/platforms/new", FORM)
    found = platform_of(engine, "Our Moodle")
    assert answer.location == f"/admin/platforms/{found.id}"
    assert (found.tenant, found.auth_url, found.service_hosts) == (
        "Northern",
        "https://moodle.example/auth",
        ("files.moodle.example",),
    )
    assert [each.deployment_id for each in found.deployments if each.approved_at] == ["1", "2"]


def test_an_lms_that_a_providers_administrator_enters_is_that_providers(engine: Engine, bob: Admin) -> None:
    bob.post("/admin/platforms/new", {**FORM, "provider": "Southern"})
    assert platform_of(engine, "Our Moodle").tenant == "Northern"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"issuer": " "}, "Something is missing: the issuer."),
        ({"client_id": "", "name": ""}, "Something is missing: the name, the client id."),
        ({"jwks_url": "moodle.example/certs"}, "is not a web address"),
        ({"token_url": "javascript:alert(1)"}, "is not a web address"),
        ({"service_hosts": "https://files.moodle.example/"}, "is not a host name"),
    ],
)
def test_what_cannot_be_right_is_said_and_what_was_written_is_kept(
    engine: Engine, ann: Admin, change: dict[str, str], sentence: str
) -> None:
    answer = ann.post("/admin/platforms/new", {**FORM, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="https://moodle.example/auth"' in answer.text
    assert [row.name for row in rows(engine, LtiRegistration)] == ["LMS"]


def test_addresses_change_and_what_an_lms_is_known_by_does_not(engine: Engine, ann: Admin, foreign: Foreign) -> None:
    address = f"/admin/platforms/{foreign.platform_id}/change"
    ann.post(address, {**FORM, "name": "Renamed", "issuer": "https://other.example"})
    found = platform_of(engine, "Renamed")
    assert (found.id, found.issuer, found.client_id) == (foreign.platform_id, southern().issuer, "south")
    assert found.token_url == "https://moodle.example/token"
    assert found.tenant == "Southern"


def test_what_product_an_lms_is_can_be_left_to_it_until_somebody_has_said(ann: Admin) -> None:
    leave_it = '<option value="">As it says itself</option>'
    assert leave_it in ann.get("/admin/platforms/new").text
    assert leave_it in ann.get("/admin/platforms/1/change").text
    ann.post("/admin/platforms/1/change", {**FORM, "platform": "other"})
    page = ann.get("/admin/platforms/1/change").text
    assert leave_it not in page
    assert '<option value="other" selected>' in page


def test_a_removed_lms_is_refused_and_leaves_the_list(app: Flask, lms: FakePlatform, ann: Admin) -> None:
    assert "Remove LMS?" in ann.get("/admin/platforms/1/remove").text
    assert ann.post("/admin/platforms/1/remove").location == "/admin/platforms/1"
    login = {"iss": lms.issuer, "login_hint": "hint", "target_link_uri": "http://localhost:8500/lti/launch"}
    assert app.test_client().post("/lti/login", data=login).status_code >= 400
    assert "No LMS is connected yet." in ann.get("/admin/platforms").text
    assert "no launch from it comes through" in ann.get("/admin/platforms/1").text


def test_a_removed_lms_is_registered_again_where_its_page_says_so(engine: Engine, ann: Admin) -> None:
    ann.post("/admin/platforms/1/remove")
    assert "Register it again" in ann.get("/admin/platforms/1").text
    assert "Register LMS again" in ann.get("/admin/platforms/1/change").text
    refused = ann.post("/admin/platforms/1/change", {**FORM, "token_url": ""})
    assert "Register Our Moodle again" in refused.text
    ann.post("/admin/platforms/1/change", FORM)
    assert platform_of(engine, "Our Moodle").removed_at is None
    assert "Change Our Moodle" in ann.get("/admin/platforms/1/change").text


def test_an_examination_shows_each_check_with_what_to_do(ann: Admin, lms: FakePlatform) -> None:
    assert "In order" in ann.post("/admin/platforms/1/examine", page="/admin/").text
    lms.refused_scopes = {"score"}
    assert "Must be mended" in ann.post("/admin/platforms/1/examine", page="/admin/").text


def test_what_an_examination_found_stays_on_the_lmss_light_until_it_is_mended(
    engine: Engine, ann: Admin, lms: FakePlatform
) -> None:
    lms.refused_scopes = {"score"}
    ann.post("/admin/platforms/1/examine", page="/admin/")
    found = platform_of(engine, "LMS").failing
    assert "Access to services" in found
    for page in ("/admin/", "/admin/platforms", "/admin/platforms/1"):
        assert f"To be mended: {', '.join(found).replace(chr(39), '&#39;')}" in ann.get(page).text
    assert "Nothing needs you now" not in ann.get("/admin/").text
    with Session(engine) as session, session.begin():
        known = registry.NewRegistration(name="LMS", **lms.registration)
        registry.register(session, "Provider", known, datetime.now(UTC))
    assert "To be mended" not in ann.get("/admin/platforms").text
    assert "Nothing needs you now" in ann.get("/admin/").text


def test_a_provider_sees_which_of_its_lmss_do_not_tell_of_copies(
    app: Flask, engine: Engine, lms: FakePlatform, doors: Doors, ann: Admin, bob: Admin
) -> None:
    offered = {LTI + "platformnotificationservice": {"platform_notification_service_url": f"{lms.issuer}/notices"}}
    Visitor.launched(app, lms, **Visitor.AS_FACILITATOR, **offered)
    lms.answers = [Answer(403, {}, b"")]
    deliver(engine, doors, later())
    assert "Notices of copied courses" in ann.get("/admin/deliveries").text
    assert "Notices of copied courses" not in bob.get("/admin/deliveries").text


def test_nobody_is_asked_while_a_transaction_is_open(
    app: Flask, engine: Engine, ann: Admin, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, written = lms.request, []

    def ask_while_somebody_else_writes(*asked: object, **more: object) -> Answer:
        with Session(engine) as session, session.begin():
            audit.note(session, who="somebody else", action="wrote", subject="meanwhile", now=datetime.now(UTC))
        written.append(asked)
        return ask(*asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(lms, "request", ask_while_somebody_else_writes)
    assert ann.post("/admin/platforms/1/examine", page="/admin/").status_code == 200
    assert written


def test_a_grade_that_is_refused_shows_where_and_why_and_is_sent_again(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform, ann: Admin, bob: Admin
) -> None:
    lms.answers = [Answer(403, {}, b"")] * 3
    deliver(engine, doors, later())
    lms.answers = []
    for page in ("/admin/", "/admin/deliveries"):
        assert "it does not allow that" in ann.get(page).text
        assert "it does not allow that" not in bob.get(page).text
    assert "1 grade not in its gradebook" in ann.get("/admin/platforms").text
    ann.post("/admin/deliveries/courses/1", page="/admin/")
    deliver(engine, doors, later(hours=1))
    assert owed_score(engine).delivered
    assert "No grade needs you." in ann.get("/admin/deliveries").text
    assert "had grades sent again" in ann.get("/admin/log").text


def test_statements_that_were_set_aside_are_sent_again(engine: Engine, participant: Visitor, ann: Admin) -> None:
    participant.studies_everything()
    with Session(engine) as session, session.begin():
        for owed in session.query(OwedStatement):
            session.add(
                QuarantinedStatement(
                    destination_id=owed.destination_id,
                    sequence=owed.sequence,
                    quarantined_at=datetime.now(UTC),
                    reason="refused",
                    said="",
                )
            )
            session.delete(owed)
        session.query(Destination).one().trouble = "the store answered 400"
    assert "The store answered 400" in ann.get("/admin/deliveries").text
    ann.post("/admin/deliveries/stores", page="/admin/")
    assert rows(engine, OwedStatement)
    assert rows(engine, QuarantinedStatement) == []


def test_an_lms_has_a_light_for_how_it_does(participant: Visitor, ann: Admin, foreign: Foreign) -> None:
    listed = ann.get("/admin/platforms").text
    assert "Used in 1 course" in listed
    assert "1 deployment to approve" in listed


def test_customers_who_share_an_issuer_are_told_apart_by_client_id(ann: Admin) -> None:
    for client_id in ("10001", "10002"):
        ann.post("/admin/platforms/new", {**FORM, "name": "Canvas", "client_id": client_id})
    for page in ("/admin/", "/admin/platforms"):
        listed = re.findall(r"https://moodle\.example, client id (\d+)", ann.get(page).text)
        assert listed == ["10001", "10002"]


def test_what_is_published_is_listed(ann: Admin) -> None:
    page = ann.get("/admin/content").text
    assert "small-2021" in page
    assert "Version 1.0.0" in page


def test_the_log_is_read_page_by_page(engine: Engine, ann: Admin) -> None:
    with Session(engine) as session, session.begin():
        for number in range(audit.PAGE):
            audit.note(session, who="x", action="counted", subject=f"number {number}", now=datetime.now(UTC))
    first = ann.get("/admin/log").text
    assert "became an administrator" not in first
    older = first.partition("/admin/log?before=")[2].partition('"')[0]
    assert "became an administrator" in ann.get(f"/admin/log?before={older}").text
    assert ann.get("/admin/log?before=nonsense").status_code == 200
    assert "Newest</a>" in ann.get(f"/admin/log?before={2**31}").text, "so many entries there may be"


def test_what_an_lms_says_of_itself_is_only_text(ann: Admin) -> None:
    ann.post("/admin/platforms/new", {**FORM, "name": "<script>alert(1)</script>"})
    for page in ("/admin/", "/admin/platforms", "/admin/log"):
        assert "<script>alert" not in ann.get(page).text
