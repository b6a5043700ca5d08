"""Asking an LMS, and ourselves from outside, whether everything is within reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_npq.errors import PlatformUnreachable
from lti_npq.platforms.door import Answer, Door, DoorError
from lti_npq.platforms.platform_keys import SMALLEST_KEY_BITS, read_keys
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import Remedy, ServiceError, http_date
from lti_npq.platforms.service_tokens import ServiceTokens

_JSON = {"Accept": "application/json"}


class ProbeError(Exception):
    """Something is out of reach; the text says what, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """What a JWKS address holds."""

    usable: int
    seconds_ahead: float | None
    """How far the LMS's clock is ahead of ours; None where it does not tell the time."""


def platform_keys(door: Door, jwks_url: str, now: datetime) -> PublishedKeys:
    """Fetch an LMS's keys.

    Raises:
        ProbeError: If they are out of reach, or none of them may be used.
    """
    try:
        answer = door.request("GET", jwks_url, headers=_JSON)
        keys = read_keys(answer)
    except DoorError as failure:
        raise ProbeError(str(failure)) from failure
    except PlatformUnreachable as failure:
        raise ProbeError(f"it answered {answer.status} with something that is no list of keys") from failure
    usable = sum(key.key_size >= SMALLEST_KEY_BITS for key in keys.values())
    if not usable:
        raise ProbeError(f"none of its keys is an RSA key of at least {SMALLEST_KEY_BITS:,} bits")
    return PublishedKeys(usable, _seconds_ahead(answer, now))


def own_keys(door: Door, jwks_url: str, jwks: Mapping[str, Any]) -> None:
    """Fetch our own keys as an LMS would.

    Raises:
        ProbeError: If they are out of reach, or others than those we sign with.
    """
    try:
        answer = door.request("GET", jwks_url, headers=_JSON)
        published = answer.json() if answer.status == 200 else None
    except DoorError as failure:
        raise ProbeError(str(failure)) from failure
    if published is None:
        raise ProbeError(f"it answered {answer.status}")
    # A process notices changed keys within a minute, so they may differ in others than the one that signs.
    listed = published.get("keys") if isinstance(published, dict) else None
    if not isinstance(listed, list) or jwks["keys"][0] not in listed:
        raise ProbeError("the keys there are not this installation's")


def refused_scopes(tokens: ServiceTokens, registration: Registration, scopes: Iterable[str]) -> dict[str, ServiceError]:
    """Ask for access to one thing after another; return what was refused, and how."""
    refusals: dict[str, ServiceError] = {}
    for scope in scopes:
        try:
            if tokens.leaves_out(registration, scope):
                refusals[scope] = ServiceError("the LMS's token is not good for it", Remedy.RIGHTS)
        except ServiceError as error:
            refusals[scope] = error
    return refusals


def _seconds_ahead(answer: Answer, now: datetime) -> float | None:
    theirs = http_date(answer.headers.get("Date", ""))
    return (theirs - now).total_seconds() if theirs else None
