"""The LTI endpoints: login, launch, keys."""

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.domain.participant import Role
from lti_npq.errors import LaunchRefused
from lti_npq.services import launching, visits
from lti_npq.services.launching import Login, NewTabNeeded, Opened
from lti_npq.web import context

bp = Blueprint("lti", __name__, url_prefix="/lti")
_YEAR = 365 * 24 * 3600


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser back to its LMS to prove who is coming."""
    secret = context.browser().secret or visits.new_secret()
    address = launching.begin_login(
        context.writing_session(), context.tool().settings, request.values, secret, context.now()
    )
    context.commit()
    return _with_cookie(redirect(address), secret)


@bp.post("/launch")
def launch() -> ResponseReturnValue:
    """Check what the LMS says and open a session."""
    try:
        found = launching.find_login(context.session(), request.form, context.browser().secret, context.now())
    except NewTabNeeded as needed:
        return render_template("lti/new_tab.html", login_url=needed.login_path)
    # Keys may have to be fetched now, and nothing waits for a network inside a transaction.
    context.session().rollback()
    opened = _open(found)
    context.commit()
    return redirect(_landing(opened), 303)


@bp.get("/jwks")
def jwks() -> ResponseReturnValue:
    """Publish the tool's keys."""
    response = jsonify(context.tool().keys(context.session()).jwks)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _open(login: Login) -> Opened:
    """Check and open; a launch that fails uses up its login all the same."""
    tool = context.tool()
    try:
        launched = launching.check(login, request.form, tool.platform_keys, tool.settings)
        return launching.open_session(
            context.writing_session(),
            tool.settings,
            tool.library,
            login,
            launched,
            browser=context.browser(),
            now=context.now(),
        )
    except LaunchRefused:
        context.session().rollback()
        launching.discard_login(context.writing_session(), login)
        context.commit()
        raise


def _landing(opened: Opened) -> str:
    """Return where a launch leads: a facilitator to the queue, a participant to the task or module, else home."""
    if opened.role is Role.FACILITATOR:
        return url_for("facilitation.queue", token=opened.token)
    if opened.task_key:
        return url_for("assessment.task", token=opened.token, task_key=opened.task_key)
    if opened.module_key:
        return url_for("study.module", token=opened.token, module_key=opened.module_key)
    return url_for("study.home", token=opened.token)


def _with_cookie(response: object, secret: str) -> Response:
    """Leave the browser its secret; partitioned, so that it survives in a frame and follows nobody elsewhere."""
    answer = make_response(response)
    answer.set_cookie(
        context.COOKIE,
        secret,
        max_age=_YEAR,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return answer
