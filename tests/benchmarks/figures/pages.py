"""What a study page costs, beside a bare Flask page that runs the same SQL and sends as many bytes."""

import re
from pathlib import Path

from lti_npq.storage.binding import db
from tests.benchmarks import tool
from tests.benchmarks.browser import Browser
from tests.benchmarks.measuring import interleaved
from tests.benchmarks.peers import bare_page
from tests.benchmarks.platform import LAUNCH, BenchPlatform
from tests.benchmarks.results import Figure
from tests.benchmarks.servers import Server, running
from tests.sql_trace import traced

VIEWS = 200
"""In one round."""
VERSIONS = 1_000
"""Published of one programme, beside the one that is published alone."""
STUDIED = {
    "pages/implementation-see-before-anyone-began/read": {},
    "questions/implementation-check-first-press/answers": {"option": "b"},
    "writing/implementation-reflect-features": {"text": "The plan was on one page, and everyone could say it."},
}
"""What the participant did before, so that the page has something to show."""
PAGE = "pages/implementation-name-what-made-it-hold"


def page_view(folder: Path) -> Figure:
    """A page with pictures, a self-check and a reflection, half way through a module."""
    platform = BenchPlatform()
    with tool.installed(folder, platform) as server:
        browser, address = _studying(server, platform)
        statements, size = _recorded(folder, browser, address)
        config = bare_page.config(tool.settings(folder).effective_database_url, statements, size)
        with running(bare_page.APPLICATION, config, folder) as peer:
            ours, theirs = interleaved(
                lambda: server.cost(VIEWS, lambda: _view(browser, address)),
                lambda: peer.cost(VIEWS, lambda: _view(Browser(peer.connection), "/page")),
            )
        tool.publish_many(folder, "npqh-2021", VERSIONS)
        among_many, _ = _recorded(folder, browser, address)
        [many] = interleaved(lambda: server.cost(VIEWS, lambda: _view(browser, address)))
    return Figure(
        "page_view",
        ours.cpu * 1_000,
        "ms of server CPU",
        bare_page.NAME,
        theirs.cpu * 1_000,
        {
            "wall_value": ours.wall * 1_000,
            "peer_wall_value": theirs.wall * 1_000,
            "sql_statements": len(statements),
            f"value_{VERSIONS}_versions": many.cpu * 1_000,
            f"sql_statements_{VERSIONS}_versions": len(among_many),
            "bytes": size,
        },
    )


def _view(browser: Browser, address: str) -> None:
    for _ in range(VIEWS):
        browser.get(address)


def _studying(server: Server, platform: BenchPlatform) -> tuple[Browser, str]:
    """Launch somebody and have them study; return their browser and the address of the page."""
    browser = Browser(server.connection)
    first = browser.post_encoded(LAUNCH, platform.ready(browser, 0).form)
    session = "/".join(first.location.split("/")[:3])
    csrf = re.search(rb'name="csrf" content="([^"]+)"', browser.follow(first).body)
    assert csrf is not None
    for path, form in STUDIED.items():
        browser.post(f"{session}/{path}", {"csrf": csrf[1].decode(), **form})
    return browser, f"{session}/{PAGE}"


def _recorded(folder: Path, browser: Browser, address: str) -> tuple[list[str], int]:
    """Return the SQL that the page runs once everything is cached, and the bytes that it sends."""
    app = tool.application({"data_dir": str(folder)})
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    client.get(address, headers=headers)
    with app.app_context():
        engine = db.engine
    with traced(engine) as statements:
        body = client.get(address, headers=headers).data
    # The transaction around them each side adds by itself.
    return [statement for statement in statements if statement.startswith("SELECT")], len(body)
