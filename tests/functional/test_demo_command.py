"""`lti-npq demo` with the habits of each product: it launches, and an administrator adds the tool once more."""

import html
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from demonstration import started_demo
from http_person import HttpPerson

NAMED = {"plain": None, "moodle": None, "canvas": "https://canvas.instructure.com"}
"""What the LMS calls itself, where that is not its address."""


@pytest.fixture(params=NAMED)
def like(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "demo"


@pytest.fixture
def lms(data: Path, like: str) -> Iterator[str]:
    """The LMS's address."""
    with started_demo(data, like) as address:
        yield address


def run(data: Path, command: str) -> str:
    """Run a command of the tool as the demonstration says, elsewhere in another terminal; return what it prints."""
    whole = f". {shlex.quote(str(data / 'environment'))} && {shlex.quote(sys.executable)} -m lti_npq {command}"
    ran = subprocess.run(["/bin/sh", "-c", whole], cwd="/", capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def added_by_the_administrator(lms: str, link: str) -> str:
    """Open a registration link in the LMS as its administrator, agree, and return what the tool says."""
    sam = HttpPerson(lms, "sam-whitlock")
    sam.session.post(f"{lms}/sign-in", data={"person": sam.key})
    around = sam.session.get(f"{lms}/admin/tools/add", params={"address": link}).text
    frame = re.search(r'<iframe[^>]*src="([^"]+)"', around)
    assert frame is not None, around
    asked = sam.session.get(html.unescape(frame[1]))
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', asked.text)
    form = {name: html.unescape(value) for name, value in fields}
    return sam.session.post(asked.url.partition("?")[0], data=form).text


def test_a_participant_is_let_in_and_the_tool_can_be_added_once_more(lms: str, data: Path, like: str) -> None:
    amara = HttpPerson(lms, "amara-osei")
    page = amara.launch()
    assert page.status_code == 200
    assert "Before anyone began" in page.text
    sites = page.headers["Content-Security-Policy"].partition("frame-ancestors ")[2].split()
    assert lms in sites

    assert stat.S_IMODE((data / "environment").stat().st_mode) == 0o600
    link = run(data, "admin invite --registration").split()[-1]
    assert amara.base.startswith(link.partition("/lti/")[0])
    assert "know each other now" in added_by_the_administrator(lms, link)
    listed = [line for line in run(data, "platform list").splitlines() if "client id" in line]
    assert [f"  {NAMED[like] or lms}  " in line for line in listed] == [True, True]
    assert "failure" not in run(data, "platform doctor 1")
