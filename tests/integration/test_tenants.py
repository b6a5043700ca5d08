"""Two providers in one LMS: same issuer, same keys, same ids of everything; nothing of one ever reaches the other.

Every address of the application is tried, taken from the application itself. Those of the admin site, which has people
and rules of its own, are in `admin_site/test_every_address.py`.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from test_notices import copied, deliver
from werkzeug.test import TestResponse

from choosers import Chooser, deep_linking
from couriers import deliver_and_look, later
from factories import small_package
from fakes import AGS, LTI, MEMBERSHIP, TARGET, FakePlatform
from lti_npq.services import registry
from lti_npq.services.delivery import Doors
from lti_npq.services.invitations import Kind, invite
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.base import Base
from lti_npq.storage.models import ContextOrigin, LineItem, PackageUpload, Submission
from lti_npq.web.context import EXTENSION
from lti_npq.web.sessions import PREFIX
from registering_platform import REGISTRATION_TOKEN, RegisteringPlatform
from stored import rows
from visitors import Visitor, begin_login, launch
from zips import zipped

SECRETS = (
    "Amara",
    "Helen",
    "Ada North",
    "Autumn",
    "Summer",
    "Lessons start late",
    "Clear. Next, say why",
    "1 of 4",
)
"""Of the north: its people, courses, work, what was said of it, and what stands in its gradebook."""
SOUTHERN = {LTI + "context": {"id": "course-1", "title": "A course in the south"}}
AS_AUTHOR = {"sub": "author-1", LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]}
PEOPLE: Mapping[str, dict[str, Any]] = {
    "participant": {"name": "Sid South", **SOUTHERN},
    "facilitator": {**Visitor.AS_FACILITATOR, "name": "Fay South", **SOUTHERN},
    "author": {**AS_AUTHOR, "name": "Art South", **SOUTHERN},
}
"""Of the south; the LMS calls them by the same ids as the north's."""
COPY = {
    LTI + "context": {"id": "course-2", "title": "Summer cohort"},
    LTI + "custom": {"content": "small-2021/planning", "context_history": "course-1"},
}
Stored = dict[str, set[tuple[str, ...]]]
_OWNED = {"lti_context", "lti_user", "resource_link", "enrolment", "submission", "line_item"}


@dataclass
class Worlds:
    """Both providers: the north with work in every state, the south with people who have just arrived."""

    app: Flask
    engine: Engine
    north: FakePlatform
    south: FakePlatform
    submission: str
    """Of the north: handed in, marked, sent, and drifted in the gradebook."""
    column: str
    proposal: int
    """Of the north: a course that may be a copy."""
    upload: str
    """Of the north: a package that an author sent and has not released."""
    before: Stored
    """Everything stored before anybody of the south came."""
    northern: Visitor
    visitors: Mapping[str, Visitor]
    """The south's people."""

    @property
    def stranger(self) -> Chooser:
        """Fay South with the picker open."""
        client = self.app.test_client()
        answer = launch(client, self.south, **{**deep_linking(), **PEOPLE["facilitator"], **_choosing()})
        return Chooser(self.app, client, answer.location)

    def get(self, path: str) -> list[TestResponse]:
        return [visitor.get(path or "") for visitor in self.visitors.values()]

    def post(self, path: str, **form: Any) -> list[TestResponse]:
        return [visitor.post(path, form) for visitor in self.visitors.values()]

    def launched(self, who: str = "facilitator", **changes: Any) -> TestResponse:
        """Launch one of the south's people once more, and follow."""
        client = self.app.test_client()
        answer = launch(client, self.south, **{**PEOPLE[who], **changes})
        return client.get(answer.location) if answer.status_code == 303 else answer


def _choosing() -> dict[str, Any]:
    return {name: value for name, value in deep_linking().items() if name.startswith(LTI) and "context" not in name}


@pytest.fixture
def package(tmp_path: Path) -> bytes:
    """A newer version of the small programme, as a zip file."""
    return zipped(small_package(tmp_path / "newer", version="1.1.0"))


def _send_package(author: Visitor, package: bytes) -> TestResponse:
    return author.post("content/uploads", {"package": (io.BytesIO(package), "newer.zip")})


@pytest.fixture
def worlds(app: Flask, engine: Engine, lms: FakePlatform, doors: Doors, package: bytes) -> Worlds:
    south = replace(lms, client_id="client-2")
    new = NewRegistration(name="Southern", deployments=["deployment-1"], **south.registration)
    with Session(engine) as session, session.begin():
        registry.register(session, "South", new, datetime.now(UTC))
    Visitor.launched(app, lms).hands_in()
    Visitor.launched(app, lms, **Visitor.AS_FACILITATOR).marks()
    seen = deliver_and_look(engine, doors, later())
    lms.override("user-1", 1, 4)
    deliver_and_look(engine, doors, seen + timedelta(hours=2))
    northern = Visitor.launched(app, lms, **Visitor.AS_FACILITATOR, **COPY)
    [submission], [column], [origin] = rows(engine, Submission), rows(engine, LineItem), rows(engine, ContextOrigin)
    assert column.url is not None
    _send_package(Visitor.launched(app, lms, **AS_AUTHOR, name="Ada North"), package)
    [upload] = rows(engine, PackageUpload)
    before = stored(engine)
    people = {who: Visitor.launched(app, south, **changes) for who, changes in PEOPLE.items()}
    ids = str(submission.id), column.url, origin.id, str(upload.id)
    return Worlds(app, engine, lms, south, *ids, before, northern, people)


def stored(engine: Engine) -> Stored:
    """Return every row of every table, as text."""
    with Session(engine) as session:
        return {
            table.name: {tuple(map(str, row)) for row in session.execute(select(table))}
            for table in Base.metadata.sorted_tables
        }


def intruders(before: Stored, after: Stored) -> list[str]:
    """Return the references from new rows to what was the north's before."""
    return [
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        for row in after[table.name] - before[table.name]
        if row[list(table.columns).index(key.parent)] in _norths(before, key.column.table.name)
    ]


def _norths(before: Stored, table: str) -> set[str]:
    """Return the ids of a table's rows that were the north's; the first registration is, and its deployment."""
    if table in {"lti_registration", "lti_deployment"}:
        return {"1"}
    return {row[0] for row in before[table]} if table in _OWNED else set()


Case = Callable[[Worlds], list[TestResponse]]
MARK = {"level-fat-planning-clear": "0", "feedback": "No.", "outcome": "marked", "seen": ""}


def _logins(worlds: Worlds) -> list[TestResponse]:
    client = worlds.app.test_client()
    asked = {"iss": worlds.south.issuer, "login_hint": "hint", "target_link_uri": TARGET}
    unsure = [client.get("/lti/login", query_string=asked), client.post("/lti/login", data=asked)]
    assert [answer.status_code for answer in unsure] == [401, 401]
    return [*unsure, client.post("/lti/login", data={**asked, "client_id": worlds.south.client_id})]


def _launches(worlds: Worlds) -> list[TestResponse]:
    """Answer each provider's login with the other's token; then the south's own, naming all that is the north's."""
    crossed = []
    for login, token in ((worlds.north, worlds.south), (worlds.south, worlds.north)):
        client = worlds.app.test_client()
        asked = begin_login(client, login)
        form = {"state": asked["state"], "id_token": token.sign(token.claims(asked["nonce"]))}
        crossed.append(client.post("/lti/launch", data=form, base_url="https://localhost"))
    assert [answer.status_code for answer in crossed] == [401, 401]
    review = {LTI + "message_type": "LtiSubmissionReviewRequest", LTI + "for_user": {"user_id": "user-1"}}
    reviewed = worlds.launched(**review, **{AGS: {"lineitem": worlds.column}})
    assert reviewed.status_code == 404
    told = {LTI + "target_link_uri": f"{TARGET}?content=small-2021/fat-planning&submission={worlds.submission}"}
    copied_from = {LTI + "custom": COPY[LTI + "custom"]}
    return [*crossed, reviewed, worlds.launched(**told, **{LTI + "custom": {}}), worlds.launched(**copied_from)]


def _registrations(worlds: Worlds) -> list[TestResponse]:
    """Have an LMS of the south's answer with what the north's is known by."""
    worlds.app.extensions[EXTENSION].door = RegisteringPlatform(client_id=worlds.north.client_id)
    with Session(worlds.engine) as session, session.begin():
        south = registry.tenant_named(session, "South")
        invitation = invite(session, Kind.REGISTRATION, south, datetime.now(UTC), who="a test")
    form = {"invitation": invitation, "registration_token": REGISTRATION_TOKEN}
    form["openid_configuration"] = RegisteringPlatform().configuration_url
    answer = worlds.app.test_client().post("/lti/register", data=form)
    assert answer.status_code == 409
    return [answer]


def _notices(worlds: Worlds) -> list[TestResponse]:
    return [deliver(worlds.app.test_client(), worlds.south.sign(copied(worlds.south)))]


def _not_there(answers: list[TestResponse]) -> list[TestResponse]:
    assert {answer.status_code for answer in answers} <= {403, 404}
    return answers


def _on_their_upload(act: str) -> Case:
    return lambda worlds: _not_there(
        worlds.post(f"content/uploads/{worlds.upload}/{act}", instead_of="1.0.0"),
    )


def _of_content(path: str) -> Case:
    address = f"content/programmes/small-2021/{path}"
    return lambda worlds: [visitor.get(address, buffered=True) for visitor in worlds.visitors.values()]


def _plainly(path: str) -> Case:
    return lambda worlds: [worlds.app.test_client().get(path, buffered=True)]


CASES: Mapping[tuple[str, str], Case] = {
    ("GET", "/static/<path:filename>"): _plainly("/static/npq.css"),
    ("GET", "/healthz"): _plainly("/healthz"),
    ("GET", "/readyz"): _plainly("/readyz"),
    ("GET", "/metrics"): _plainly("/metrics"),
    ("GET", "/xapi/profile"): _plainly("/xapi/profile"),
    ("GET", "/xapi/profile/<path:part>"): _plainly("/xapi/profile/v1"),
    ("GET", "/lti/jwks"): _plainly("/lti/jwks"),
    ("GET", "/lti/config.json"): _plainly("/lti/config.json"),
    ("GET", "/lti/register"): _plainly("/lti/register"),
    ("POST", "/lti/register"): _registrations,
    ("GET", "/lti/login"): _logins,
    ("POST", "/lti/login"): _logins,
    ("POST", "/lti/launch"): _launches,
    ("POST", "/lti/notices"): _notices,
    ("GET", "/s/<token>/"): lambda worlds: worlds.get(""),
    ("GET", "/s/<token>/modules/<module_key>"): lambda worlds: worlds.get("modules/planning"),
    ("GET", "/s/<token>/pages/<page_key>"): lambda worlds: worlds.get("pages/planning-do"),
    ("POST", "/s/<token>/pages/<page_key>/read"): lambda worlds: worlds.post("pages/planning-see/read"),
    ("POST", "/s/<token>/leaving"): lambda worlds: worlds.post("leaving"),
    ("POST", "/s/<token>/pages/<page_key>/heartbeats"): lambda worlds: worlds.post(
        "pages/planning-do/heartbeats", view=str(worlds.submission), clock="15000", beats="1:15000:15000"
    ),
    ("POST", "/s/<token>/questions/<question_key>/answers"): lambda worlds: worlds.post(
        "questions/planning-check/answers", option="b"
    ),
    ("POST", "/s/<token>/writing/<writing_key>"): lambda worlds: worlds.post("writing/planning-reflection", text="S."),
    ("GET", "/s/<token>/tasks/<task_key>"): lambda worlds: worlds.get("tasks/fat-planning"),
    ("POST", "/s/<token>/tasks/<task_key>/draft"): lambda worlds: worlds.post(
        "tasks/fat-planning/draft", **{"fat-planning-problem": "S."}
    ),
    ("POST", "/s/<token>/tasks/<task_key>/check"): lambda worlds: worlds.post(
        "tasks/fat-planning/check", **{"fat-planning-problem": "S."}
    ),
    ("GET", "/s/<token>/tasks/<task_key>/submissions/<int:number>"): lambda worlds: _not_there(
        worlds.get("tasks/fat-planning/submissions/1")
    ),
    ("POST", "/s/<token>/tasks/<task_key>/submissions"): lambda worlds: [
        worlds.visitors["participant"].hands_in("From the south.")
    ],
    ("GET", "/s/<token>/tasks/<task_key>/comparison"): lambda worlds: worlds.get("tasks/fat-planning/comparison"),
    ("POST", "/s/<token>/tasks/<task_key>/comparison"): lambda worlds: worlds.post("tasks/fat-planning/comparison"),
    ("GET", "/s/<token>/people"): lambda worlds: [*worlds.get("people"), *worlds.get("people?group=1")],
    ("POST", "/s/<token>/people/refresh"): lambda worlds: worlds.post("people/refresh", left="yes"),
    ("GET", "/s/<token>/marking"): lambda worlds: worlds.get("marking"),
    ("POST", "/s/<token>/marking/copies/<int:proposal_id>"): lambda worlds: _not_there(
        worlds.post(f"marking/copies/{worlds.proposal}", same="yes")
    ),
    ("GET", "/s/<token>/marking/<uuid:submission_id>"): lambda worlds: _not_there(
        worlds.get(f"marking/{worlds.submission}")
    ),
    ("POST", "/s/<token>/marking/<uuid:submission_id>"): lambda worlds: _not_there(
        worlds.post(f"marking/{worlds.submission}", **MARK)
    ),
    ("POST", "/s/<token>/marking/<uuid:submission_id>/grade"): lambda worlds: _not_there(
        [
            *worlds.post(f"marking/{worlds.submission}/grade"),
            *worlds.post(f"marking/{worlds.submission}/grade", stands="1:1:4", sure="yes"),
        ]
    ),
    ("GET", "/s/<token>/choose"): lambda worlds: [worlds.stranger.opens()],
    ("GET", "/s/<token>/choose/<programme_key>"): lambda worlds: [worlds.stranger.opens("/small-2021")],
    ("POST", "/s/<token>/choose/<programme_key>"): lambda worlds: [worlds.stranger.sends(what="whole")],
    ("POST", "/s/<token>/choose"): lambda worlds: [worlds.stranger.sends("")],
    ("GET", "/s/<token>/content"): lambda worlds: worlds.get("content"),
    **{
        ("GET", f"/s/<token>/content/programmes/<programme_key>/export{more}"): _of_content(f"export{more}?format=html")
        for more in ("", "/progress", "/file")
    },
    ("POST", "/s/<token>/content/uploads"): lambda worlds: [
        _send_package(visitor, b"no zip file") for visitor in worlds.visitors.values()
    ],
    ("GET", "/s/<token>/content/uploads/<uuid:upload_id>"): lambda worlds: _not_there(
        worlds.get(f"content/uploads/{worlds.upload}")
    ),
    **{
        ("POST", f"/s/<token>/content/uploads/<uuid:upload_id>/{act}"): _on_their_upload(act)
        for act in ("preview", "release", "discard")
    },
    ("GET", "/s/<token>/media/<digest>/<_name>"): lambda worlds: worlds.get(f"media/{'0' * 64}/plan.svg"),
}
"""What the south tries at each address, by method and rule."""


def calls(app: Flask) -> set[tuple[str, str]]:
    """Return every address outside the admin site with each method that it answers to."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/admin")
    }


def _filled(rule: str, worlds: Worlds) -> str:
    """Return the address of a session of the north's, with all that is the north's in it."""
    ids = {"token": worlds.northern.base.rpartition("/")[2], "submission_id": worlds.submission}
    ids |= {"module_key": "planning", "page_key": "planning-do", "task_key": "fat-planning", "number": "1"}
    ids |= {"question_key": "planning-check", "writing_key": "planning-reflection", "programme_key": "small-2021"}
    ids |= {"digest": "0" * 64, "_name": "plan.svg", "upload_id": worlds.upload, "proposal_id": str(worlds.proposal)}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], rule)


def test_every_address_is_tried(app: Flask) -> None:
    assert calls(app) == set(CASES)


def test_nothing_of_one_provider_is_shown_to_another_or_changed_by_it(worlds: Worlds) -> None:
    shown = {
        call: told
        for call, case in CASES.items()
        if (told := [secret for answer in case(worlds) for secret in SECRETS if secret.encode() in answer.data])
    }
    assert shown == {}
    after = stored(worlds.engine)
    assert {name: there - after[name] for name, there in worlds.before.items() if there - after[name]} == {}
    assert intruders(worlds.before, after) == []


def test_no_form_of_a_session_is_taken_without_its_token(worlds: Worlds) -> None:
    chooser = worlds.stranger
    sessions = [(visitor.client, visitor.base) for visitor in worlds.visitors.values()]
    sessions.append((chooser.client, chooser.landing.removesuffix("/choose")))
    before = stored(worlds.engine)
    for method, rule in CASES:
        if rule.startswith(PREFIX) and method != "GET":
            path = _filled(rule.removeprefix(PREFIX), worlds)
            answers = [client.open(base + path, method=method, data=MARK) for client, base in sessions]
            assert {answer.status_code for answer in answers} == {403}, rule
            assert any("This form does not belong to your session." in answer.text for answer in answers), rule
    assert stored(worlds.engine) == before


def test_no_address_of_one_providers_session_opens_for_another(worlds: Worlds) -> None:
    for visitor in worlds.visitors.values():
        form = {"csrf": visitor.csrf, **MARK}
        for method, rule in CASES:
            if rule.startswith(PREFIX):
                path = _filled(rule, worlds)
                answer = visitor.client.open(path, method=method, data=form if method == "POST" else None)
                assert answer.status_code == 403, (method, rule)


def test_what_the_south_may_not_see_is_there_for_the_north(worlds: Worlds) -> None:
    """Otherwise the tests above would prove nothing."""
    autumn = Visitor.launched(worlds.app, worlds.north, **Visitor.AS_FACILITATOR)
    seen = autumn.get(f"marking/{worlds.submission}").text + worlds.northern.get("marking").text
    seen += Visitor.launched(worlds.app, worlds.north, **AS_AUTHOR, name="Ada North").get("content").text
    assert [secret for secret in SECRETS if secret not in seen and secret != "Summer"] == []
    assert worlds.northern.post(f"marking/copies/{worlds.proposal}", {"same": "yes"}).status_code == 200
