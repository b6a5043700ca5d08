"""The media types of the services. Source: AGS 2.0, 3.2 to 3.4; NRPS 2.0, 3.6; Course Groups 1.0."""

import json
from typing import Any

from flask import Response, request

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.habits import Dialect, LinkStyle
from lti_npq.demo_lms.link_headers import link_header
from lti_npq.demo_lms.paging import Page
from lti_npq.demo_lms.refusals import asked_path

LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
GROUPS = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"

_MOODLES_SERVICES = "/mod/lti/services.php"


def require_accepted(media_type: str, *, by_name: bool = False) -> None:
    """Refuse with 406 a request whose Accept leaves out what the service answers with.

    Args:
        media_type: What the service answers with.
        by_name: Whether a strict LMS wants it named, so that `*/*` will not do.
    """
    accepted = request.accept_mimetypes
    if lms().settings.habits.strict_accept:
        _require_one_type(media_type, request.headers.get("Accept", ""), by_name=by_name)
    elif accepted and not accepted.quality(media_type):
        raise RefusedError(406, "not_acceptable", f"the answer is {media_type}, which Accept leaves out")


def body_of_type(media_type: str) -> dict[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        RefusedError: 415 for another Content-Type, 400 for anything but an object.
    """
    if request.mimetype != media_type:
        status = 400 if lms().settings.habits.strict_accept else 415
        reason = _no_handler("", request.mimetype)
        raise RefusedError(status, "unsupported_media_type", f"Content-Type must be {media_type}", reason=reason)
    try:
        body = json.loads(request.get_data())
    except ValueError as problem:
        raise RefusedError(400, "invalid_request", f"the body is not JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise RefusedError(400, "invalid_request", "the body must be a JSON object")
    return body


def answer(body: object, media_type: str, status: int = 200) -> Response:
    charset = "; charset=utf-8" if lms().settings.habits.dialect is Dialect.MOODLE else ""
    return Response(json.dumps(body), status, content_type=media_type + charset)


def paged_answer(body: object, media_type: str, page: Page, style: LinkStyle | None = None) -> Response:
    """Answer with a page, and a Link header where there are others."""
    response = answer(body, media_type)
    if page.links:
        response.headers["Link"] = link_header(style or lms().settings.habits.link_style, page.links)
    return response


def _require_one_type(media_type: str, accept: str, *, by_name: bool) -> None:
    if accept in {"", "*/*"}:
        if by_name:
            reason = "No context or unsupported content type"
            raise RefusedError(400, "not_acceptable", f"Accept must name {media_type}", reason=reason)
    elif accept != media_type:
        reason = _no_handler(accept, "")
        raise RefusedError(400, "not_acceptable", f"Accept must be {media_type}", reason=reason)


def _no_handler(accept: str, content_type: str) -> str:
    path = asked_path().removeprefix(_MOODLES_SERVICES)
    return f"No handler found for {path} {accept} {content_type}"
