"""The tool's own cartridges, imported by LMSs that lose different things, lead back to what they were made of."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from click.testing import CliRunner
from http_person import HttpPerson
from tool_process import ToolProcess

from lti_npq.cli import main
from lti_npq.demo_lms import DemoSettings, RunningLms, start_in_thread
from lti_npq.demo_lms.courses import Activity
from lti_npq.demo_lms.presets import habits_for

LEVEL = "npqh-2021"
COURSE = "npqh-autumn"
IN_THE_COURSE = 2
"""Activities that the course has before."""


@dataclass
class Importing:
    """An LMS, the tool that it knows, and a cartridge of the tool's."""

    lms: RunningLms
    tool: ToolProcess
    file: Path

    def command(self, *arguments: str) -> None:
        """Run a command of the tool, in this process for speed."""
        ran = CliRunner().invoke(main, arguments, env=self.tool.environment)
        assert ran.exit_code == 0, ran.output

    def meet(self) -> None:
        """Have the tool know the LMS."""
        at, known = self.lms.settings, self.lms.store.tools.all()[0]
        # A Canvas calls itself Canvas wherever it lies, so the tool has to be told that this one may.
        self.tool.settings["OWN_LMS_HOSTS"] = f"127.0.0.1:{at.port},localhost:{at.port}"
        addresses = ["--auth-url", at.authorize_url, "--token-url", at.token_url, "--jwks-url", at.jwks_url]
        identity = ["--issuer", at.issuer, "--client-id", known.client_id, "--deployment", known.deployment_id]
        self.command("db", "upgrade")
        self.command("platform", "add", *identity, *addresses)
        self.command("content", "publish", LEVEL)
        self.tool.start()

    def export(self, kind: str) -> None:
        """Write a cartridge with links to this tool."""
        self.command("export", LEVEL, "--format", kind, "--tool-url", self.tool.address, "-o", str(self.file))

    def sends(self) -> requests.Response:
        """Import the cartridge by the form of the course, as its facilitator; returns the LMS's page."""
        with requests.Session() as helen:
            helen.post(f"{self.lms.address}/sign-in", data={"person": "helen-marsh"})
            sent = {"cartridge": (self.file.name, self.file.read_bytes())}
            return helen.post(f"{self.lms.address}/courses/{COURSE}/import", files=sent, timeout=30)

    def activities(self) -> list[Activity]:
        course = self.lms.store.courses.find(COURSE)
        assert course is not None
        return list(course.activities)[IN_THE_COURSE:]

    def opened(self, activity: Activity) -> str:
        """Launch an activity as a participant; returns what the tool's page says of its place, and its heading."""
        amara = HttpPerson(self.lms.address, "amara-osei")
        with amara.session:
            page = amara.launch(f"{COURSE}/activities/{activity.key}").text
        [place, heading] = re.findall(r'<ol class="crumbs">.*?</ol>|<h1.*?</h1>', page, re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", " ", f"{place} {heading}"))


@pytest.fixture
def importing(tool: ToolProcess, tmp_path: Path) -> Iterator[Callable[..., Importing]]:
    """Begin with a tool and an LMS like a product, with changes to its habits."""
    running = []

    def start(like: str, *changes: str) -> Importing:
        running.append(start_in_thread(DemoSettings(port=0, tool=tool.address, habits=habits_for(like, changes))))
        return Importing(running[-1], tool, tmp_path / "course.imscc")

    yield start
    for lms in running:
        lms.stop()


def test_as_moodle_each_task_of_the_full_cartridge_opens_by_its_address_alone(
    importing: Callable[..., Importing],
) -> None:
    moodle = importing("moodle")
    moodle.meet()
    moodle.export("cc11")
    assert "4 activities imported" in moodle.sends().text
    assert [dict(one.custom) for one in moodle.activities()] == [{}] * 4
    for one in moodle.activities():
        assert one.title.removeprefix("Hand in: ") in moodle.opened(one)


def test_as_moodle_the_thin_cartridge_is_refused_for_its_version(importing: Callable[..., Importing]) -> None:
    moodle = importing("moodle")
    moodle.export("cc-thin")
    assert "Unknown backup format" in moodle.sends().text
    assert moodle.activities() == []


@pytest.mark.parametrize(
    ("like", "changes", "has_custom"),
    [
        # What Moodle would do with the thin cartridge, if it read its version.
        pytest.param("moodle", ["early_cartridges=off"], False, id="moodle"),
        pytest.param("canvas", [], True, id="canvas"),
    ],
)
def test_each_link_of_the_thin_cartridge_opens_its_module_or_task(
    importing: Callable[..., Importing], like: str, changes: list[str], has_custom: bool
) -> None:
    begun = importing(like, *changes)
    begun.meet()
    begun.export("cc-thin")
    assert "15 activities imported" in begun.sends().text
    for one in begun.activities():
        [key] = parse_qs(urlsplit(one.url or "").query)["content"]
        assert one.custom == ({"content": key} if has_custom else {})
        assert one.title in begun.opened(one)
