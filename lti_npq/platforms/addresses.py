"""Addresses that an LMS names: followed or shown only if they are what they should be."""

import re
from urllib.parse import urlsplit

_PLAIN_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")


def web_address(value: object) -> str | None:
    """Return an address a browser or we may follow, or None: never `javascript:` and the like.

    Its host ends up in headers, so nothing but a plain host and port will do.
    """
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        return None
    try:
        host = urlsplit(value).netloc
    except ValueError:
        return None
    return value if _PLAIN_HOST.fullmatch(host) else None
