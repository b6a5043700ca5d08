"""Access tokens for a platform's services: asked for with a signed assertion, kept until they run out.

Source: LTI Security 1.0, 4.1.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from lti_npq.platforms.claims import LARGEST_NUMBER
from lti_npq.platforms.door import Answer, Door, DoorError
from lti_npq.platforms.platform_clocks import PlatformClocks
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import Doing, Remedy, ServiceError, malformed, refused, unreachable

Sign = Callable[[dict[str, Any]], str]
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Moodle refuses an assertion from even one second ahead of its own clock.
_BACKDATED_SECONDS = 5
_RENEW_BEFORE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    until: float
    granted: frozenset[str] | None
    """The scopes that the LMS says the token is good for; None where it does not say."""


class ServiceTokens:
    """Tokens by registration and scopes; safe to share between threads."""

    def __init__(self, door: Door, sign: Sign, clock: Callable[[], float] = time.time) -> None:
        self._door = door
        self._sign = sign
        self._clock = clock
        # Its own: the host that gives tokens need not be that of the services.
        self._clocks = PlatformClocks()
        self._held: dict[tuple[int, str], _Held] = {}
        self._lock = threading.Lock()

    def get(self, registration: Registration, scopes: Iterable[str]) -> str:
        """Return a token that is good for a while yet.

        Raises:
            ServiceError: If the platform grants none.
        """
        scope = " ".join(sorted(scopes))
        with self._lock:
            held = self._held.get((registration.id, scope))
        if held is None or held.until < self._clock():
            held = self._ask(registration, scope)
            with self._lock:
                self._held[registration.id, scope] = held
        return held.token

    def leaves_out(self, registration: Registration, scope: str) -> bool:
        """Whether the LMS gives a token for a scope and says itself that the token is not good for it.

        Such a token is tried all the same when there is something to do: what counts is what the service answers.

        Raises:
            ServiceError: If it grants none.
        """
        self.get(registration, [scope])
        with self._lock:
            granted = self._held[registration.id, scope].granted
        return granted is not None and scope not in granted

    def forget(self, registration: Registration, scopes: Iterable[str]) -> None:
        """Drop a token that the platform no longer takes."""
        with self._lock:
            self._held.pop((registration.id, " ".join(sorted(scopes))), None)

    def _ask(self, registration: Registration, scope: str) -> _Held:
        now = self._clock()
        issued = self._there(registration, now)
        answer = self._post(registration, scope, issued)
        self._clocks.note(registration.id, answer.headers, datetime.fromtimestamp(now, UTC))
        # What was refused may have come from the future, by a clock that was not known to be behind.
        if answer.status != 200 and self._there(registration, now) < issued:
            answer = self._post(registration, scope, self._there(registration, now))
        return _to_held(answer, now)

    def _there(self, registration: Registration, now: float) -> float:
        """Return what the platform's clock shows, as far as we know."""
        return self._clocks.there(registration.id, datetime.fromtimestamp(now, UTC)).timestamp()

    def _post(self, registration: Registration, scope: str, now: float) -> Answer:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._sign(self._assertion(registration, now)),
            "scope": scope,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            return self._door.request("POST", registration.token_url, headers=headers, body=urlencode(form).encode())
        except DoorError as failure:
            raise unreachable(failure) from failure

    def _assertion(self, registration: Registration, now: float) -> dict[str, Any]:
        issued = int(now) - _BACKDATED_SECONDS
        return {
            "iss": registration.client_id,
            "sub": registration.client_id,
            "aud": registration.token_url,
            "iat": issued,
            "exp": issued + 300,
            "jti": uuid4().hex,
        }


def _to_held(answer: Answer, now: float) -> _Held:
    if answer.status != 200:
        raise refused(answer, Doing.ACCESS)
    try:
        document = answer.json()
    except DoorError as failure:
        raise malformed(str(failure)) from failure
    token = document.get("access_token") if isinstance(document, dict) else None
    if not isinstance(token, str):
        raise ServiceError("the LMS granted no access token", Remedy.PERSON)
    lasts = document.get("expires_in")
    seconds = float(lasts) if isinstance(lasts, int | float) and lasts < LARGEST_NUMBER else 300.0
    granted = document.get("scope")
    scopes = frozenset(granted.split()) if isinstance(granted, str) and granted.strip() else None
    return _Held(token, now + max(seconds - _RENEW_BEFORE_SECONDS, 1.0), scopes)
