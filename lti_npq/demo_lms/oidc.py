"""The sign-on half of a message: check the tool's request, answer with an id_token.

Source: LTI 1.3 Core, 4.1; Security Framework 1.0, 5.1.1.
"""

import json
from urllib.parse import urlencode

import jwt
from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.claims import claims_of
from lti_npq.demo_lms.context import lms, signed_in
from lti_npq.demo_lms.errors import ProblemError, RefusedError
from lti_npq.demo_lms.messages import PendingMessage
from lti_npq.demo_lms.posting import cookie_was_kept_back, post_again, post_form
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("oidc", __name__)

_FIXED = {
    "response_type": ("id_token", "unsupported_response_type"),
    "response_mode": ("form_post", "invalid_request"),
    "prompt": ("none", "invalid_request"),
}


@bp.route("/lti/authorize", methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Take the tool's request for an id_token; from a host of its own, sign-on sends it to the courses' host.

    Only there is anybody signed in, as a cookie reaches no other host.
    """
    settings = lms().settings
    if settings.habits.separate_sign_on:
        return redirect(f"{settings.address}{settings.addresses.answer}?{urlencode(request.values.to_dict())}")
    return answer()


@bp.route("/lti/answer", methods=["GET", "POST"])
def answer() -> ResponseReturnValue:
    """Answer the tool's request by a form that posts itself to the tool."""
    if cookie_was_kept_back():
        return post_again()
    tool = _tool_asking()
    try:
        fields = {"id_token": _id_token(tool)}
    except RefusedError as refused:
        fields = {"error": refused.code, "error_description": refused.sentence}
    return post_form(request.values["redirect_uri"], {**fields, "state": request.values.get("state", "")})


@bp.get("/lti/jwks")
def jwks() -> ResponseReturnValue:
    return lms().key.jwks()


def signed(claims: dict[str, object]) -> str:
    """Return a JWT under the LMS's key."""
    return jwt.encode(claims, lms().key.private, algorithm="RS256", headers={"kid": lms().key.kid})


def _tool_asking() -> Tool:
    # Before these hold, there is no address that an answer could safely go to.
    tool = lms().store.tools.of_client(request.values.get("client_id"))
    if tool is None or not tool.active:
        raise ProblemError(400, "The tool asked under a client id that this LMS does not know.")
    if request.values.get("redirect_uri") not in tool.redirect_uris:
        raise ProblemError(400, "The tool wants the answer at an address that is not registered for it.")
    return tool


def _id_token(tool: Tool) -> str:
    _check_request()
    person = signed_in()
    if person is None or request.values.get("login_hint") != subject_of(lms().settings, person.id):
        raise RefusedError(400, "login_required", "the login_hint is not who is signed in here")
    message = _message()
    if message is None or message.person != person.id or message.tool != tool.number:
        if lms().settings.habits.reload_is_invalid:
            raise ProblemError(400, "Invalid request.")
        raise RefusedError(400, "invalid_request", "the lti_message_hint is unknown, used or too old")
    try:
        return signed(claims_of(lms(), message, tool, request.values["nonce"]))
    except LookupError as problem:
        raise RefusedError(400, "invalid_request", "what was opened is no longer there") from problem


def _message() -> PendingMessage | None:
    hint = request.values.get("lti_message_hint", "")
    if lms().settings.habits.hint_as_json:
        try:
            hint = str(json.loads(hint)["launchid"])
        except (ValueError, KeyError, TypeError):
            return None
    return lms().store.messages.take_message(hint)


def _check_request() -> None:
    for name, (wanted, code) in _FIXED.items():
        if request.values.get(name) != wanted:
            raise RefusedError(400, code, f"{name} must be {wanted}")
    if "openid" not in request.values.get("scope", "").split():
        raise RefusedError(400, "invalid_scope", "scope must be openid")
    for name in ("nonce", "state"):
        if not request.values.get(name):
            raise RefusedError(400, "invalid_request", f"{name} is missing")
