"""What the demonstration LMS refuses.

Exception
├── StartError      it cannot start: one sentence, exit status 1
├── RefusedError    a request of the tool: JSON with `error` and `error_description`
└── ProblemError    a request of a person: a page with one sentence
"""

from collections.abc import Mapping


class StartError(Exception):
    """The LMS cannot start; the message says why and what to do."""


class RefusedError(Exception):
    """A service request of the tool that the LMS does not accept."""

    def __init__(self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.headers = dict(headers or {})


class ProblemError(Exception):
    """A page that a person cannot have."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
