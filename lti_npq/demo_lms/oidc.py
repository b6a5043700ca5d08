"""The sign-on half of a launch: begin it, check the tool's request, answer with an id_token.

Source: LTI 1.3 Core, 4.1; Security Framework 1.0, 5.1.1.
"""

from urllib.parse import urlencode

import jwt
from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.claims import launch_claims
from lti_npq.demo_lms.context import lms, signed_in
from lti_npq.demo_lms.errors import ProblemError, RefusedError
from lti_npq.demo_lms.membership import activity_here, course_here
from lti_npq.demo_lms.settings import CLIENT_ID, DEPLOYMENT_ID
from lti_npq.demo_lms.store import PendingLaunch

bp = Blueprint("oidc", __name__)

_FIXED = {
    "response_type": ("id_token", "unsupported_response_type"),
    "response_mode": ("form_post", "invalid_request"),
    "prompt": ("none", "invalid_request"),
}


@bp.get("/courses/<course_id>/activities/<key>/launch")
def begin(course_id: str, key: str) -> ResponseReturnValue:
    """Send the browser to the tool's login address; this page is what the activity's frame shows first."""
    person, course = course_here(course_id)
    activity = activity_here(course, key)
    target = "window" if request.args.get("target") == "window" else "iframe"
    hint = lms().store.begin_launch(PendingLaunch(person.id, course.id, activity.key, target))
    settings = lms().settings
    fields = {
        "iss": settings.issuer,
        "target_link_uri": settings.tool_launch_url,
        "login_hint": person.id,
        "lti_message_hint": hint,
        "client_id": CLIENT_ID,
        "lti_deployment_id": DEPLOYMENT_ID,
    }
    if settings.habits.login_by_get:
        return redirect(f"{settings.tool_login_url}?{urlencode(fields)}")
    return _form(settings.tool_login_url, fields)


@bp.route("/lti/authorize", methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Answer the tool's request for an id_token, by a form that posts itself to the tool."""
    if request.method == "POST" and not signed_in() and "again" not in request.values:
        # Posted from the tool's frame, so the browser kept our Lax cookie back. Posting once more from a page of our
        # own site brings it.
        return _form("/lti/authorize", {**request.values.to_dict(), "again": "1"})
    _require_our_tool()
    try:
        answer = {"id_token": _id_token()}
    except RefusedError as refused:
        answer = {"error": refused.code, "error_description": refused.sentence}
    return _form(request.values["redirect_uri"], {**answer, "state": request.values.get("state", "")})


@bp.get("/lti/jwks")
def jwks() -> ResponseReturnValue:
    return lms().key.jwks()


def _require_our_tool() -> None:
    # Before these two hold, there is no address that an answer could safely go to.
    if request.values.get("client_id") != CLIENT_ID:
        raise ProblemError(400, "The tool asked under a client id that this LMS does not know.")
    if request.values.get("redirect_uri") != lms().settings.tool_launch_url:
        raise ProblemError(400, "The tool wants the answer at an address that is not registered for it.")


def _id_token() -> str:
    _check_request()
    person = signed_in()
    if person is None or request.values.get("login_hint") != person.id:
        raise RefusedError(400, "login_required", "the login_hint is not who is signed in here")
    launch = lms().store.take_launch(request.values.get("lti_message_hint", ""))
    if launch is None or launch.person != person.id:
        raise RefusedError(400, "invalid_request", "the lti_message_hint is unknown, used or too old")
    claims = launch_claims(lms(), launch, request.values["nonce"])
    return jwt.encode(claims, lms().key.private, algorithm="RS256", headers={"kid": lms().key.kid})


def _check_request() -> None:
    for name, (wanted, code) in _FIXED.items():
        if request.values.get(name) != wanted:
            raise RefusedError(400, code, f"{name} must be {wanted}")
    if "openid" not in request.values.get("scope", "").split():
        raise RefusedError(400, "invalid_scope", "scope must be openid")
    for name in ("nonce", "state"):
        if not request.values.get(name):
            raise RefusedError(400, "invalid_request", f"{name} is missing")


def _form(action: str, fields: dict[str, str]) -> ResponseReturnValue:
    response = make_response(render_template("post_form.html", action=action, fields=fields))
    response.headers["Cache-Control"] = "no-store"
    return response
