"""docs/authoring.md followed to the letter by somebody new: from `content new` to a module that is studied in an LMS.

Every command of the guide is run as it stands there, in an empty folder with an empty home; only ports are added,
so that two runs on one machine do not meet.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from actors import open_activity, open_course, sign_in, tool_in
from demonstration import started_demo
from playwright.sync_api import Page, expect
from tool_process import free_port

# A whole day's work, with a demonstration of its own.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

GUIDE = (Path(__file__).parents[2] / "docs/authoring.md").read_text()
_COMMAND = re.compile(r"^ {4}(?:\$ )?((?:export |lti-npq )[^:\n]*(?:: [^\n]*)?)$", re.MULTILINE)
_INLINE = re.compile(r"`(lti-npq [^`]+)`")
ELSEWHERE = {
    "lti-npq --help": "the commands are on the path already",
    "lti-npq demo": "started with ports of its own",
    "lti-npq export --all --format html -o everything": "exports every programme, which the exports' tests do",
}
TITLE, MODULE = "Headship, our way", "A first module"
QUIZ = "::What first?:: What comes first? {=The problem#Yes, all follows from it. ~The launch#It comes later.}\n"


@dataclass
class Author:
    """Somebody with a terminal and the guide."""

    folder: Path
    commands: list[str]
    """Of the guide, each once, in order."""
    tried: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """What was exported in this terminal."""

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LTI_NPQ_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"
        # `--open` is tried with a browser that is none: the test's own looks.
        return {**clean, "PATH": path, "HOME": str(self.folder), "BROWSER": "true", **self.said}

    def takes(self, beginning: str) -> str:
        """Return the first command of the guide that begins like this."""
        command = next(each for each in self.commands if each.startswith(beginning))
        self.tried.append(command)
        return command

    def runs(self, beginning: str, *, where: Path | None = None, status: int = 0) -> str:
        """Run the command that begins like this; return what it says."""
        ran = subprocess.run(
            ["bash", "-c", self.takes(beginning)],
            cwd=where or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ran.returncode == status, ran.stderr
        return ran.stdout + ran.stderr

    def exports(self) -> None:
        """Say in this terminal what the guide has exported."""
        names = self.takes("export ")
        shown = subprocess.run(
            ["bash", "-c", f"{names}; env -0"], cwd=self.folder, env=self.environment, capture_output=True, check=True
        )
        pairs = (entry.decode().partition("=") for entry in shown.stdout.split(b"\0"))
        self.said = {name: value for name, _, value in pairs if name.startswith("LTI_NPQ_")}

    def writes(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))


@pytest.fixture
def author(tmp_path: Path) -> Author:
    given = dict.fromkeys([*_COMMAND.findall(GUIDE), *_INLINE.findall(GUIDE)])
    return Author(tmp_path, [command for command in given if command not in ELSEWHERE])


@contextmanager
def previewed(author: Author) -> Iterator[str]:
    """Run the guide's preview, on a port of its own; give its address."""
    port = free_port()
    command = f"exec {author.takes('lti-npq content preview')} --port {port}"
    # Ctrl-C works in a terminal, whatever this test was started from.
    at_a_terminal = ["env", "--default-signal=INT", "bash", "-c", command]
    with subprocess.Popen(at_a_terminal, cwd=author.folder, env=author.environment) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(60)
        assert ended == 0, "Ctrl-C ends it"


def see_when_ready(page: Page, address: str) -> None:
    for _ in range(60):
        try:
            page.goto(address)
        except Exception:  # noqa: BLE001  # whatever the browser calls a server that has not started
            page.wait_for_timeout(500)
        else:
            return
    pytest.fail("the preview did not start")


def test_an_author_comes_from_nothing_to_a_module_that_is_studied(author: Author, page: Page) -> None:
    begins_and_looks(author, page)
    writes_and_checks(author)
    with started_demo(author.folder / "demo-data") as lms:
        publishes(author, page, lms)
        changes(author, page, lms)
        uploads(author, page, lms)
        ends(author)
    assert [each for each in author.commands if each not in author.tried] == []


def begins_and_looks(author: Author, page: Page) -> None:
    assert "content preview my-programme --open" in author.runs("lti-npq content new")
    imports_a_quiz(author)
    with previewed(author) as address:
        see_when_ready(page, f"{address}/pages/first-see")
        expect(page.get_by_role("heading", name="A change that held")).to_be_visible()
        author.writes("my-programme/modules/first/see.md", "title: A change that held", "title: A corridor at 8:35")
        expect(page.get_by_role("heading", name="A corridor at 8:35")).to_be_visible(timeout=30_000)


def imports_a_quiz(author: Author) -> None:
    elsewhere = author.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "quiz.gift").write_text(QUIZ)
    assert "Wrote my-programme: pages: 1" in author.runs("lti-npq content import", where=elsewhere)
    shutil.rmtree(elsewhere)


def writes_and_checks(author: Author) -> None:
    assert "school-culture-k2" in author.runs("lti-npq content framework")
    # The slip that the guide shows, answered as the guide shows it.
    author.writes("my-programme/modules/first/see.md", "phase: see", "phase: seen")
    said = author.runs("lti-npq content check my-programme", status=1)
    assert "see.md:4:8: error: there is no phase 'seen' [unknown-reference]\n    fix: did you mean 'see'?" in said
    author.writes("my-programme/modules/first/see.md", "phase: seen", "phase: see")
    assert '"errors": 0' in author.runs("lti-npq content check my-programme --strict --json")


def publishes(author: Author, page: Page, lms: str) -> None:
    author.exports()
    assert author.runs("lti-npq content publish").startswith(f"Published my-programme 0.1.0, {TITLE}")
    sign_in(page, lms, "Helen Marsh")
    open_course(page)
    page.get_by_role("link", name="Add from").click()
    picker = tool_in(page)
    picker.get_by_role("link", name=re.compile(TITLE)).click()
    picker.get_by_role("button", name="Add the whole programme").click()
    expect(picker.get_by_text(re.compile(r"\d+ activities added"))).to_be_visible()

    sign_in(page, lms, "Amara Osei")
    module = open_activity(page, MODULE)
    expect(module.get_by_role("heading", name="A corridor at 8:35")).to_be_visible()
    module.get_by_label("It tried the work in one place").check()
    module.get_by_role("button", name="Check your answer").first.click()
    expect(module.locator("[data-verdict]").first).to_contain_text("That is right")


def changes(author: Author, page: Page, lms: str) -> None:
    author.writes("my-programme/modules/first/see.md", "minutes: 15", "minutes: 20")
    refused = author.runs("lti-npq content publish my-programme", status=1)
    assert "my-programme 0.1.0 was published" in refused
    assert "by command line, with other content. A published version never changes" in refused
    author.writes("my-programme/package.yaml", "version: 0.1.0", "version: 0.2.0")
    author.writes("my-programme/package.yaml", "shortfall: {minutes: 55", "shortfall: {minutes: 50")
    said = author.runs("lti-npq content diff")
    assert "from 0.1.0 to 0.2.0" in said
    assert "minutes: 15 → 20" in said


def uploads(author: Author, page: Page, lms: str) -> None:
    """Publish the change in the browser; whoever has answered sees it with their answer."""
    packed = shutil.make_archive(str(author.folder / "my-programme"), "zip", author.folder, "my-programme")
    sign_in(page, lms, "Ada Lowe")
    desk = open_activity(page, "Implementation")
    desk.get_by_role("link", name="Content", exact=True).click()
    desk.get_by_label("Content package").set_input_files(packed)
    desk.get_by_role("button", name="Upload and check").click()
    expect(desk.get_by_text("Version 0.2.0, in place of 0.1.0")).to_be_visible()
    with page.context.expect_page() as opened:
        desk.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", name=TITLE)).to_be_visible()
    opened.value.close()
    desk.get_by_role("button", name="Release to everybody").click()
    expect(desk.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("Version 0.2.0")

    sign_in(page, lms, "Amara Osei")
    module = open_activity(page, MODULE)
    expect(module.locator(".kicker")).to_contain_text("20 minutes")
    expect(module.locator("[data-verdict]").first).to_contain_text("That is right")


def ends(author: Author) -> None:
    assert "my-programme  0.1.0" in author.runs("lti-npq content list --all")
    assert author.runs("lti-npq content rollback") == "People see my-programme 0.1.0 now.\n"
    assert "nobody new is let in" in author.runs("lti-npq content retire")
    for command in [each for each in author.commands if each.startswith("lti-npq export")]:
        author.runs(command)
    assert (author.folder / "my-programme.zip").stat().st_size > 10_000
    assert (author.folder / "one-module.imscc").stat().st_size > 1_000
    manifest = yaml.safe_load((author.folder / "my-programme/package.yaml").read_text())
    assert manifest["title"] == TITLE
