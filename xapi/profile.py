"""Our xAPI profile: what the words mean, which statements there are, and in which order they come.

The data is `profile.jsonld`, with `{site}` where an installation's own address goes: every installation publishes the
profile at the address that its statements name as their category.

Source: xAPI Profiles 1.0, Structure (https://w3id.org/xapi/profiles).
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

from xapi.encoding import JsonObject

PATH: Final = "/xapi/profile"
"""Where an installation publishes it, below its own address; the terms, templates and patterns lie below this."""

VERSION_PATH: Final = PATH + "/v1"
"""The version that statements name; raised whenever the profile changes in meaning."""

_DATA = Path(__file__).with_name("profile.jsonld")


@cache
def document(site: str) -> bytes:
    """Return the profile as JSON-LD for the installation at this address, which has no slash at its end."""
    return _DATA.read_text(encoding="utf-8").replace("{site}", json.dumps(site)[1:-1]).encode()


def profile(site: str) -> JsonObject:
    """Return the same as a JSON object."""
    found: JsonObject = json.loads(document(site))
    return found
