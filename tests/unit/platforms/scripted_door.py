"""A way out that answers from a script and remembers what it was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.registration import Registration

LMS = "https://lms.example.org"
TOKEN_URL = f"{LMS}/token"
REGISTRATION = Registration(1, LMS, "client-1", f"{LMS}/auth", TOKEN_URL, f"{LMS}/jwks")


@dataclass(frozen=True)
class Request:
    """One request as it went out."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs((self.body or b"").decode()).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass
class ScriptedDoor:
    """Hands out tokens by itself, numbered; anything else is answered in the order of the script."""

    script: list[Answer | DoorError] = field(default_factory=list)
    sent: list[Request] = field(default_factory=list)
    tokens: list[Request] = field(default_factory=list)

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        request = Request(method, url, headers, body)
        if url == TOKEN_URL:
            self.tokens.append(request)
            return answer({"access_token": f"token-{len(self.tokens)}", "expires_in": 3_600})
        self.sent.append(request)
        given = self.script.pop(0)
        if isinstance(given, DoorError):
            raise given
        return given


def answer(document: Any, status: int = 200, **headers: str) -> Answer:
    """Return a JSON answer; underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(document).encode())
