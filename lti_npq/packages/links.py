"""Addresses of other web sites, by their look alone: nothing is fetched."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}|xn--[a-z0-9-]+|[0-9.]{7,15}", re.IGNORECASE)


def could_lead_somewhere(address: str) -> bool:
    """Tell whether an address names a host that the web can have: `https://www.example.org/page`."""
    try:
        parts = urlsplit(address)
        return parts.port != 0 and bool(_HOST.fullmatch(parts.hostname or ""))
    except ValueError:
        return False
