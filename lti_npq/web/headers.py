"""What every answer says to the browser about how far to trust it."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from lti_npq.platforms.addresses import web_address

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action {forms}; frame-ancestors {frames}"
)


def install(app: Flask) -> None:
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    headers = response.headers
    # Werkzeug's `in` makes and catches an error for every name that is missing.
    if not headers.getlist("Content-Security-Policy"):
        headers.add("Content-Security-Policy", _policy(g.get("forms_to", "'self'"), _frame_ancestors()))
    # Addresses below /s/ hold a token: they must reach no other site, and no shared cache may keep their pages.
    headers.add("Referrer-Policy", "same-origin")
    headers.add("X-Content-Type-Options", "nosniff")
    if ("framed_by" in g or _is_admin_site()) and not headers.getlist("Cache-Control"):
        headers.add("Cache-Control", "private, no-store")
    return response


@lru_cache(maxsize=100)
def _policy(forms: str, frames: str) -> str:
    return _POLICY.format(forms=forms, frames=frames)


def let_forms_go_to(address: str) -> None:
    """Let the forms of this answer go to the host of an address, and nowhere else."""
    g.forms_to = _origin(address)


def _frame_ancestors() -> str:
    """Return who may frame the page: the LMS that it is for.

    The admin site is never framed: a click could be stolen there. Where no LMS is known, what is shown is only why not,
    which people should read wherever they are; and some LMSs' sites are known only once a launch names its course's.
    """
    if _is_admin_site():
        return "'none'"
    if "framed_by" not in g:
        return "*"
    return _ancestors(g.framed_by)


@lru_cache(maxsize=100)
def _ancestors(sites: tuple[str | None, ...]) -> str:
    return " ".join(["'self'", *sorted({_origin(site) for site in sites if site and web_address(site)})])


def _is_admin_site() -> bool:
    return request.path.startswith("/admin")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"
