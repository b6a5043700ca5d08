"""Addresses in pages, each built once: a page names dozens, and only the session's token differs."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import flask
from flask import Flask, g, request

from lti_npq.web.sessions import wants_token

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
    return pattern.replace(PLACE, g.token) if wants_token(endpoint) else pattern


@contextmanager
def for_anybody() -> Iterator[None]:
    """Have every address that is made meanwhile hold `PLACE` instead of the session's token."""
    own, g.token = g.get("token", ""), PLACE
    try:
        yield
    finally:
        g.token = own


# The part of the address that a proxy in front took away belongs to what is kept.
@lru_cache(maxsize=_MOST_KEPT)
def _pattern(_script_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    place: dict[str, Any] = {"token": PLACE} if wants_token(endpoint) else {}
    return flask.url_for(endpoint, **place, **dict(values))
