"""SIGKILL between a fact and its delivery: after a restart everything arrives, once."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from http_person import HttpPerson
from sqlalchemy import select
from sqlalchemy.orm import Session
from tool_process import ToolProcess

from lti_npq.demo_lms import DemoSettings, RunningLms, start_in_thread
from lti_npq.storage.database import open_engine
from lti_npq.storage.models import Statement

FEEDBACK = "A clear problem. Next, name the first sign of drift."


class Gate:
    """Holds back the LMS's answer to a request that it has dealt with, until told otherwise."""

    def __init__(self, lms: RunningLms) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.path_end: str | None = None
        self._behind = lms.app.wsgi_app
        lms.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        answer = self._behind(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and self.path_end and environ["PATH_INFO"].endswith(self.path_end):
            self.reached.set()
            self.opened.wait(30)
        return answer


@pytest.fixture
def tool(tmp_path: Path, own_database_url: str) -> Iterator[ToolProcess]:
    tool = ToolProcess(tmp_path / "tool", settings={"DATABASE_URL": own_database_url})
    yield tool
    tool.kill()


@pytest.fixture
def lms(tool: ToolProcess) -> Iterator[RunningLms]:
    """A demonstration LMS that the tool knows, with the NPQH course published."""
    with start_in_thread(DemoSettings(port=0, tool=tool.address)) as lms:
        at = lms.settings
        tool.settings |= {"LRS_ENDPOINT": at.xapi_url, "LRS_KEY": at.xapi_key, "LRS_SECRET": at.xapi_secret}
        addresses = ["--auth-url", at.authorize_url, "--token-url", at.token_url, "--jwks-url", at.jwks_url]
        identity = ["--issuer", at.issuer, "--client-id", "demo-lti-npq", "--deployment", "demo-1"]
        for command in (
            ["db", "upgrade"],
            ["platform", "add", *identity, *addresses],
            ["content", "publish", "npqh-2021"],
        ):
            ran = tool.run(*command)
            assert ran.returncode == 0, ran.stderr
        yield lms


def hand_in_and_mark(lms: RunningLms) -> None:
    amara, helen = HttpPerson(lms.address, "amara-osei"), HttpPerson(lms.address, "helen-marsh")
    amara.launch()
    amara.post("pages/implementation-see-before-anyone-began/read")
    form = amara.get("tasks/fat-implementation").text
    parts = re.findall(r'<textarea[^>]*name="(fat-[^"]+)"', form)
    assert parts
    answer = dict.fromkeys(parts, "A routine fades after half a term.")
    shown = amara.post("tasks/fat-implementation/check", **answer).text
    [read] = re.findall(r'name="read" value="([0-9a-f]+)"', shown)
    assert "Handed in" in amara.post("tasks/fat-implementation/submissions", read=read).text
    helen.launch()
    [path] = set(re.findall(r"(marking/[0-9a-f-]{36})", helen.get("marking").text))
    criteria = set(re.findall(r'name="(level-[^"]+)"', helen.get(path).text))
    levels = dict.fromkeys(criteria, "2")
    assert "Nothing is waiting" in helen.post(path, **levels, feedback=FEEDBACK, outcome="marked", seen="").text


def scores_taken(lms: RunningLms) -> list[Any]:
    items = lms.store.grades.line_items("npqh-autumn")
    return [score for item in items for score in lms.store.grades.history(item.number)]


def eventually(holds: Callable[[], object], patience: float = 20) -> None:
    """Wait until something holds, for so many seconds at most."""
    until = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.1)


def assert_everything_arrived_once(tool: ToolProcess, lms: RunningLms) -> None:
    eventually(lambda: '"scores_owed": 0' in tool.run("outbox", "status", "--json").stdout)
    eventually(lambda: '"owed": 0' in tool.run("outbox", "status", "--json").stdout)
    [score] = scores_taken(lms)
    assert score.comment == FEEDBACK
    engine = open_engine(tool.settings["DATABASE_URL"])
    with Session(engine) as session:
        told = [str(statement_id) for statement_id in session.scalars(select(Statement.statement_id))]
    engine.dispose()
    arrived = [statement["id"] for statement in lms.store.statements.recent()]
    assert len(told) >= 5  # launched, initialized, experienced, submitted, scored
    assert sorted(arrived) == sorted(told)


def test_what_was_owed_at_a_kill_is_delivered_after_a_restart(tool: ToolProcess, lms: RunningLms) -> None:
    tool.start(EMBEDDED_DELIVERY="false")
    hand_in_and_mark(lms)
    tool.kill()
    assert scores_taken(lms) == []
    assert lms.store.statements.recent() == []
    tool.start()
    assert_everything_arrived_once(tool, lms)


# PostgreSQL serves several workers, so there a dead one's leases run out by themselves, after minutes.
@pytest.mark.parametrize("own_database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path_end", ["/scores", "/xapi/statements"])
def test_a_kill_while_the_lms_answers_repeats_nothing(path_end: str, tool: ToolProcess, lms: RunningLms) -> None:
    gate = Gate(lms)
    tool.start(EMBEDDED_DELIVERY="false")
    hand_in_and_mark(lms)
    tool.kill()
    gate.path_end = path_end
    tool.start()
    assert gate.reached.wait(20), "the tool never got as far"
    tool.kill()
    gate.path_end = None
    gate.opened.set()
    tool.start()
    assert_everything_arrived_once(tool, lms)
