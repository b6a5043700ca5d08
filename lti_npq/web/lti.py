"""The LTI endpoints: login, launch, keys."""

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.domain.participant import Role
from lti_npq.errors import NpqError
from lti_npq.services import launching, logins
from lti_npq.services.launching import Opened
from lti_npq.services.logins import Login
from lti_npq.web import browser_binding, context

bp = Blueprint("lti", __name__, url_prefix="/lti")


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser back to its LMS to prove who is coming."""
    settings, secrets = context.tool().settings, context.browser().secrets
    session = context.writing_session() if secrets else context.session()
    asked = logins.read_login(session, settings, request.values)
    if not secrets:
        return browser_binding.begin_without_cookie(asked)
    address = logins.begin_login(session, settings, asked, secrets[0], context.now())
    session.commit()
    return redirect(address)


@bp.post("/launch")
def launch() -> ResponseReturnValue:
    """Check what the LMS says and open a session."""
    secret = browser_binding.stored_secret()
    found = logins.find_login(context.writing_session(), request.form, context.browser(), secret, context.now())
    if found.storage is not None:
        return browser_binding.fetch_from_lms(found.storage)
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
        # Keys may have to be fetched now, and nothing waits for a network inside a transaction.
        leave = context.session().rollback
        launched = launching.check(login, request.form, tool.platform_keys, tool.settings, leave)
        return launching.open_session(
            context.writing_session(),
            tool.settings,
            tool.library,
            login,
            launched,
            top_level=context.browser().top_level,
            now=context.now(),
        )
    except NpqError as refusal:
        context.session().rollback()
        launching.settle_refused(context.writing_session(), login, refusal, context.now())
        context.commit()
        raise


def _landing(opened: Opened) -> str:
    """Return where a launch leads: a facilitator to what is to be marked, others to the task or module, else home."""
    if opened.chooses:
        return url_for("choosing.choose", token=opened.token)
    if opened.role is Role.FACILITATOR and opened.submission_id:
        return url_for("facilitation.submission", token=opened.token, submission_id=opened.submission_id)
    if opened.role is Role.FACILITATOR and opened.is_marked:
        return url_for("facilitation.queue", token=opened.token)
    if opened.task_key:
        return url_for("assessment.task", token=opened.token, task_key=opened.task_key)
    if opened.page_key:
        return url_for("study.page", token=opened.token, page_key=opened.page_key)
    return url_for("study.home", token=opened.token)
