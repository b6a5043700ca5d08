"""The media types of the gradebook services, and links between pages. Source: AGS 2.0, 3.2 to 3.4."""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError

LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"


def require_accepted(media_type: str) -> None:
    """Refuse with 406 a request whose Accept leaves out what the service answers with."""
    accepted = request.accept_mimetypes
    literally = any(named == media_type for named, _ in accepted)
    if lms().settings.habits.strict_accept and not literally:
        raise RefusedError(406, "not_acceptable", f"Accept must name {media_type}")
    if accepted and not accepted.quality(media_type):
        raise RefusedError(406, "not_acceptable", f"the answer is {media_type}, which Accept leaves out")


def body_of_type(media_type: str) -> dict[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        RefusedError: 415 for another Content-Type, 400 for anything but an object.
    """
    if request.mimetype != media_type:
        raise RefusedError(415, "unsupported_media_type", f"Content-Type must be {media_type}")
    try:
        body = json.loads(request.get_data())
    except ValueError as problem:
        raise RefusedError(400, "invalid_request", f"the body is not JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise RefusedError(400, "invalid_request", "the body must be a JSON object")
    return body


def answer(body: object, media_type: str, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=media_type)


def page_of(entries: list[dict[str, Any]], media_type: str) -> Response:
    """Answer with the page that `limit` and `page` ask for, and a Link header to the next if there is one."""
    limit, page = _positive("limit", len(entries) or 1), _positive("page", 1)
    response = answer(entries[(page - 1) * limit : page * limit], media_type)
    if page * limit < len(entries):
        query = urlencode({**request.args.to_dict(), "limit": limit, "page": page + 1})
        response.headers["Link"] = _next_link(f"{lms().settings.issuer}{request.path}?{query}")
    return response


def _positive(name: str, otherwise: int) -> int:
    text = request.args.get(name)
    if text is None:
        return otherwise
    if not text.isdecimal() or int(text) < 1:
        raise RefusedError(400, "invalid_request", f"{name} must be a whole number from 1 up")
    return int(text)


def _next_link(url: str) -> str:
    if lms().settings.habits.curly_quoted_links:
        # Header values travel as Latin-1: these are the UTF-8 bytes of the curly quotes.
        return f"<{url.replace('&', '&amp;')}>; rel=“next”".encode().decode("latin-1")
    return f'<{url}>; rel="next"'
