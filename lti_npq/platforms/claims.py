"""Reading claims: each function returns what it promises, or refuses the launch."""

import re
from collections.abc import Mapping
from typing import Any

from lti_npq.errors import LaunchRefused

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
LONGEST_IDENTIFIER = 255
"""Characters. Source: LTI 1.3 Core, 5.3.5, 5.3.6 and 5.4.1."""
LARGEST_NUMBER = 10**15
"""Beyond any time or grade; JSON may carry numbers of a thousand digits, which break arithmetic further on."""

Claims = Mapping[str, Any]
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def mapping(claims: Claims, key: str) -> Mapping[str, Any]:
    value = claims.get(key, {})
    if not isinstance(value, dict):
        raise LaunchRefused(f"the launch's {key.removeprefix(LTI)} is malformed", status=400)
    return value


def text(claims: Claims, key: str, *, of: str = "") -> str:
    value = claims.get(key)
    if not isinstance(value, str) or not value:
        raise LaunchRefused(f"the launch has no {of}{key.removeprefix(LTI)}", status=400)
    return storable(value, f"{of}{key.removeprefix(LTI)}")


def optional(claims: Claims, key: str) -> str | None:
    value = claims.get(key)
    return storable(value, key) if isinstance(value, str) and value.strip() else None


def texts(claims: Claims, key: str) -> list[str]:
    """Return the texts of a list, however many there are; anything else in it is left out."""
    values = claims.get(key)
    return [storable(value, key) for value in values if isinstance(value, str)] if isinstance(values, list) else []


def flag(claims: Claims, key: str, *, default: bool) -> bool:
    """Return a flag; some platforms send them as text."""
    value = claims.get(key)
    if isinstance(value, str):
        return value.lower() == "true"
    return value if isinstance(value, bool) else default


def identifier(value: str, name: str) -> str:
    """Return an id of the platform's that is no longer than the specification allows."""
    if len(value) > LONGEST_IDENTIFIER:
        raise LaunchRefused(f"the launch's {name} is too long", status=400)
    return storable(value, name)


def storable(text: str, name: str) -> str:
    """Return text that every database can keep.

    JSON may carry half a character, which is no text, or the zero character, which PostgreSQL refuses.
    """
    if _UNSTORABLE.search(text):
        raise LaunchRefused(f"the launch's {name} is malformed", status=400)
    return text


def number(claims: Claims, key: str) -> float:
    value = claims[key]
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < LARGEST_NUMBER:
        raise LaunchRefused(f"the launch's {key} is malformed", status=400)
    return value
