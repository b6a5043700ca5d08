"""A connection that breaks off in the middle of a text, as trains and tunnels have it."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_person import HttpPerson
from tool_process import ToolProcess

from lti_npq.demo_lms import DemoSettings, RunningLms, start_in_thread

WHOLE = "A long and careful answer that somebody wrote on a train."


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[ToolProcess]:
    tool = ToolProcess(tmp_path / "tool")
    yield tool
    tool.kill()


@pytest.fixture
def amara(tool: ToolProcess) -> Iterator[HttpPerson]:
    with start_in_thread(DemoSettings(port=0, tool=tool.address)) as lms:
        register(tool, lms)
        tool.start()
        amara = HttpPerson(lms.address, "amara-osei")
        amara.launch()
        yield amara


def register(tool: ToolProcess, lms: RunningLms) -> None:
    at = lms.settings
    addresses = ["--auth-url", at.authorize_url, "--token-url", at.token_url, "--jwks-url", at.jwks_url]
    identity = ["--issuer", at.issuer, "--client-id", "demo-lti-npq", "--deployment", "demo-1"]
    for command in (["platform", "add", *identity, *addresses], ["content", "publish", "npqh-2021"]):
        assert tool.run(*command).returncode == 0


def test_half_a_draft_does_not_take_the_place_of_a_whole_one(tool: ToolProcess, amara: HttpPerson) -> None:
    task = "tasks/fat-implementation"
    [part, *_] = re.findall(r'<textarea[^>]*name="(fat-[^"]+)"', amara.get(task).text)
    amara.post(f"{task}/draft", **{part: WHOLE})
    csrf = re.search(r'name="csrf" content="([^"]+)"', amara.get("").text)
    assert csrf is not None
    body = f"csrf={csrf[1]}&{part}=A+long+and".encode()
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in amara.session.cookies)
    head = (
        f"POST /{amara.base.split('/', 3)[3]}/{task}/draft HTTP/1.1\r\nHost: localhost:{tool.port}\r\n"
        f"Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body) + 50}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", tool.port)) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(20)
        answer = connection.recv(200)
    assert answer == b"" or b" 400 " in answer
    assert WHOLE in amara.get(task).text
