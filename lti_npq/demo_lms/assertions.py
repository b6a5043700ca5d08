"""A tool's signed proof of who it is. Source: Security Framework 1.0, 4.1; RFC 7523, 3."""

from datetime import UTC, datetime

import jwt
from jwt.types import Options

from lti_npq.demo_lms.clock import TIMES_UNCHECKED
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import KeysUnreadableError, RefusedError, UnknownKeyError
from lti_npq.demo_lms.tools import Tool

CLOCK_SECONDS = 5
_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "jti"]
_OPTIONS: Options = {"require": _CLAIMS, **TIMES_UNCHECKED}


def tool_that_signed(assertion: str) -> Tool:
    """Return the tool whose key signed a client assertion.

    Raises:
        RefusedError: If it is no proof.
    """
    tool = _named_tool(assertion)
    kid = jwt.get_unverified_header(assertion).get("kid")
    if not isinstance(kid, str):
        reason = "error/Error: kid must be provided in JWT header."
        raise RefusedError(401, "invalid_client", "the client assertion names no kid", reason=reason)
    if lms().settings.habits.trusting_tokens:
        _check_as_moodle_does(tool, assertion, kid)
    else:
        _check(tool, assertion, kid)
    return tool


def _named_tool(assertion: str) -> Tool:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.exceptions.PyJWTError as problem:
        raise _refused(problem) from problem
    tool = lms().store.tools.of_client(claims.get("sub"))
    if tool is None or claims.get("iss") != tool.client_id:
        sentence = "the client assertion's iss and sub are not the client id of a tool"
        raise RefusedError(401, "invalid_client", sentence, reason="invalid_client")
    if not tool.active:
        sentence = "the administrator of this LMS has not switched the tool on"
        raise RefusedError(401, "invalid_client", sentence, reason="invalid_client")
    return tool


def _check(tool: Tool, assertion: str, kid: str) -> None:
    settings = lms().settings
    key = lms().tool_keys.find(tool.jwks_url, kid)
    audience = [settings.token_url, f"{settings.sign_on_address}/lti/token", settings.issuer]
    try:
        claims = jwt.decode(assertion, key, algorithms=["RS256"], audience=audience, options=_OPTIONS)
        settings.clock.require_current(claims, CLOCK_SECONDS)
    except jwt.exceptions.PyJWTError as problem:
        raise _refused(problem) from problem
    if not lms().store.use_once(str(claims["jti"]), float(claims["exp"]) + CLOCK_SECONDS):
        raise RefusedError(401, "invalid_client", "this client assertion was used before: jti must be new each time")


def _check_as_moodle_does(tool: Tool, assertion: str, kid: str) -> None:
    """Check signature, `exp` if there is one, and that `iat` is not in the future by so much as a second."""
    clock = lms().settings.clock
    options: Options = {"verify_aud": False, **TIMES_UNCHECKED}
    try:
        key = lms().tool_keys.find(tool.jwks_url, kid)
        claims = jwt.decode(assertion, key, algorithms=["RS256"], options=options)
        clock.require_current({name: value for name, value in claims.items() if name != "iat"})
    except KeysUnreadableError:
        raise
    except UnknownKeyError as problem:
        problem.reason = '"kid" invalid, unable to lookup correct key"'
        raise
    except jwt.exceptions.ExpiredSignatureError as problem:
        raise RefusedError(400, "invalid_client", "the assertion is over", reason="Expired token") from problem
    except jwt.exceptions.PyJWTError as problem:
        raise _refused(problem) from problem
    issued = float(claims.get("iat", 0))
    if issued > clock.now().timestamp():
        moment = datetime.fromtimestamp(issued, UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
        reason = f"Cannot handle token with iat prior to {moment}"
        raise RefusedError(400, "invalid_client", "the assertion is from the future", reason=reason)


def _refused(problem: Exception) -> RefusedError:
    sentence = f"the client assertion is refused: {problem}"
    return RefusedError(401, "invalid_client", sentence, reason=str(problem))
