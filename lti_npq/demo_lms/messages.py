"""The LTI messages that were begun and wait for the tool to ask for their id_token."""

import json
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from lti_npq.demo_lms.database import Database

MESSAGE_SECONDS = 600

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


@dataclass(frozen=True)
class PendingMessage:
    """A message that was begun; its `lti_message_hint` stands for it, once."""

    kind: str
    person: str
    course: str
    tool: int
    document_target: str = "iframe"
    activity: str = ""
    """Key of the activity; empty for a deep linking request."""
    line_item: int = 0
    """The column under review; 0 for other messages."""
    for_person: str = ""
    """Whose submission is under review."""
    target: str = ""
    """Where it wants to go in the tool, if not where the activity does."""


@dataclass(frozen=True)
class OpenChoice:
    """A deep linking request that was sent and waits for its response."""

    person: str
    course: str
    tool: int
    nonce: str


class PendingMessages:
    """What was begun, by a hint that works once and for ten minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, message: PendingMessage | OpenChoice) -> str:
        """Remember something; returns the hint that stands for it."""
        hint, expires = secrets.token_urlsafe(24), time.time() + MESSAGE_SECONDS
        query = "INSERT INTO pending_message VALUES (?, ?, ?, ?)"
        self._database.write(query, hint, type(message).__name__, json.dumps(asdict(message)), expires)
        return hint

    def take_message(self, hint: str) -> PendingMessage | None:
        found = self._take(hint, PendingMessage)
        return PendingMessage(**found) if found else None

    def take_choice(self, hint: str) -> OpenChoice | None:
        found = self._take(hint, OpenChoice)
        return OpenChoice(**found) if found else None

    def _take(self, hint: str, kind: type) -> dict[str, Any]:
        query = "DELETE FROM pending_message WHERE hint = ? AND kind = ? RETURNING body, expires"
        with self._database.transaction() as connection:
            row = connection.execute(query, (hint, kind.__name__)).fetchone()
        return json.loads(row["body"]) if row and row["expires"] >= time.time() else {}
