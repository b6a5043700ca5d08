"""Which host answers what: sign-on may have one apart from the courses', as at Canvas."""

from urllib.parse import urlsplit

from flask import redirect, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.addresses import PLAIN
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.settings import DemoSettings

_OF_SIGN_ON = {PLAIN.authorize, PLAIN.token, PLAIN.jwks, PLAIN.storage_frame}


def keep_to_hosts() -> ResponseReturnValue | None:
    """Turn a request away that came to the wrong host; None lets it through."""
    settings = lms().settings
    if settings.habits.separate_sign_on:
        return _found_elsewhere(settings)
    # At localhost the LMS would share the tool's site, and cookies would prove nothing.
    if request.method == "GET" and not _came_to(settings.address):
        return redirect(settings.address + request.full_path.rstrip("?"))
    return None


def framed_by(settings: DemoSettings) -> str:
    """Return the only site whose pages may frame ours, as a Content-Security-Policy names it."""
    return settings.address if settings.habits.separate_sign_on else "'self'"


def _found_elsewhere(settings: DemoSettings) -> ResponseReturnValue | None:
    address = settings.sign_on_address if request.path in _OF_SIGN_ON else settings.address
    if _came_to(address) or request.path.startswith("/static/"):
        return None
    return f"Not found at this host; it is at {address}.", 404, {"Content-Type": "text/plain"}


def _came_to(address: str) -> bool:
    return request.host == urlsplit(address).netloc
