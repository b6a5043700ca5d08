"""The Moodle preset against what a real Moodle sent and answered."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest
from moodle_replay import EXCEPTIONS, PROBES, Replay
from recorded_moodle import FOLDER, Recorded, claims, exchanges
from scripted_tool import DL, Browser
from test_demo_lms_registration import leave

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"

UNUSED = "npqh-unused"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir() and not os.environ.get("CI"), reason=f"the recorded exchanges are not at {FOLDER}"
)


@pytest.fixture
def moodle(lms_with):
    return lms_with("moodle")


def shape(value: object) -> object:
    """Names and kinds of values; texts that differ only in content are one kind."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def without(whole: dict, *names: str) -> dict:
    return {name: value for name, value in whole.items() if not name.endswith(names)}


# Custom parameters are the recorded tool's own; the first course here is no copy either.
@pytest.mark.parametrize(
    ("recorded", "person", "path"),
    [
        ("launch-student.claims", "amara-osei", "/courses/npqh-autumn/activities/implementation/launch"),
        # In a course that does not use the tool yet, as there.
        ("deep-linking-request.claims", "helen-marsh", f"/courses/{UNUSED}/add/1/launch"),
        ("submission-review.claims", "helen-marsh", "/courses/npqh-autumn/grades/1/amara-osei/review/launch"),
    ],
)
def test_claims_have_the_recorded_keys_and_kinds(moodle, recorded, person, path):
    autumn = moodle.store.courses.find("npqh-autumn")
    moodle.store.courses.add(replace(autumn, id=UNUSED, activities=()))
    ours = Browser(moodle, person).open(path)
    assert shape(without(ours, "/custom")) == shape(without(claims(recorded), "/custom"))
    assert all(isinstance(value, str) for name in ours if name.endswith("/custom") for value in ours[name].values())


def test_settings_of_deep_linking_say_what_was_recorded(moodle):
    ours = Browser(moodle, "helen-marsh").open("/courses/npqh-autumn/add/1/launch")[f"{DL}deep_linking_settings"]
    theirs = claims("deep-linking-request.claims")[f"{DL}deep_linking_settings"]
    different = ("deep_link_return_url", "title")
    assert without(ours, *different) == without(theirs, *different)


def test_the_configuration_has_the_recorded_keys(moodle):
    theirs = claims("openid-configuration")
    ours = Browser(moodle, None).client.get("/mod/lti/openid-configuration.php").json
    assert shape(ours) == shape(theirs)
    assert set(ours[PLATFORM]["variables"]) <= set(theirs[PLATFORM]["variables"])
    for name in ("product_family_code", "messages_supported"):
        assert ours[PLATFORM][name] == theirs[PLATFORM][name]
    for name in ("token_endpoint", "jwks_uri", "authorization_endpoint", "registration_endpoint"):
        assert ours[name].removeprefix(ours["issuer"]) == theirs[name].removeprefix(theirs["issuer"])


def test_leave_to_register_says_what_was_recorded(moodle):
    theirs = claims("registration-exchange")["token_claims"]
    token = leave(Browser(moodle, "sam-whitlock"))["registration_token"]
    ours = jwt.decode(token, options={"verify_signature": False})
    assert shape(ours) == shape(theirs)
    assert (ours["scope"], ours["exp"] - ours["iat"]) == (theirs["scope"], theirs["exp"] - theirs["iat"])


def test_a_registration_is_answered_as_recorded(moodle, tool_of):
    recorded = claims("registration-exchange")
    given = leave(Browser(moodle, "sam-whitlock"))
    headers = {"Authorization": f"Bearer {given['registration_token']}", "Content-Type": "application/json"}
    body = json.dumps(recorded["request"])
    answer = tool_of(moodle).http("POST", "/mod/lti/openid-registration.php", body=body, headers=headers)
    theirs, ours = json.loads(recorded["body"]), answer.json()
    assert answer.status == recorded["status"]
    assert sorted(ours.pop("scope").split()) == sorted(theirs.pop("scope").split())
    assert len(ours.pop("client_id")) == len(theirs.pop("client_id"))
    assert ours == theirs


@pytest.mark.parametrize("section", PROBES)
def test_services_answer_as_recorded(moodle, tool_of, section):
    replay = Replay(moodle, tool_of(moodle))
    if section == "PUT":
        assert list(_differences(replay, "lineitem create")) == []
    if section == "results media types":
        replay.score()
    assert list(_differences(replay, section)) == []


def test_every_recorded_probe_is_replayed_or_excepted():
    replayed = {(section, name) for section, probes in PROBES.items() for name, _ in probes}
    left_out = {one.name for one in exchanges() if (one.section, one.name) not in replayed}
    assert left_out == set(EXCEPTIONS)


def _differences(replay: Replay, section: str) -> Iterator[str]:
    recorded = [one for one in exchanges() if one.section == section and one.name not in _excepted(section)]
    for theirs, (name, probe) in zip(recorded, PROBES[section], strict=True):
        assert theirs.name == name
        ours = probe(replay)
        for what, expected, found in _compared(replay, theirs, ours):
            if expected != found:
                yield f"{name}: {what} was {expected!r}, is {found!r}"


def _excepted(section: str) -> set[str]:
    return set(EXCEPTIONS) - {name for name, _ in PROBES[section]}


def _compared(replay: Replay, theirs: Recorded, ours) -> Iterator[tuple[str, object, object]]:
    yield "status", theirs.status, ours.status
    if theirs.status >= 400:
        yield "reason", _essence(theirs.reason), _essence(ours.reason)
    if theirs.content_type:
        yield "content type", theirs.content_type, ours.headers["Content-Type"]
    yield "relations", _relations(theirs.link), _relations(ours.headers.get("Link", ""))
    if theirs.grade is None:
        yield "fields", theirs.fields, replace(theirs, body=ours.data.decode()).fields
    elif theirs.name not in {"teacher", "unknown user"}:
        standing = replay.standing(replay.made["sa"] if theirs.name.startswith("sa ") else replay.coupled)
        yield "grade", float(theirs.grade) if theirs.grade else None, standing.points
        yield "feedback", theirs.feedback, standing.comment or ""
    if theirs.blank_grades:
        yield "blank grades", {float(grade) for grade in theirs.blank_grades}, replay.grades(replay.coupled)


def _essence(reason: str) -> str:
    """A reason without what differs from site to site: numbers, course names, the body that was sent."""
    reason = reason.partition("{")[0].replace("npqh-autumn", "2").replace("amara-osei", "5")
    return re.sub(r"\d+", "N", reason).strip()


def _relations(link: str) -> list[str]:
    return re.findall(r"rel=\W*(\w+)", link.encode("latin-1").decode()) if link else []
