"""Registering the tool with a platform that asked for it.

Source: LTI Dynamic Registration 1.0, 3.5 and 3.6; RFC 7591, 3.2.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from lti_npq.errors import RegistrationRefused
from lti_npq.platforms.claims import LONGEST_IDENTIFIER
from lti_npq.platforms.door import Answer, Door, DoorError
from lti_npq.platforms.openid_configuration import PlatformConfiguration
from lti_npq.platforms.tool_configuration import TOOL_CONFIGURATION, asked_scopes, registration_payload

_LONGEST_WORDS = 300
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Registered:
    """What a platform made of our registration."""

    client_id: str
    deployment_id: str | None
    """Where the platform placed the tool at once."""
    refused_scopes: Sequence[str]
    """Those asked for and not granted, as far as the platform says."""


def register_tool(door: Door, base_url: str, platform: PlatformConfiguration, token: str) -> Registered:
    """Send the platform our registration and read what it made of it.

    Raises:
        RegistrationRefused: If it refused, with its own words, or its answer makes no sense.
    """
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    body = msgspec.json.encode(registration_payload(base_url, platform))
    try:
        answer = door.request("POST", platform.registration_url, headers=headers, body=body)
    except DoorError as failure:
        raise RegistrationRefused(f"the LMS could not be reached: {failure}", status=502) from failure
    if answer.status not in {200, 201}:
        raise RegistrationRefused(f"your LMS refused with {answer.status}{_words(answer, token)}", status=502)
    return _to_registered(_json(answer), asked_scopes(platform))


def _json(answer: Answer) -> Any:
    try:
        return answer.json()
    except DoorError as failure:
        raise RegistrationRefused("your LMS answered with something that is no registration", status=502) from failure


def _to_registered(document: Any, asked: Sequence[str]) -> Registered:
    client_id = _identifier(document.get("client_id")) if isinstance(document, dict) else None
    if client_id is None:
        raise RegistrationRefused("your LMS answered without a client id", status=502)
    tool, granted = document.get(TOOL_CONFIGURATION), document.get("scope")
    deployment_id = _identifier(tool.get("deployment_id")) if isinstance(tool, dict) else None
    refused = [scope for scope in asked if scope not in granted.split()] if isinstance(granted, str) else []
    return Registered(client_id, deployment_id, refused)


def _identifier(value: object) -> str | None:
    """Return an id that can be kept; platforms write them as text or number."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if text.isprintable() and 0 < len(text) <= LONGEST_IDENTIFIER else None


def _words(answer: Answer, token: str) -> str:
    """Return the LMS's own words as plain text, shortened and without our token."""
    text = html.unescape(_TAGS.sub(" ", answer.body[:20_000].decode("utf-8", "replace")))
    if token:
        text = text.replace(token, "…")
    text = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    short = text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + "…"
    return f": “{short}”" if short else ""
