"""How a refusal of a tool's request is worded; each product has its own way."""

import json
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import KeysUnreadableError, RefusedError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.spelling import ASKED_FOR

TOKEN_PATH = "/lti/token"  # noqa: S105 -- an address


def worded(error: RefusedError) -> ResponseReturnValue:
    """Return the answer for a request that is refused."""
    match lms().settings.habits.dialect:
        case Dialect.MOODLE if request.path == TOKEN_PATH:
            return _of_moodles_token_page(error)
        case Dialect.MOODLE:
            return _of_moodles_services(error)
        case Dialect.CANVAS:
            return {"errors": {"type": error.code, "message": error.sentence}}, error.status, error.headers
        case _:
            return {"error": error.code, "error_description": error.sentence}, error.status, error.headers


def asked_path() -> str:
    return str(request.environ.get(ASKED_FOR, request.path))


def html_not_found() -> Response:
    """Return Moodle's page for whatever it did not expect."""
    return Response(render_template("problem.html", sentence="Not found."), "404 Not Found")


def _of_moodles_token_page(error: RefusedError) -> Response:
    if isinstance(error, KeysUnreadableError):
        return html_not_found()
    # As Moodle writes it: JSON made by hand, not even valid where the message has quotes.
    body = f'{{\n  "error" : "{error.reason}"\n}}'
    return Response(body, "400 Bad Request", content_type="text/html; charset=utf-8")


def _of_moodles_services(error: RefusedError) -> Response:
    asked: dict[str, Any] = {"method": request.method, "url": asked_path() + _query()}
    if "Accept" in request.headers:
        asked["accept"] = request.headers["Accept"]
    if request.content_type:
        asked["contentType"] = request.content_type.partition(";")[0]
    body = {"status": error.status, "reason": error.reason, "request": asked}
    status = f"{error.status} {error.reason}".encode("ascii", "replace").decode()
    content_type = error.headers.get("Content-Type", "application/json; charset=utf-8")
    return Response(json.dumps(body, indent=4), status.replace("\n", " "), content_type=content_type)


def _query() -> str:
    return f"?{request.query_string.decode()}" if request.query_string else ""
