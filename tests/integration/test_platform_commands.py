"""`lti-npq platform`: what each command does, prints and ends with."""

import json
from collections.abc import Callable
from functools import partial

import pytest
from click.testing import Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.cli import platforms as commands
from lti_npq.platforms.door import DoorError
from lti_npq.services import audit, doctor
from lti_npq.services.doctor import Check, Verdict

CANVAS = [
    *("--issuer", "https://canvas.instructure.com", "--client-id", "10000000000001", "--name", "School"),
    *("--auth-url", "https://sso.canvaslms.com/api/lti/authorize_redirect"),
    *("--token-url", "https://sso.canvaslms.com/login/oauth2/token"),
    *("--jwks-url", "https://sso.canvaslms.com/api/lti/security/jwks"),
]
Run = Callable[..., Result]


@pytest.fixture
def run(command: Run) -> Run:
    return partial(command, "platform")


def test_a_canvas_is_added_with_the_host_of_its_school(run: Run) -> None:
    assert run("add", *CANVAS, "--service-host", "school.instructure.com").exit_code == 0
    view = json.loads(run("list", "--json").output)[-1]
    assert (view["name"], view["platform"]) == ("School", "canvas")
    assert view["service_hosts"] == ["school.instructure.com"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--service-host", "https://school.instructure.com"), "not a host name"),
        (("--tenant", "Another", "--issuer", "https://lms.example.org", "--client-id", "client-1"), "another provider"),
        (("--jwks-url", "nowhere"), "not a web address"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(run: Run, arguments: tuple[str, ...], words: str) -> None:
    ran = run("add", *CANVAS, *arguments)
    assert (ran.exit_code, words in ran.stderr) == (1, True)


def test_an_unknown_kind_of_lms_is_refused(run: Run) -> None:
    assert run("add", *CANVAS, "--platform", "sakai").exit_code == 2


def test_a_deployment_is_approved_and_withdrawn(run: Run, engine: Engine) -> None:
    assert "is approved" in run("approve", "1", "7").output
    assert "deployment 7  approved" in run("list").output
    assert "waits for approval again" in run("approve", "1", "7", "--withdraw").output
    assert "deployment 7  waits for approval" in run("list").output
    waiting = [each["deployment_id"] for each in _deployments(run) if each["approved_at"] is None]
    assert waiting == ["7"]
    with Session(engine) as session:
        assert audit.newest(session)[0].who == audit.COMMAND_LINE


def _deployments(run: Run) -> list[dict[str, str | None]]:
    [view] = json.loads(run("list", "--json").output)
    deployments: list[dict[str, str | None]] = view["deployments"]
    return deployments


@pytest.mark.parametrize(
    "arguments", [("approve", "9", "7"), ("approve", "1", "9", "--withdraw"), ("remove", "9", "--yes"), ("doctor", "9")]
)
def test_what_is_not_there_is_said_to_be_missing(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("lti-npq: ")
    assert "lti-npq platform list" in ran.stderr or "deployment" in ran.stderr


def test_removing_asks_first(run: Run) -> None:
    assert run("remove", "1").exit_code == 1
    assert "(removed)" not in run("list").output
    assert "Removed: LMS" in run("remove", "1", "--yes").output
    assert "(removed)" in run("list").output


@pytest.mark.parametrize(("verdict", "status"), [(Verdict.OK, 0), (Verdict.WARNING, 0), (Verdict.FAILURE, 1)])
def test_the_doctors_exit_status_tells_the_truth(
    run: Run, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, status: int
) -> None:
    check = Check("Clocks", verdict, "They differ.", "Set them.")
    monkeypatch.setattr(doctor, "examine", lambda *_: [check])
    ran = run("doctor", "1")
    assert ran.exit_code == status
    assert ran.output.splitlines() == [f"{verdict:<8} Clocks: They differ.", "         Set them."]
    assert json.loads(run("doctor", "1", "--json").output)[0]["verdict"] == verdict


def test_the_doctor_asks_the_lms_and_explains_silence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silence:
        def request(self, *_: object, **__: object) -> None:
            raise DoorError("no answer (NewConnectionError)")

    monkeypatch.setattr(commands, "Door", lambda **_: Silence())
    ran = run("doctor", "1")
    assert ran.exit_code == 1
    assert "failure  The LMS's keys: https://lms.example.org/jwks: no answer (NewConnectionError)." in ran.output
    assert "failure  The tool's keys" in ran.output
    assert "failure  Access to services: None: the LMS could not be reached" in ran.output
