"""How an LRS is told who asks: Basic authentication, or an access token by OAuth 2 client credentials."""

import threading
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode

import msgspec

_RENEW_BEFORE_SECONDS = 30.0
_LASTS_SECONDS = 300.0
"""A token about whose life the server says nothing."""

Ask = Callable[[str, dict[str, str], bytes], bytes]
"""Posts a form to an address with headers; returns the body of a success."""


class Access(Protocol):
    """What goes into the Authorization header."""

    @property
    def secrets(self) -> Sequence[str]:
        """What must not be quoted."""

    def header(self, ask: Ask) -> str:
        """Return the header's value; `ask` posts to the token's server if need be, with what it raises."""

    def forget(self) -> bool:
        """Take back what was refused; whether asking once more may help."""


class Basic:
    """User name and password.

    Source: xAPI 1.0.3, Communication, 4.1.
    """

    def __init__(self, key: str, secret: str) -> None:
        """Keep them.

        Raises:
            ValueError: If the key has a colon, which Basic authentication cannot carry.
        """
        if ":" in key:
            raise ValueError("an LRS key cannot contain a colon")
        basic = b64encode(f"{key}:{secret}".encode()).decode()
        self.secrets = [hidden for hidden in (basic, secret, key) if hidden]
        self._header = f"Basic {basic}"

    def header(self, ask: Ask) -> str:  # noqa: ARG002  # the other way needs it
        """Return the same value every time."""
        return self._header

    def forget(self) -> bool:
        """Know that asking again would not help."""
        return False


class ClientCredentials:
    """An access token, asked for when needed and renewed before it runs out; safe to share between threads.

    Source: RFC 6749, 4.4 and 2.3.1.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str,
        scope: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep what is needed to ask; nothing is sent yet."""
        basic = b64encode(f"{quote_plus(client_id)}:{quote_plus(client_secret)}".encode()).decode()
        self._token_url, self._scope, self._clock = token_url, scope, clock
        self._asking = {
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0
        self._hidden = [hidden for hidden in (basic, client_secret) if hidden]

    @property
    def secrets(self) -> Sequence[str]:
        """Return the credentials and the token."""
        return [*self._hidden, self._token] if self._token else self._hidden

    def header(self, ask: Ask) -> str:
        """Return a token that is good for a while yet."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._renew(ask)
            return f"Bearer {self._token}"

    def forget(self) -> bool:
        """Drop the token; the next one may be taken."""
        with self._lock:
            had, self._token = bool(self._token), ""
        return had

    def _renew(self, ask: Ask) -> None:
        form = {"grant_type": "client_credentials"} | ({"scope": self._scope} if self._scope else {})
        answer: Any = msgspec.json.decode(ask(self._token_url, self._asking, urlencode(form).encode()))
        token = answer.get("access_token") if isinstance(answer, dict) else None
        # What HTTP cannot carry in a header is no token.
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise msgspec.ValidationError("the answer holds no access token")
        lasts = answer.get("expires_in")
        seconds = float(lasts) if isinstance(lasts, int | float) and 0 < lasts < 1e9 else _LASTS_SECONDS
        self._token, self._until = token, self._clock() + max(seconds - _RENEW_BEFORE_SECONDS, 1.0)
