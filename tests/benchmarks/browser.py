"""As much of a browser as a launch needs: forms, cookies, one address after another."""

import http.client
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

DAY = 24 * 3600
_MAX_AGE = re.compile(r"Max-Age=(\d+)", re.IGNORECASE)
_FORM = "application/x-www-form-urlencoded"


class UnexpectedAnswer(Exception):
    """A server that does not do what is measured: a figure of it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; a redirect's location is its path and query."""

    status: int
    location: str
    body: bytes


class Connection:
    """One kept-alive connection, shared by all browsers of a run, so that none of them pays for making it."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def send(self, method: str, path: str, body: str | Path, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Send a request; a body that is a file is sent from disk, piece by piece."""
        if isinstance(body, Path):
            with body.open("rb") as file:
                self._http.request(method, path, file, headers | {"Content-Length": str(body.stat().st_size)})
        else:
            self._http.request(method, path, body, headers)
        return self._http.getresponse()


@dataclass
class Browser:
    """One person's browser; what it is told to do must succeed."""

    connection: Connection
    cookies: dict[str, str] = field(default_factory=dict)
    lasting: dict[str, str] = field(default_factory=dict)
    """Those of them that outlive the day."""

    def days_later(self) -> "Browser":
        """Return the browser as it comes back another day."""
        return Browser(self.connection, dict(self.lasting), self.lasting)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, "")

    def post(self, path: str, form: dict[str, str]) -> Answer:
        return self.post_encoded(path, urlencode(form))

    def post_encoded(self, path: str, form: str) -> Answer:
        """Send a form that is encoded already, so that a measured run need not wait for that."""
        return self._send("POST", path, form)

    def post_file(self, path: str, body: Path, content_type: str) -> Answer:
        """Send a whole body that lies in a file."""
        return self._send("POST", path, body, content_type)

    def follow(self, answer: Answer) -> Answer:
        """Go where redirects of this site lead: to the first page that shows something, or to another site."""
        while answer.location.startswith("/"):
            answer = self.get(answer.location)
        return answer

    def _send(self, method: str, path: str, body: str | Path, content_type: str = _FORM) -> Answer:
        headers = {"Content-Type": content_type} if method == "POST" else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = self.connection.send(method, path, body, headers)
        answer = Answer(response.status, _path_of(response.getheader("Location", "")), response.read())
        if answer.status >= 400:
            raise UnexpectedAnswer(f"{method} {path}: {answer.status} {answer.body[:500]!r}")
        self._keep(response.headers.get_all("Set-Cookie", []))
        return answer

    def _keep(self, cookies: Iterable[str]) -> None:
        for text in cookies:
            name, _, value = text.partition(";")[0].partition("=")
            self.cookies[name] = value
            if int((_MAX_AGE.search(text) or ("", "0"))[1]) > DAY:
                self.lasting[name] = value


def _path_of(location: str) -> str:
    """Return what to ask the same server for; an address of another host is kept whole."""
    parts = urlsplit(location)
    return location if parts.netloc else parts._replace(fragment="").geturl()
