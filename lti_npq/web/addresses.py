"""Addresses in pages, each built once: a page names dozens, and only the session's token differs."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import flask
from flask import Flask, g, request

_MOST_KEPT = 10_000
PLACE = secrets.token_hex(16)
"""Stands where the token goes, so that no token is ever kept."""


def install(app: Flask) -> None:
    """Give the templates a `url_for` that remembers."""
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:
    """Return an address on this site; `endpoint` and values as in `flask.url_for`."""
    if endpoint.startswith("."):
        # What is kept is kept for every blueprint, so it goes by the whole name.
        endpoint = f"{request.blueprint}{endpoint}"
    pattern = _pattern(request.script_root, endpoint, tuple(values.items()))
    return pattern.replace(PLACE, g.token) if PLACE in pattern else pattern


@contextmanager
def for_anybody() -> Iterator[None]:
    """Have every address that is made meanwhile hold `PLACE` instead of the session's token."""
    own = g.pop("token", None)
    g.token = PLACE
    try:
        yield
    finally:
        g.pop("token")
        if own is not None:
            g.token = own


# The part of the address that a proxy in front took away belongs to what is kept.
@lru_cache(maxsize=_MOST_KEPT)
def _pattern(_script_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    # Whichever endpoints carry a token, and however they come by it: it is this one.
    with for_anybody():
        return flask.url_for(endpoint, **dict(values))
