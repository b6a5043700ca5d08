"""The admin site in a browser, from the first invitation to a launch that comes through; judged by axe on the way."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe import assert_accessible, require_axe
from browsers import PHONE
from playwright.sync_api import Page, Playwright, ViewportSize, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from tool_process import CHROMIUM_FLAGS, ToolProcess

from factories import small_package
from lti_npq.services.deployments import note_pending
from lti_npq.storage.database import open_engine
from zips import zipped

pytestmark = [pytest.mark.browser, pytest.mark.peer]

DESK: ViewportSize = {"width": 1280, "height": 800}
LMS = "https://moodle.example.org"
PAGES = ("", "platforms", "platforms/new", "platforms/1", "platforms/1/change", "platforms/1/remove", "deliveries")
EXPORT = "content/programmes/npqh-2021/export"
PAGES_TOO = ("content", EXPORT, "administrators", "invitations", "log", "nothing-here")


@pytest.fixture
def database(tool: ToolProcess) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{Path(tool.data) / 'lti-npq.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone, light", "desk, dark"])
def browser_page(request: pytest.FixtureRequest, driver: Playwright, chromium: str) -> Iterator[Page]:
    require_axe()
    viewport, scheme = request.param
    browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
    context = browser.new_context(viewport=viewport, color_scheme=scheme)
    context.set_default_timeout(15_000)
    yield context.new_page()
    browser.close()


def test_somebody_invited_joins_registers_an_lms_and_approves_its_deployment(
    tool: ToolProcess, browser_page: Page, database: Engine
) -> None:
    page, admin = browser_page, f"{tool.address}/admin"
    link = tool.run("admin", "invite").stdout.split()[-1]
    tool.run("content", "publish", "npqh-2021")
    tool.start()
    joins(page, link)
    registers_an_lms(page)
    with Session(database) as session, session.begin():
        note_pending(session, 1, "a-course-somewhere-far-down", datetime.now(UTC))
    page.goto(admin)
    expect(page.get_by_role("heading", name="Waiting for your approval")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("Approve Our Moodle")).click()
    expect(page.get_by_role("button", name=re.compile("Withdraw Deployment a-course"))).to_be_visible()
    for path in PAGES + PAGES_TOO:
        page.goto(f"{admin}/{path}")
        assert_accessible(page)
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    exports_a_module(page, admin)
    uploads_a_version(page, admin, small_package(Path(tool.data) / "small-2021"))
    invites_an_lms(page, admin)
    signs_out_and_in(page, admin)


def uploads_a_version(page: Page, admin: str, folder: Path) -> None:
    """Send a broken package over a slow line, see how far it is and what is wrong, then mend and release it."""
    written = folder / "modules/planning/see.md"
    sound = written.read_text()
    written.write_text(sound.replace("phase: see", "phase: seen"))
    (folder / "notes.bin").write_bytes(os.urandom(600_000))
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    line.send("Network.emulateNetworkConditions", slow)
    sends(page, admin, folder)
    expect(page.locator("[data-upload-progress]")).to_contain_text(re.compile(r"[1-9]\d?% sent"))
    expect(page.get_by_text("1 thing is to be mended")).to_be_visible()
    assert_accessible(page)
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    written.write_text(sound)
    sends(page, admin, folder)
    expect(page.get_by_role("heading", name="Ready, with something to look at again")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Release to everybody").click()
    expect(page.get_by_role("listitem").filter(has_text="A small programme")).to_contain_text("Version 1.0.0")


def sends(page: Page, admin: str, folder: Path) -> None:
    page.goto(f"{admin}/content")
    packed = {"name": "small.zip", "mimeType": "application/zip", "buffer": zipped(folder)}
    page.get_by_label("Content package").set_input_files(packed)
    page.get_by_role("button", name="Upload and check").click()


def joins(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill("Ann Other")
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_label("Password").fill("aaaaaaaaaaaa")
    page.get_by_role("button", name="Join").click()
    page.locator("[data-error-summary]").wait_for()
    assert_accessible(page)
    page.get_by_label("Password").fill("granite pelican underneath tuesday")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Signed in as Ann Other")).to_be_visible()


def registers_an_lms(page: Page) -> None:
    page.get_by_role("link", name="enter its addresses by hand").click()
    for label, text in {
        "Name": "Our Moodle",
        "Issuer": LMS,
        "Client id": "abc",
        "Authentication address": f"{LMS}/mod/lti/auth.php",
        "Token address": f"{LMS}/mod/lti/token.php",
        "Keys’ address": f"{LMS}/mod/lti/certs.php",
        "Further hosts of its services": "https://not-a-host/",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Register").click()
    page.locator("[data-error-summary]").wait_for()
    assert_accessible(page)
    page.get_by_label("Further hosts of its services").fill("")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Our Moodle")).to_be_visible()


def exports_a_module(page: Page, admin: str) -> None:
    page.goto(f"{admin}/content")
    page.get_by_role("link", name=re.compile("Export National")).click()
    page.get_by_label("An activity of each module").check()
    page.get_by_role("button", name="Export and download").click()
    expect(page.get_by_role("alert")).to_contain_text("SCORM 1.2 has no rule")
    assert_accessible(page)
    page.get_by_label("One activity", exact=True).check()
    page.get_by_label("Implementation").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export and download").click()
    assert download.value.suggested_filename == "npqh-2021-implementation-1.0.0-scorm12.zip"
    expect(page.get_by_text("Ready. The download begins.")).to_be_visible()


def invites_an_lms(page: Page, admin: str) -> None:
    page.goto(f"{admin}/invitations")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_label("One-time link")).to_have_value(re.compile("/lti/register\\?invitation="))
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Copied|selected"))
    assert_accessible(page)


def signs_out_and_in(page: Page, admin: str) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{admin}/log")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_label("Password").fill("not it at all")
    page.get_by_role("button", name="Sign in").click()
    page.locator("[data-error-summary]").wait_for()
    assert_accessible(page)
    page.get_by_label("Password").fill("granite pelican underneath tuesday")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Log")).to_be_visible()
