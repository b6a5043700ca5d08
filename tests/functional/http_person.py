"""Somebody whose browser is a program: signs in at the demonstration LMS and launches, form by form."""

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests


@dataclass
class HttpPerson:
    """A person at the LMS and, once they have launched, in the tool."""

    lms: str
    key: str
    """As in the list of people to sign in as, such as `amara-osei`."""
    session: requests.Session = field(default_factory=requests.Session)
    base: str = ""
    """The tool's address with the session in it."""

    def launch(self, activity: str = "npqh-autumn/activities/implementation") -> requests.Response:
        """Sign in, open an activity and follow the forms that a browser would send by itself."""
        self.session.post(f"{self.lms}/sign-in", data={"person": self.key})
        answer = self.session.get(f"{self.lms}/courses/{activity}/launch")
        for _ in range(3):
            answer = self._send_form(answer)
            if "/s/" in answer.url:
                self.base = re.match(r"(.*/s/[^/]+)", answer.url)[1]  # type: ignore[index]
                return answer
        raise AssertionError(f"the launch led to {answer.url}")

    def get(self, path: str) -> requests.Response:
        """Open a path of the session."""
        return self.session.get(f"{self.base}/{path}", timeout=30)

    def post(self, path: str, **form: str) -> requests.Response:
        """Send a form of the session."""
        csrf = re.search(r'name="csrf" content="([^"]+)"', self.get("").text)
        assert csrf is not None
        answer = self.session.post(f"{self.base}/{path}", data={"csrf": csrf[1], **form}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer

    def _send_form(self, page: requests.Response) -> requests.Response:
        action = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        assert action is not None, page.text
        fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text)
        data = {name: html.unescape(value) for name, value in fields}
        return self._ask("POST", urljoin(page.url, html.unescape(action[1])), data=data)

    def _ask(self, method: str, url: str, **options: Any) -> requests.Response:
        """Ask, and follow with the cookies that a browser on loopback would show."""
        answer = self.session.request(method, url, allow_redirects=False, timeout=30, **options)
        self._have_loopback_secure()
        if answer.is_redirect:
            return self._ask("GET", urljoin(answer.url, answer.headers["Location"]))
        return answer

    def _have_loopback_secure(self) -> None:
        """Send Secure cookies over loopback as browsers do; this library does not by itself."""
        for cookie in self.session.cookies:
            cookie.secure = False
