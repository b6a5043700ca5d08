"""Access tokens: given for a signed assertion, wanted by every service. Source: Security Framework 1.0, 4.1."""

import json

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.assertions import tool_that_signed
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.scopes import SCOPES
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("tokens", __name__)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@bp.post("/lti/token")
def grant() -> ResponseReturnValue:
    """Exchange a client assertion for a bearer token with the scopes asked for and allowed."""
    if request.form.get("grant_type") != "client_credentials":
        raise RefusedError(400, "unsupported_grant_type", "grant_type must be client_credentials")
    if request.form.get("client_assertion_type") != ASSERTION_TYPE:
        raise RefusedError(400, "invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}")
    tool = tool_that_signed(request.form.get("client_assertion", ""))
    asked = request.form.get("scope", "").split()
    scopes = [scope for scope in SCOPES if scope in asked and scope in tool.scopes]
    if not scopes:
        sentence = "none of the scopes asked for can be granted"
        raise RefusedError(400, "invalid_scope", sentence, reason="invalid_scope")
    return _granted(tool, scopes)


def require_scope(*accepted: str) -> Tool:
    """Let a service request pass if its bearer token has one of the scopes; returns whose token it is.

    Raises:
        RefusedError: 401 without a living token, 403 with one for other things (Moodle: 401).

    Source: RFC 6750, 3.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise RefusedError(401, "invalid_request", "a bearer token is needed", _challenge(""))
    number, scopes = lms().store.token(token.strip())
    tool = lms().store.tools.numbered(number)
    if tool is None or not tool.active:
        raise RefusedError(401, "invalid_token", "the token is unknown or over", _challenge(', error="invalid_token"'))
    if not set(accepted) & set(scopes) & set(tool.scopes):
        detail = f', error="insufficient_scope", scope="{" ".join(accepted)}"'
        status = 401 if lms().settings.habits.dialect is Dialect.MOODLE else 403
        raise RefusedError(status, "insufficient_scope", f"one of these is needed: {accepted}", _challenge(detail))
    return tool


def _granted(tool: Tool, scopes: list[str]) -> Response:
    habits = lms().settings.habits
    token = lms().store.grant_token(tool, scopes, habits.token_lifetime)
    body = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": habits.token_lifetime,
        "scope": " ".join(scopes),
    }
    kind = "text/html; charset=utf-8" if habits.dialect is Dialect.MOODLE else "application/json"
    return Response(json.dumps(body), content_type=kind, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _challenge(detail: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'Bearer realm="demo-lms"{detail}'}
