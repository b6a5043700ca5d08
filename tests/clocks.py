"""Time that passes when a test says so, and pages that report on it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from lti_npq.web import context
from visitors import Visitor

BEAT = 15_000
"""Milliseconds."""


@dataclass
class Clock:
    """The moment that requests are made at, as far as the tool knows."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def of_requests(cls, monkeypatch: pytest.MonkeyPatch) -> "Clock":
        """Return a clock that the application reads from now on."""
        clock = cls()
        monkeypatch.setattr(context, "now", lambda: clock.now)
        return clock

    def passes(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class OpenPage:
    """A page in somebody's browser whose script reports as ours does."""

    def __init__(self, visitor: Visitor, clock: Clock, page: str = "planning-see") -> None:
        self.visitor, self.clock, self.page = visitor, clock, page
        self.view, self.began, self.sent = uuid4(), clock.now, 0
        self.csrf = visitor.csrf

    def studies(self, seconds: float, state: str = "here") -> int:
        """Let time pass on the page in front, and report it beat by beat."""
        status = 204
        for _ in range(int(seconds // 15)):
            self.clock.passes(seconds=15)
            self.sent += 1
            at = self.shown
            status = self.reports(f"{self.sent}:{at}:{BEAT}", state=state)
            assert status in {204, 401}
        return status

    def leaves(self, state: str = "gone") -> int:
        return self.reports("", state=state)

    @property
    def shown(self) -> int:
        """What its own clock shows, in milliseconds."""
        return (self.clock.now - self.began) // timedelta(milliseconds=1)

    def reports(self, beats: str, **changes: Any) -> int:
        form = {"view": str(self.view), "clock": str(self.shown), "beats": beats, "csrf": self.csrf, **changes}
        answer = self.visitor.client.post(f"{self.visitor.base}/pages/{self.page}/heartbeats", data=form)
        return answer.status_code
