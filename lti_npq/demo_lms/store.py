"""All that the LMS remembers."""

import secrets
import time
from collections import deque
from dataclasses import dataclass
from hashlib import sha256

from lti_npq.demo_lms.courses import Courses
from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.first_courses import FIRST_COURSES, FIRST_MAXIMUM, MODULE
from lti_npq.demo_lms.gradebook import Gradebook
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.messages import PendingMessages
from lti_npq.demo_lms.notice_handlers import NoticeHandlers
from lti_npq.demo_lms.settings import DemoSettings
from lti_npq.demo_lms.statements import StatementLog
from lti_npq.demo_lms.tools import Tool, Tools

REQUESTS_REMEMBERED = 2000


@dataclass(frozen=True)
class ReceivedRequest:
    """A request on an address that a tool uses."""

    method: str
    path: str
    status: int


class Store:
    """Courses, tools, grades, statements and what the protocol must not forget; in a file or in memory.

    Raises:
        StartError: If the folder cannot hold it.
    """

    def __init__(self, settings: DemoSettings) -> None:
        self._database = Database(settings.folder)
        self._clock = settings.clock
        self.courses = Courses(self._database)
        self.tools = Tools(self._database, settings)
        self.messages = PendingMessages(self._database)
        self.notices = NoticeHandlers(self._database)
        self.grades = Gradebook(self._database, settings)
        self.statements = StatementLog(self._database)
        self.requests: deque[ReceivedRequest] = deque(maxlen=REQUESTS_REMEMBERED)
        self.throttled: set[str] = set()
        if self._keep("courses", "seeded"):
            self._seed()

    def session_secret(self) -> str:
        """Return the key that signs session cookies; it outlives a restart, so nobody is signed out."""
        self._keep("session_secret", secrets.token_hex(32))
        row = self._database.row("SELECT value FROM kept WHERE name = 'session_secret'")
        return str(row["value"]) if row else ""

    def use_once(self, token: str, expires: float) -> bool:
        """Note an identifier that may be used once; returns whether it is the first time it was seen."""
        self._database.write("DELETE FROM used_once WHERE expires < ?", self._clock.now().timestamp())
        return self._database.write("INSERT OR IGNORE INTO used_once VALUES (?, ?)", token, expires) == 1

    def grant_token(self, tool: Tool, scopes: list[str], seconds: int) -> str:
        """Return a new access token; only its digest is kept."""
        token = secrets.token_urlsafe(32)
        query = "INSERT INTO access_token VALUES (?, ?, ?, ?)"
        self._database.write(query, _digest(token), tool.number, " ".join(scopes), time.time() + seconds)
        return token

    def token(self, token: str) -> tuple[int, list[str]]:
        """Return whose a token is, and what it allows; nothing if it is unknown or over."""
        query = "SELECT tool, scopes FROM access_token WHERE digest = ? AND expires > ?"
        row = self._database.row(query, _digest(token), time.time())
        return (row["tool"], row["scopes"].split()) if row else (0, [])

    def close(self) -> None:
        self._database.close()

    def _seed(self) -> None:
        for course in FIRST_COURSES:
            self.courses.add(course)
            for activity in course.activities:
                if activity.key == MODULE:
                    self.grades.add(LineItem.of(activity, FIRST_MAXIMUM))

    def _keep(self, name: str, value: str) -> bool:
        return self._database.write("INSERT OR IGNORE INTO kept VALUES (?, ?)", name, value) == 1


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
