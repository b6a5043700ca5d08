"""The LMS of the benchmarks: its keys, its launches, and the one address that the tool fetches from it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.benchmarks.browser import Browser
from tests.fakes import LTI, TARGET, FakePlatform

LOGIN, LAUNCH = "/lti/login", "/lti/launch"


@dataclass(frozen=True, slots=True)
class ReadyLaunch:
    """A launch whose login is done and whose token is signed: all that is left is to post it."""

    browser: Browser
    form: str


class BenchPlatform(FakePlatform):
    """The fake LMS of the tests, launching returning participants into the shipped programme."""

    content = "npqh-2021/implementation"

    def ready(self, browser: Browser, participant: int, **changes: Any) -> ReadyLaunch:
        """Log in, and sign the launch that answers, with changes to its claims."""
        return self.sign_in(browser, self.log_in(browser), participant, **changes)

    def log_in(self, browser: Browser) -> dict[str, str]:
        """Return the parameters with which the tool sends the browser to the LMS."""
        form = {"iss": self.issuer, "client_id": self.client_id, "login_hint": "hint", "target_link_uri": TARGET}
        location = browser.follow(browser.post(LOGIN, form)).location
        return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    def sign_in(self, browser: Browser, asked: dict[str, str], participant: int, **changes: Any) -> ReadyLaunch:
        """Answer a login with a signed launch."""
        own = {"sub": f"user-{participant}", LTI + "custom": {"content": self.content}}
        token = self.sign(self.claims(asked["nonce"], **own | changes))
        return ReadyLaunch(browser, urlencode({"state": asked["state"], "id_token": token}))


@contextmanager
def published_keys(platform: FakePlatform) -> Iterator[str]:
    """Serve the platform's public keys on loopback; gives their address."""
    body = json.dumps(platform.jwks).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, *_: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/jwks"
        server.shutdown()
