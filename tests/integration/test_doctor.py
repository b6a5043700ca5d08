"""What the doctor finds between the tool and an LMS, and what it says to do."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from fakes import FakePlatform
from lti_npq.errors import NotFound
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.tool_keys import KeyRing
from lti_npq.services import doctor, registry
from lti_npq.services.doctor import Check, Verdict
from lti_npq.services.keys import load_key_ring
from lti_npq.settings import Settings
from lti_npq.storage.models import LtiContext, LtiRegistration
from registering_platform import as_json
from visitors import Visitor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOOL = "https://npq.example.org"
OUR_KEYS = f"{TOOL}/lti/jwks"
ROSTER_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
HTML_404 = Answer(404, {"Content-Type": "text/html"}, b"<h1>Not found</h1>")


class Surroundings:
    """The network as the doctor sees it: the LMS and, from outside, the tool itself."""

    def __init__(self, lms: FakePlatform, keys: KeyRing) -> None:
        self.lms, self.keys = lms, keys
        self.instead: dict[str, Answer | DoorError] = {}
        """What comes back from an address instead of what should."""
        self.refused_scopes: tuple[str, ...] = ()
        """Ends of scopes that the LMS does not grant."""
        self.left_out: tuple[str, ...] = ()
        """Ends of scopes that it gives tokens for which leave them out."""

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        scripted = self.instead.get(url)
        if isinstance(scripted, DoorError):
            raise scripted
        if scripted is not None:
            return scripted
        if url == OUR_KEYS:
            return as_json(200, self.keys.jwks)
        if url.endswith("/token") and parse_qs((body or b"").decode())["scope"][0].endswith(self.refused_scopes or "?"):
            return as_json(400, {"error": "invalid_scope"})
        if self.left_out and url.endswith("/token"):
            asked = parse_qs((body or b"").decode())["scope"]
            granted = " ".join(scope for scope in asked if not scope.endswith(self.left_out))
            return as_json(200, {"access_token": "t", "expires_in": 3600, "scope": granted or "other"})
        return self.lms.request(method, url, headers=headers, body=body)


@pytest.fixture
def surroundings(engine: Engine, settings: Settings, lms: FakePlatform) -> Surroundings:
    with Session(engine) as session:
        return Surroundings(lms, load_key_ring(session, settings.secret_key))


def found(engine: Engine, surroundings: Surroundings, number: int = 1) -> list[Check]:
    with Session(engine) as session:
        known = doctor.known_of(session, number)
    return doctor.examine(known, surroundings, surroundings.keys, TOOL, lambda: NOW)  # type: ignore[arg-type]


def about(subject: str, checks: list[Check], verdict: Verdict) -> Check:
    """Return the one check with this subject and end."""
    [check] = [check for check in checks if (check.subject, check.verdict) == (subject, verdict)]
    return check


def changed(engine: Engine, **values: Any) -> None:
    with Session(engine) as session, session.begin():
        row = session.get_one(LtiRegistration, 1)
        for name, value in values.items():
            setattr(row, name, value)


def test_all_is_well(engine: Engine, surroundings: Surroundings, participant: Visitor) -> None:
    checks = found(engine, surroundings)
    assert {check.verdict for check in checks} == {Verdict.OK}
    assert all(not check.advice for check in checks)
    assert "send grades" in about("Access to services", checks, Verdict.OK).words
    assert about("Names", checks, Verdict.OK).words == "1 of 1 person came with a name."
    assert not doctor.failed(checks)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (DoorError("no answer (MaxRetryError)"), "no answer"),
        (HTML_404, "answered 404"),
        (Answer(200, {}, b"<html>"), "not JSON"),
        (as_json(200, {"keys": []}), "none of its keys"),
        (as_json(200, {"keys": [{"kty": "EC"}, 7]}), "none of its keys"),
    ],
)
def test_keys_of_the_lms_out_of_reach_are_a_failure(
    engine: Engine, surroundings: Surroundings, answer: Answer | DoorError, words: str
) -> None:
    surroundings.instead["https://lms.example.org/jwks"] = answer
    checks = found(engine, surroundings)
    assert words in about("The LMS's keys", checks, Verdict.FAILURE).words
    assert doctor.failed(checks)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (DoorError("no answer (NewConnectionError)"), "no answer"),
        (Answer(502, {}, b"bad gateway"), "answered 502"),
        (as_json(200, {"keys": []}), "not this installation's"),
    ],
)
def test_our_own_keys_out_of_reach_are_a_failure(
    engine: Engine, surroundings: Surroundings, answer: Answer | DoorError, words: str
) -> None:
    surroundings.instead[OUR_KEYS] = answer
    check = about("The tool's keys", found(engine, surroundings), Verdict.FAILURE)
    assert words in check.words
    assert "LTI_NPQ_BASE_URL" in check.advice


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [
        (5, Verdict.OK, "5 seconds ahead"),
        (40, Verdict.WARNING, "ahead of"),
        (-90, Verdict.FAILURE, "90 seconds behind"),
    ],
)
def test_clocks_that_differ_are_noticed(
    engine: Engine, surroundings: Surroundings, seconds: int, verdict: Verdict, words: str
) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    keys = json.dumps(surroundings.lms.jwks).encode()
    surroundings.instead["https://lms.example.org/jwks"] = Answer(200, {"Date": date}, keys)
    assert words in about("Clocks", found(engine, surroundings), verdict).words


def test_a_moodle_that_cannot_fetch_our_keys_is_explained(engine: Engine, surroundings: Surroundings) -> None:
    changed(engine, platform="moodle")
    surroundings.instead["https://lms.example.org/token"] = HTML_404
    check = about("Access to services", found(engine, surroundings), Verdict.FAILURE)
    assert "could not fetch this tool's public keys" in check.words
    assert "HTTP security" in check.advice


def test_a_scope_that_grades_need_is_a_failure_and_another_a_warning(
    engine: Engine, surroundings: Surroundings
) -> None:
    surroundings.refused_scopes = ("/score", "contextmembership.readonly")
    checks = found(engine, surroundings)
    assert "may not send grades" in about("Access to services", checks, Verdict.FAILURE).words
    assert "may not see who is in a course" in about("Access to services", checks, Verdict.WARNING).words


def test_a_token_that_leaves_a_scope_out_counts_as_no_grant(engine: Engine, surroundings: Surroundings) -> None:
    surroundings.left_out = ("/score",)
    checks = found(engine, surroundings)
    check = about("Access to services", checks, Verdict.FAILURE)
    assert check.words == "The tool may not send grades: the LMS's token is not good for it."
    assert "make and find gradebook columns" in about("Access to services", checks, Verdict.OK).words


def test_an_lms_that_keeps_names_to_itself_is_noticed(engine: Engine, surroundings: Surroundings, visit: Any) -> None:
    visit(name=None)
    check = about("Names", found(engine, surroundings), Verdict.WARNING)
    assert check.words == "0 of 1 person came with a name."
    assert "privacy" in check.advice


def test_a_canvas_without_its_own_host_cannot_be_sent_grades(engine: Engine, surroundings: Surroundings) -> None:
    changed(engine, platform="canvas")
    assert "Service host" not in {check.subject for check in found(engine, surroundings)}, "it has a site of its own"
    changed(engine, issuer="https://canvas.instructure.com")
    advice = about("Service host", found(engine, surroundings), Verdict.FAILURE).advice
    assert "on the admin site" in advice
    assert "--service-host" in advice
    changed(engine, service_hosts=["school.instructure.com"])
    assert "Service host" not in {check.subject for check in found(engine, surroundings)}


@pytest.mark.parametrize(
    ("answer", "verdict", "words"),
    [
        (as_json(200, {"members": [{"user_id": "1"}, {"user_id": "2"}]}), Verdict.OK, "2 people"),
        (as_json(200, []), Verdict.WARNING, "no list of a course"),
        (Answer(403, {}, b""), Verdict.WARNING, "does not allow that"),
        (Answer(200, {}, b"<html>"), Verdict.WARNING, "a web page"),
        (DoorError("the answer takes too long"), Verdict.WARNING, "takes too long"),
    ],
)
def test_a_roster_is_read_where_there_is_one(
    engine: Engine,
    surroundings: Surroundings,
    participant: Visitor,
    answer: Answer | DoorError,
    verdict: Verdict,
    words: str,
) -> None:
    url = "https://lms.example.org/members"
    with Session(engine) as session, session.begin():
        session.scalars(select(LtiContext)).one().memberships_url = url
    surroundings.instead[f"{url}?limit=100"] = answer
    assert words in about("Roster", found(engine, surroundings), verdict).words


def test_a_launch_says_where_the_roster_is(engine: Engine, surroundings: Surroundings, visit: Any) -> None:
    visit()
    url = "https://lms.example.org/members"
    visit(**{ROSTER_CLAIM: {"context_memberships_url": url, "service_versions": ["2.0"]}})
    surroundings.instead[f"{url}?limit=100"] = as_json(200, {"members": [{"user_id": "1"}]})
    assert "1 person" in about("Roster", found(engine, surroundings), Verdict.OK).words


def test_no_token_goes_to_a_roster_on_a_strange_host(
    engine: Engine, surroundings: Surroundings, participant: Visitor
) -> None:
    with Session(engine) as session, session.begin():
        session.scalars(select(LtiContext)).one().memberships_url = "https://evil.example.org/members"
    assert "not its own" in about("Roster", found(engine, surroundings), Verdict.WARNING).words
    assert all("evil" not in url for _, url in surroundings.lms.requests)


def test_a_deployment_that_waits_is_named_with_its_command(engine: Engine, surroundings: Surroundings) -> None:
    with Session(engine) as session, session.begin():
        registry.withdraw(session, 1, "deployment-1", NOW, who="Ada")
    check = about("Deployments", found(engine, surroundings), Verdict.WARNING)
    assert "deployment-1" in check.words
    assert "on the admin site" in check.advice
    assert "lti-npq platform approve 1" in check.advice


def test_an_lms_without_any_deployment_is_noticed(engine: Engine, surroundings: Surroundings) -> None:
    fresh = {**surroundings.lms.registration, "client_id": "client-2"}
    with Session(engine) as session, session.begin():
        number = registry.register(session, "Provider", registry.NewRegistration(name="New", **fresh), NOW)
    checks = found(engine, surroundings, number)
    assert "There is none yet" in about("Deployments", checks, Verdict.WARNING).words
    assert "too early" in about("Names", checks, Verdict.OK).words


def test_no_secret_stands_in_a_report(engine: Engine, surroundings: Surroundings, participant: Visitor) -> None:
    assert "Bearer" not in repr(found(engine, surroundings))


def test_the_lms_of_another_provider_is_not_examined(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(NotFound):
        doctor.known_of(session, 1, registry.tenant_named(session, "Another"))
