"""What every answer says to the browser about how far to trust it."""

from urllib.parse import urlsplit

from flask import Flask, Response, g

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)


def install(app: Flask) -> None:
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY + _frame_ancestors())
    # Addresses below /s/ hold a token: they must reach no other site, and no shared cache may keep their pages.
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    if "visit" in g:
        headers.setdefault("Cache-Control", "private, no-store")
    return response


def _frame_ancestors() -> str:
    """Return who may frame the page: the visitor's own LMS. Pages without a visit hold nothing worth stealing."""
    if "visit" not in g:
        return "*"
    addresses = (g.visit.issuer, g.visit.return_url or "")
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses) if parts.netloc}
    return " ".join(["'self'", *sorted(origins)])
