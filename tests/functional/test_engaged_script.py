"""What the script of a study page counts and sends, in a real browser whose clock the test turns."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Playwright, Request
from tool_process import CHROMIUM_FLAGS

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[2] / "lti_npq" / "static"
PATIENCE_SECONDS = 30.0
PAGE, OTHER = "/s/token/pages/see", "/s/token/pages/do"
DOCUMENT = """<!doctype html><meta name="csrf" content="key"><meta name="draft-key" content="drafts">
<article data-heartbeats="%s/heartbeats"><h1>Page</h1><video></video>
<form method="post" action="/s/token/pages/see/read" data-reads><button>Read</button></form></article>
<script type="module" src="/static/engaged.js"></script>"""


@dataclass
class Tool:
    """The other end: hands out pages, and takes reports unless told otherwise."""

    address: str = ""
    reports: list[dict[str, str]] = field(default_factory=list)
    """In order."""
    posted: list[dict[str, str]] = field(default_factory=list)
    """Other forms."""
    keys: set[str] = field(default_factory=set)
    """The CSRF keys that reports came with."""
    status: int = 204
    """What reports are answered with; 0 for a connection that breaks off."""
    asked: int = 0
    """How often a page wanted to report."""
    under_way: set[Request] = field(default_factory=set)
    """Reports that the page has no answer to yet."""

    def post(self, path: str, form: dict[str, str], key: str) -> int:
        if not path.endswith("/heartbeats"):
            self.posted.append(form)
            return 200
        self.asked += 1
        if self.status == 204:
            self.reports.append(form)
            self.keys.add(key)
        return self.status

    @property
    def seconds(self) -> float:
        """What was reported, every beat of every view once."""
        beats = {}
        for report in self.reports:
            for sequence, _, active in _beats(report):
                beats[report["view"], sequence] = active
        return sum(beats.values()) / 1_000


def _form(body: str | None) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body or "", keep_blank_values=True).items()}


def _beats(report: dict[str, str]) -> list[tuple[int, int, int]]:
    return [tuple(map(int, beat.split(":"))) for beat in report["beats"].split(",") if beat]  # type: ignore[misc]


@contextmanager
def _serving(tool: Tool) -> Iterator[None]:
    """Serve as the tool does, on loopback: what a closing page sends last goes around all that a test intercepts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/static/"):
                script = (STATIC / self.path.removeprefix("/static/")).read_bytes()
                self.answer(200, script, "text/javascript")
            else:
                self.answer(200, (DOCUMENT % self.path).encode(), "text/html")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status = tool.post(self.path, _form(body), self.headers.get("X-CSRF-Token", ""))
            if status:
                self.answer(status, b"read" if status == 200 else b"", "text/html")
            else:
                self.close_connection = True

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    tool.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tool() -> Iterator[Tool]:
    tool = Tool()
    with _serving(tool):
        yield tool


@pytest.fixture(scope="module")
def browser(driver: Playwright, chromium: str) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own: a clock that is turned is that of all pages of its context, for good."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_SECONDS * 1_000)
    yield context.new_page()
    context.close()


def _stop_the_clock(page: Page) -> None:
    page.clock.install(time=1_800_000_000)
    page.clock.pause_at(1_800_000_060)


@pytest.fixture
def reading(page: Page, tool: Tool) -> Page:
    """Somebody with the page open, whose clock stands still until the test turns it."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: tool.under_way.add(request) if "heartbeats" in request.url else None)
    for over in ("requestfinished", "requestfailed"):
        page.on(over, lambda request: tool.under_way.discard(request))  # noqa: PLW0108  # Playwright cannot mark a built-in
    page.add_init_script("Object.defineProperty(document, 'visibilityState', {get: () => window.shown ?? 'visible'})")
    _stop_the_clock(page)
    page.goto(tool.address + PAGE)
    yield page
    assert problems == []


def wait(page: Page, tool: Tool, seconds: int, *, moving: bool = False) -> None:
    """Let time pass, minute by minute with or without a hand on the mouse."""
    for _ in range(seconds // 15):
        if moving:
            page.evaluate("document.dispatchEvent(new Event('pointermove'))")
        page.clock.run_for(15_000)
        settle(page, tool)


def settle(page: Page, tool: Tool) -> None:
    """Have what is under way arrive and be answered."""
    eventually(page, lambda: not tool.under_way)


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Give what a closed page sent last the time to arrive."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        # A round trip to the page: what happened there meanwhile becomes known here.
        page.evaluate("fetch('/static/page.js').then((reply) => reply.text())")
        if holds():
            return
    pytest.fail("nothing arrived")


def show(page: Page, tool: Tool, state: str) -> None:
    page.evaluate("(state) => { window.shown = state; document.dispatchEvent(new Event('visibilitychange')); }", state)
    settle(page, tool)


def test_a_reader_is_reported_in_beats_that_follow_each_other(reading: Page, tool: Tool) -> None:
    wait(reading, tool, 60, moving=True)
    beats = [beat for report in tool.reports for beat in _beats(report)]
    assert len({beat[0] for beat in beats}) == 4
    assert {active for _, _, active in beats[1:]} == {15_000}
    assert [at - active for _, at, active in beats[1:]] == [at for _, at, _ in beats[:-1]]
    assert tool.keys == {"key"}
    assert {report["state"] for report in tool.reports} == {"here"}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", tool.reports[0]["view"])


def test_whoever_does_nothing_for_two_minutes_is_no_longer_counted(reading: Page, tool: Tool) -> None:
    wait(reading, tool, 600)
    assert 118 <= tool.seconds <= 121
    wait(reading, tool, 30, moving=True)
    assert 148 <= tool.seconds <= 151


def test_a_film_counts_as_long_as_it_plays(reading: Page, tool: Tool) -> None:
    play = """(plays) => {
        const film = document.querySelector('video');
        Object.defineProperty(film, 'paused', {value: !plays, configurable: true});
        film.dispatchEvent(new Event(plays ? 'play' : 'pause'));
    }"""
    reading.evaluate(play, True)
    wait(reading, tool, 600)
    assert 599 <= tool.seconds <= 601
    reading.evaluate(play, False)
    wait(reading, tool, 600)
    assert 718 <= tool.seconds <= 721


def test_a_hidden_page_is_not_counted(reading: Page, tool: Tool) -> None:
    wait(reading, tool, 30, moving=True)
    show(reading, tool, "hidden")
    assert tool.reports[-1]["state"] == "away"
    wait(reading, tool, 300, moving=True)
    assert 29 <= tool.seconds <= 32
    show(reading, tool, "visible")
    wait(reading, tool, 30, moving=True)
    assert 59 <= tool.seconds <= 62


def test_what_could_not_be_sent_is_sent_later_and_counted_once(reading: Page, tool: Tool) -> None:
    wait(reading, tool, 30, moving=True)
    for status in (0, 503, 429):
        tool.status = status
        wait(reading, tool, 60, moving=True)
    tool.status = 204
    wait(reading, tool, 15, moving=True)
    assert 224 <= tool.seconds <= 227
    sequences = [sequence for report in tool.reports for sequence, _, _ in _beats(report)]
    assert sorted(sequences) == sequences


def test_a_session_that_is_over_is_not_asked_again(reading: Page, tool: Tool) -> None:
    tool.status = 401
    wait(reading, tool, 120, moving=True)
    assert tool.asked == 1
    assert tool.reports == []


def test_leaving_ends_the_view_with_what_is_left(reading: Page, tool: Tool) -> None:
    reading.clock.run_for(7_000)
    reading.goto(tool.address + OTHER)
    eventually(reading, lambda: bool(tool.reports))
    assert tool.reports[-1]["state"] == "gone"
    assert 6 <= tool.seconds <= 9


def test_a_browser_whose_requests_end_with_the_page_sends_a_beacon(page: Page, tool: Tool) -> None:
    page.add_init_script("delete Request.prototype.keepalive")
    _stop_the_clock(page)
    page.goto(tool.address + PAGE)
    page.clock.run_for(7_000)
    page.goto(tool.address + OTHER)
    eventually(page, lambda: bool(tool.reports))
    [report] = tool.reports
    assert (report["state"], report["beats"], report["csrf"]) == ("gone", "1:7000:7000", "key")


def test_passing_through_a_page_is_no_view(page: Page, tool: Tool) -> None:
    _stop_the_clock(page)
    page.goto(tool.address + PAGE)
    page.clock.run_for(900)
    page.goto(tool.address + OTHER)
    eventually(page, lambda: bool(tool.reports))
    assert [report["beats"] for report in tool.reports] == [""]


def test_marking_as_read_names_the_view(reading: Page, tool: Tool) -> None:
    wait(reading, tool, 15, moving=True)
    reading.get_by_role("button", name="Read").click()
    reading.wait_for_url("**/read")
    [form] = tool.posted
    assert form == {"view": tool.reports[0]["view"]}


def test_what_an_offline_page_counted_is_sent_by_the_next_page_of_the_session(reading: Page, tool: Tool) -> None:
    tool.status = 0
    wait(reading, tool, 60, moving=True)
    reading.goto(tool.address + OTHER)
    tool.status = 204
    reading.reload()
    eventually(reading, lambda: any(report["state"] == "gone" for report in tool.reports))
    kept = [report for report in tool.reports if report["state"] == "gone"]
    assert sum(active for report in kept for _, _, active in _beats(report)) / 1_000 == pytest.approx(61, abs=2)
    assert reading.evaluate("Object.keys(localStorage).filter((key) => key.includes('beats'))") == []


def test_the_queue_is_bounded(reading: Page, tool: Tool) -> None:
    tool.status = 0
    reading.evaluate("setInterval(() => document.dispatchEvent(new Event('keydown')), 60000)")
    # A report that takes its time would hold back all others and then meet a tool that answers again.
    wait(reading, tool, 15)
    reading.clock.run_for(3 * 3_600_000)
    settle(reading, tool)
    tool.status = 204
    wait(reading, tool, 15)
    assert max(len(_beats(report)) for report in tool.reports) == 480
