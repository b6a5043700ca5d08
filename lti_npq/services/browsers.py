"""Which browser asks: known by our cookies, and by what it says of where it shows a page."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lti_npq.errors import SessionRefused
from lti_npq.storage.models import ChoosingSession
from lti_npq.storage.queries.launches import SessionParties

NO_COOKIE: Final = b""
"""Instead of a cookie's digest, where the browser keeps no cookie: no value of a cookie has it."""


@dataclass(frozen=True, slots=True)
class Browser:
    """What the browser shows of itself with a request."""

    secrets: Sequence[str]
    """Our cookies' values; several if its first visit was to two activities at once, none if it keeps no cookies."""
    destination: str | None
    """What it says that it wants the answer for (`Sec-Fetch-Dest`); None from a browser that never says."""

    @property
    def top_level(self) -> bool:
        """Whether it asks for a document of its own rather than one in a frame."""
        return self.destination == "document"

    @property
    def framed(self) -> bool:
        """Whether it says that it asks from within a frame, or for something that a page needs."""
        return self.destination is not None and not self.top_level

    def shows(self, secret_digest: bytes) -> bool:
        return any(secrets.compare_digest(digest(secret), secret_digest) for secret in self.secrets)


def digest(secret: str) -> bytes:
    """Return what is stored of a token or cookie: useless to whoever reads the database."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def require_browser(opened: SessionParties | ChoosingSession, browser: Browser) -> None:
    """Refuse an address that left the browser, or the frame, that it was opened in.

    A launch without a cookie began in a frame. Whatever it says of itself later, its session opens no tab: whoever were
    sent the address would work there in somebody else's name.

    Raises:
        SessionRefused: If it did.
    """
    bound = opened.browser_digest != NO_COOKIE
    if browser.shows(opened.browser_digest) or (browser.framed and not bound):
        return
    if bound and (opened.top_level or not browser.top_level):
        raise SessionRefused("This page was opened in another browser.")
    raise SessionRefused("This page only works inside your course.")
