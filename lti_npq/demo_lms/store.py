"""All that the LMS remembers."""

import secrets
import time
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.grades import Gradebook
from lti_npq.demo_lms.people import COURSES
from lti_npq.demo_lms.statements import StatementLog

LAUNCH_SECONDS = 600
REQUESTS_REMEMBERED = 2000


@dataclass(frozen=True)
class PendingLaunch:
    """A launch that was begun; its `lti_message_hint` stands for it, once."""

    person: str
    course: str
    activity: str
    document_target: str


@dataclass(frozen=True)
class ReceivedRequest:
    """A request on an address that a tool uses."""

    method: str
    path: str
    status: int


class Store:
    """Grades, statements and what the protocol must not forget; in one file, or in memory without a folder.

    Raises:
        StartError: If the folder cannot hold it.
    """

    def __init__(self, folder: Path | None) -> None:
        self._database = Database(folder)
        self.grades = Gradebook(self._database)
        self.statements = StatementLog(self._database)
        self.requests: deque[ReceivedRequest] = deque(maxlen=REQUESTS_REMEMBERED)
        if self._keep("courses", "seeded"):
            self.grades.seed(activity for course in COURSES.values() for activity in course.activities)

    def session_secret(self) -> str:
        """Return the key that signs session cookies; it outlives a restart, so nobody is signed out."""
        self._keep("session_secret", secrets.token_hex(32))
        row = self._database.row("SELECT value FROM kept WHERE name = 'session_secret'")
        return str(row["value"]) if row else ""

    def begin_launch(self, launch: PendingLaunch) -> str:
        """Remember a launch for ten minutes; returns its message hint."""
        hint = secrets.token_urlsafe(24)
        expires = time.time() + LAUNCH_SECONDS
        query = "INSERT INTO pending_launch VALUES (?, ?, ?, ?, ?, ?)"
        self._database.write(
            query, hint, launch.person, launch.course, launch.activity, launch.document_target, expires
        )
        return hint

    def take_launch(self, hint: str) -> PendingLaunch | None:
        """Return the launch a hint stands for and forget it: a hint works once."""
        query = "DELETE FROM pending_launch WHERE hint = ? RETURNING *"
        with self._database.transaction() as connection:
            row = connection.execute(query, (hint,)).fetchone()
        if row is None or row["expires"] < time.time():
            return None
        return PendingLaunch(row["person"], row["course"], row["activity"], row["document_target"])

    def use_assertion(self, jti: str, expires: float) -> bool:
        """Note a client assertion; returns whether it is the first time it was seen."""
        self._database.write("DELETE FROM used_assertion WHERE expires < ?", time.time())
        return self._database.write("INSERT OR IGNORE INTO used_assertion VALUES (?, ?)", jti, expires) == 1

    def grant_token(self, scopes: list[str], seconds: int) -> str:
        """Return a new access token; only its digest is kept."""
        token = secrets.token_urlsafe(32)
        query = "INSERT INTO access_token VALUES (?, ?, ?)"
        self._database.write(query, _digest(token), " ".join(scopes), time.time() + seconds)
        return token

    def token_scopes(self, token: str) -> list[str]:
        """Return what a token allows; nothing if it is unknown or over."""
        query = "SELECT scopes FROM access_token WHERE digest = ? AND expires > ?"
        row = self._database.row(query, _digest(token), time.time())
        return row["scopes"].split() if row else []

    def close(self) -> None:
        self._database.close()

    def _keep(self, name: str, value: str) -> bool:
        return self._database.write("INSERT OR IGNORE INTO kept VALUES (?, ?)", name, value) == 1


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
