"""What the demonstration LMS refuses.

Exception
├── StartError      it cannot start: one sentence, exit status 1
├── RefusedError    a request of the tool: JSON with `error` and `error_description`
│   ├── KeysUnreadableError   the tool's key set cannot be read
│   └── UnknownKeyError       it has no such key
└── ProblemError    a request of a person: a page with one sentence
"""

from collections.abc import Mapping
from http import HTTPStatus


class StartError(Exception):
    """The LMS cannot start; the message says why and what to do."""


class RefusedError(Exception):
    """A service request of the tool that the LMS does not accept."""

    def __init__(
        self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None, *, reason: str = ""
    ) -> None:
        """Say what is refused.

        Args:
            status: HTTP status.
            code: Word for programs.
            sentence: Words for people.
            headers: Further headers of the answer.
            reason: What Moodle writes into the status line.
        """
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.headers = dict(headers or {})
        self.reason = reason or HTTPStatus(status).phrase


class KeysUnreadableError(RefusedError):
    """The tool's public keys cannot be had."""

    def __init__(self, url: str, problem: Exception) -> None:
        super().__init__(401, "invalid_client", f"no keys could be read from {url}: {problem}")


class UnknownKeyError(RefusedError):
    """The tool publishes no key of that id."""

    def __init__(self, url: str, kid: str) -> None:
        super().__init__(401, "invalid_client", f"{url} has no RSA key with the kid {kid!r}")


class ProblemError(Exception):
    """A page that a person cannot have."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
