"""What a request needs of the application, with its types."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import current_app, g, request
from sqlalchemy.orm import Session

from lti_npq.platforms.door import Door
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.tool_keys import KeyRing
from lti_npq.services.browsers import Browser
from lti_npq.services.choosing import Choice
from lti_npq.services.content import Library
from lti_npq.services.files import ContentStore
from lti_npq.services.keys import CurrentKeys
from lti_npq.services.visits import Visit
from lti_npq.settings import Settings
from lti_npq.storage.binding import db
from lti_npq.storage.database import for_writing, is_writing

COOKIE = "lti_npq_browser"
"""What the names of our cookies begin with. Each has a name of its own, so that two activities that open at once on a
browser's first visit do not overwrite each other's."""
_OF_THIS_HOST = "__Host-"
"""Makes browsers refuse such a cookie from anybody but this very host, over HTTPS."""
EXTENSION = "lti_npq"


@dataclass
class Tool:
    """The long-lived parts of the application, shared by all threads."""

    settings: Settings
    library: Library
    store: ContentStore
    platform_keys: PlatformKeys
    door: Door
    delivery_due: threading.Event = field(default_factory=threading.Event)
    """Set when something new is owed, so that an embedded worker need not wait for its next look."""

    def __post_init__(self) -> None:
        self._keys = CurrentKeys(self.settings.secret_key)

    def keys(self, session: Session) -> KeyRing:
        """Return the tool's keys, looked up at most once a minute."""
        return self._keys.ring(session)


def tool() -> Tool:
    found: Tool = current_app.extensions[EXTENSION]
    return found


def session() -> Session:
    """Return the request's database session."""
    found: Session = db.session()
    return found


def writing_session() -> Session:
    """Return the request's database session as a writer's, in the transaction that it writes in already, if any."""
    current = session()
    return current if is_writing(current) else for_writing(current)


def commit() -> None:
    """Commit what the request did, and wake the delivery."""
    session().commit()
    tool().delivery_due.set()


def visit() -> Visit:
    """Return whose session the address belongs to."""
    found: Visit = g.visit
    return found


def choice() -> Choice:
    """Return the choice of content that the address belongs to."""
    found: Choice = g.choice
    return found


def browser() -> Browser:
    """Return what the browser shows of itself."""
    if "browser" not in g:
        g.browser = _browser()
    found: Browser = g.browser
    return found


def _browser() -> Browser:
    named = cookie_name()
    shown = [value for name, value in request.cookies.items() if name.startswith(named)]
    return Browser(shown, request.headers.get("Sec-Fetch-Dest"))


def cookie_name() -> str:
    """Return what the names of our cookies begin with here; on a developer's machine there is no HTTPS."""
    return f"{_OF_THIS_HOST}{COOKIE}" if tool().settings.base_url.startswith("https://") else COOKIE


def framed_by(sites: Iterable[str | None]) -> None:
    """Let nobody but these sites, beside our own, show the answer in a frame."""
    g.framed_by = tuple(sites)


def by_script() -> bool:
    """Whether a script of ours asks, rather than a form or a link."""
    return request.headers.get("X-Requested-With") == "fetch"


def now() -> datetime:
    return datetime.now(UTC)
