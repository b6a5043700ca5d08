"""What monitoring reads, and who may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from couriers import deliver, later
from fakes import FakeLrs, FakePlatform
from lti_npq.platforms.door import DoorError
from lti_npq.services.delivery import Doors
from lti_npq.web.context import EXTENSION
from visitors import Visitor
from xapi.lrs_error import LrsError, Meaning

TOKEN = "a token for monitoring"
LMS, LRS = "LMS (1)", "https://lrs.example.org/xapi"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def figures(app: Flask) -> dict[tuple[str, str], float]:
    """Return the plain figures, by name and receiver; with the outcome for attempts."""
    tool = app.extensions[EXTENSION]
    tool.settings = replace(tool.settings, metrics_token=TOKEN)
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {
        (
            sample.name.removeprefix("lti_npq_delivery_") + sample.labels.get("outcome", ""),
            sample.labels["receiver"],
        ): sample.value
        for sample in samples
        if "le" not in sample.labels
    }


@pytest.mark.parametrize("shown", [None, "", "Bearer ", "Bearer wrong", "Basic a token for monitoring"])
def test_nobody_reads_figures_without_the_token(shown: str | None, app: Flask) -> None:
    tool = app.extensions[EXTENSION]
    tool.settings = replace(tool.settings, metrics_token=TOKEN)
    headers = {"Authorization": shown} if shown is not None else {}
    answer = app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 401
    assert answer.data == b""


def test_without_a_token_in_the_settings_there_are_no_figures(app: Flask) -> None:
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_each_receiver_tells_what_it_is_owed_and_how_it_fares(
    marked: Visitor, app: Flask, engine: Engine, both: Doors, lms: FakePlatform, lrs: FakeLrs
) -> None:
    lms.answers = [DoorError("no answer")] * 3
    lrs.troubles = [LrsError(Meaning.DENIED, "It does not know our key.", status=401)]
    now = later()
    deliver(engine, both, now)
    before = figures(app)
    assert before["owed", LMS] == 1
    assert before["owed", LRS] > 3
    assert before["oldest_seconds", LRS] >= 0
    assert (before["denied", LRS], before["denied", LMS]) == (1, 0)
    lms.answers.clear()
    deliver(engine, both, now + timedelta(hours=1))
    after = figures(app)
    assert after["owed", LMS] == after["owed", LRS] == after["denied", LRS] == 0
    assert after["delivered_total", LMS] == 1
    assert after["delivered_total", LRS] == before["owed", LRS]
    assert after["attempts_totalfailed", LRS] == 1
    assert after["attempts_totalsucceeded", LRS] == 1
    assert after["attempt_seconds_count", LRS] == 2
    assert after["attempt_seconds_sum", LRS] >= 0


def test_no_figure_names_a_person(marked: Visitor, app: Flask, engine: Engine, both: Doors) -> None:
    deliver(engine, both, later())
    assert not any("user-1" in name + receiver or "Amara" in receiver for name, receiver in figures(app))
