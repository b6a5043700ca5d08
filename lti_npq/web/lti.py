"""The LTI endpoints: login, launch, keys."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_npq.domain.participant import Role
from lti_npq.errors import LaunchRefused
from lti_npq.services import launching, visits
from lti_npq.services.launching import Login, Opened
from lti_npq.web import context

bp = Blueprint("lti", __name__, url_prefix="/lti")
_YEAR = 365 * 24 * 3600
_COOKIE_LEFT = "cookie_left"
"""Marks a login that was given its cookie one request ago."""


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser back to its LMS to prove who is coming."""
    asked = launching.read_login(context.session(), context.tool().settings, request.values)
    secret = context.browser().secret
    if secret is None:
        return _without_cookie()
    context.session().rollback()
    address = launching.begin_login(context.writing_session(), context.tool().settings, asked, secret, context.now())
    context.commit()
    return redirect(address)


@bp.post("/launch")
def launch() -> ResponseReturnValue:
    """Check what the LMS says and open a session."""
    found = launching.find_login(context.session(), request.form, context.browser().secret, context.now())
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
            top_level=context.browser().top_level,
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
    if opened.page_key:
        return url_for("study.page", token=opened.token, page_key=opened.page_key)
    return url_for("study.home", token=opened.token)


def _without_cookie() -> ResponseReturnValue:
    """Leave the browser a cookie and see whether it comes back; if not, only a tab of its own can remember anybody.

    This comes before the way to the LMS and back: its hints are good for one such way, and the new tab needs it.
    """
    asked = request.values.to_dict()
    if asked.pop(_COOKIE_LEFT, None) is None:
        return _with_cookie(redirect(_login_again({**asked, _COOKIE_LEFT: "1"}), 303))
    if context.browser().top_level:
        raise LaunchRefused(
            "your browser keeps no cookies for this site, so it cannot be told from others",
            status=400,
            advice="Allow cookies for this site in your browser, then open the activity again from your course.",
        )
    return render_template("lti/new_tab.html", login_url=_login_again(asked))


def _login_again(asked: Mapping[str, str]) -> str:
    """Return the address of the same login; its parameters are the LMS's, so none may mean anything to `url_for`."""
    return f"{url_for('.login')}?{urlencode(asked)}"


def _with_cookie(answer: Response) -> Response:
    """Leave the browser a secret; partitioned, so that it survives in a frame and follows nobody elsewhere."""
    answer.set_cookie(
        context.COOKIE,
        visits.new_secret(),
        max_age=_YEAR,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return answer
