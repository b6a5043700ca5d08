"""Somebody at a browser: launches, then clicks and sends forms."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fakes import LTI, MEMBERSHIP, TARGET, FakePlatform
from lti_npq.web.context import COOKIE


@dataclass
class Visitor:
    """One person with one browser and one session."""

    client: FlaskClient
    landing: str
    """The path that the launch led to."""

    AS_FACILITATOR: ClassVar[dict[str, Any]] = {
        "sub": "facilitator-1",
        "name": "Helen Marsh",
        LTI + "roles": [MEMBERSHIP + "Instructor"],
    }

    @classmethod
    def launched(cls, app: Flask, lms: FakePlatform, **changes: Any) -> "Visitor":
        """Log in, launch with these changes to the claims, and follow."""
        client = app.test_client()
        answer = launch(client, lms, **changes)
        assert answer.status_code == 303, answer.text
        return cls(client, answer.location)

    @property
    def base(self) -> str:
        """The start of the session's addresses, `/s/<token>`."""
        return "/".join(self.landing.split("/")[:3])

    def get(self, path: str = "", **options: Any) -> TestResponse:
        """Open a path of the session, by default where the launch led."""
        address = f"{self.base}/{path}" if path else self.landing
        return self.client.get(address, follow_redirects=True, **options)

    def post(self, path: str, data: dict[str, Any], *, script: bool = False, follow: bool = True) -> TestResponse:
        """Send a form of the session with its CSRF token."""
        headers = {"X-Requested-With": "fetch"} if script else {}
        form = {"csrf": self.csrf, **data}
        return self.client.post(f"{self.base}/{path}", data=form, headers=headers, follow_redirects=follow)

    def studies_everything(self) -> None:
        """Do all that the small programme's module asks for."""
        self.post("pages/planning-see/read", {})
        self.post("questions/planning-check/answers", {"option": "b"})
        self.post("pages/planning-do/read", {})
        self.post("writing/planning-reflection", {"text": "Start with one year group."})

    def hands_in(self, text: str = "Lessons start late.") -> TestResponse:
        """Write the small programme's task and hand it in."""
        return self.confirms(self.post("tasks/fat-planning/check", {"fat-planning-problem": text}))

    def confirms(self, check: TestResponse, follow: bool = True) -> TestResponse:
        """Hand in what the page to read through once more shows."""
        read = re.search(r'name="read" value="([^"]*)"', check.text)
        assert read is not None, check.text
        return self.post("tasks/fat-planning/submissions", {"read": read[1]}, follow=follow)

    def waiting(self) -> list[str]:
        """Return the paths of what is in the facilitator's queue, in the order of the page."""
        return list(dict.fromkeys(re.findall(r"(marking/[0-9a-f-]{36})", self.get("marking").text)))

    def marks(self, path: str = "", points: int = 2, outcome: str = "marked", **changes: str) -> TestResponse:
        """Open a submission, by default the first in the queue, and send a mark for it."""
        path = path or self.waiting()[0]
        seen = re.search(r'name="seen" value="([^"]*)"', self.get(path).text)
        assert seen is not None
        form = {"level-fat-planning-clear": str(points), "feedback": "Clear. Next, say why.", "outcome": outcome}
        return self.post(path, {**form, "seen": seen[1], **changes})

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" content="([^"]+)"', self.client.get(self.base + "/").text)
        assert found is not None
        return found[1]


def browser_secret(client: FlaskClient) -> str:
    """Return the value of the tool's cookie in this browser, which has exactly one."""
    [value] = [cookie.value for (_, _, name), cookie in client._cookies.items() if name.startswith(COOKIE)]  # type: ignore[union-attr]
    return str(value)


def begin_login(client: FlaskClient, lms: FakePlatform) -> dict[str, str]:
    """Log in as the LMS would have it; return the parameters of the request to the LMS."""
    form = {"iss": lms.issuer, "client_id": lms.client_id, "login_hint": "hint", "target_link_uri": TARGET}
    answer = client.post("/lti/login", data=form, base_url="https://localhost")
    if answer.status_code == 303:
        # A browser that is new here is first left a cookie.
        answer = client.get(answer.location, base_url="https://localhost")
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}


def launch(client: FlaskClient, lms: FakePlatform, **changes: Any) -> TestResponse:
    """Log in and launch; return the answer to the launch itself."""
    asked = begin_login(client, lms)
    token = lms.sign(lms.claims(asked["nonce"], **changes))
    form = {"state": asked["state"], "id_token": token}
    return client.post("/lti/launch", data=form, base_url="https://localhost")
