"""Access tokens: given for a signed assertion, wanted by every gradebook service.

Source: Security Framework 1.0, 4.1; RFC 7523, 3.
"""

from typing import Any

import jwt
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.scopes import SCOPES
from lti_npq.demo_lms.settings import CLIENT_ID

bp = Blueprint("tokens", __name__)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CLOCK_SECONDS = 5


@bp.post("/lti/token")
def grant() -> ResponseReturnValue:
    """Exchange a client assertion for a bearer token with the scopes asked for and allowed."""
    if request.form.get("grant_type") != "client_credentials":
        raise RefusedError(400, "unsupported_grant_type", "grant_type must be client_credentials")
    if request.form.get("client_assertion_type") != ASSERTION_TYPE:
        raise RefusedError(400, "invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}")
    _check_assertion(request.form.get("client_assertion", ""))
    scopes = [scope for scope in SCOPES if scope in request.form.get("scope", "").split()]
    if not scopes:
        raise RefusedError(400, "invalid_scope", "none of the scopes asked for can be granted")
    seconds = lms().settings.habits.token_lifetime
    token = lms().store.grant_token(scopes, seconds)
    granted = {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": " ".join(scopes)}
    return granted, 200, {"Cache-Control": "no-store", "Pragma": "no-cache"}


def require_scope(*accepted: str) -> None:
    """Let a service request pass if its bearer token has one of the scopes.

    Raises:
        RefusedError: 401 without a living token, 403 with one for other things.

    Source: RFC 6750, 3.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise RefusedError(401, "invalid_request", "a bearer token is needed", _challenge(""))
    scopes = lms().store.token_scopes(token.strip())
    if not scopes:
        raise RefusedError(401, "invalid_token", "the token is unknown or over", _challenge(', error="invalid_token"'))
    if not set(accepted) & set(scopes):
        detail = f', error="insufficient_scope", scope="{" ".join(accepted)}"'
        raise RefusedError(403, "insufficient_scope", f"one of these is needed: {accepted}", _challenge(detail))


def _challenge(detail: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'Bearer realm="demo-lms"{detail}'}


def _check_assertion(assertion: str) -> None:
    claims = _decoded(assertion)
    if not lms().store.use_assertion(str(claims["jti"]), float(claims["exp"]) + CLOCK_SECONDS):
        raise RefusedError(401, "invalid_client", "this client assertion was used before: jti must be new each time")


def _decoded(assertion: str) -> dict[str, Any]:
    settings = lms().settings
    try:
        kid = jwt.get_unverified_header(assertion).get("kid")
        if not isinstance(kid, str):
            raise RefusedError(401, "invalid_client", "the client assertion names no kid")
        return jwt.decode(
            assertion,
            lms().tool_keys.find(kid),
            algorithms=["RS256"],
            issuer=CLIENT_ID,
            subject=CLIENT_ID,
            audience=[settings.token_url, settings.issuer],
            leeway=CLOCK_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "jti"]},
        )
    except jwt.exceptions.PyJWTError as problem:
        raise RefusedError(401, "invalid_client", f"the client assertion is refused: {problem}") from problem
