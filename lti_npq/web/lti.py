"""The LTI endpoints: login, launch, keys."""

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.urls import iri_to_uri

from lti_npq.domain.participant import Role
from lti_npq.platforms.registration import Registration
from lti_npq.services import launching, logins
from lti_npq.services.deployments import DeploymentNotApproved
from lti_npq.services.launching import Opened
from lti_npq.services.logins import Login
from lti_npq.web import browser_binding, context
from lti_npq.web.addresses import address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

bp = Blueprint("lti", __name__, url_prefix="/lti")
_SPELT_OUT = re.compile(r"[A-Za-z0-9%!$&'()*+,/:;=?@._~-]*")
"""An address that needs no quoting to stand in a header."""


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser back to its LMS to prove who is coming."""
    settings, secrets = context.tool().settings, context.browser().secrets
    # A plain dictionary: Werkzeug's view of both together looks through both for every name.
    given = request.form.to_dict() | request.args.to_dict()
    asked = logins.read_login(context.session(), settings, given)
    _be_framed_by(asked.registration)
    if not secrets:
        return browser_binding.begin_without_cookie(asked)
    return _Redirect(logins.begin_login(settings, asked, secrets[0], context.now()), 302)


@bp.post("/launch")
def launch() -> ResponseReturnValue:
    """Check what the LMS says and open a session."""
    settings, state = context.tool().settings, request.form.get("state", "")
    asked, secret = logins.read_state(settings, state, context.now()), browser_binding.stored_secret()
    found = logins.find_login(context.writing_session(), settings, state, asked, context.browser(), secret)
    _be_framed_by(found.registration)
    if found.storage is not None:
        return browser_binding.fetch_from_lms(found.storage)
    opened = _open(found)
    context.commit()
    return _Redirect(_landing(opened), 303)


@bp.get("/jwks")
def jwks() -> ResponseReturnValue:
    """Publish the tool's keys."""
    response = jsonify(context.tool().keys(context.session()).jwks)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _open(login: Login) -> Opened:
    """Check and open; a launch that is refused leaves nothing, but for a deployment to be approved."""
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
    except DeploymentNotApproved as refusal:
        context.session().rollback()
        launching.note_deployment(context.writing_session(), login, refusal, context.now())
        context.commit()
        raise


def _be_framed_by(registration: Registration) -> None:
    """Let the LMS alone frame what is shown before a session exists, where all its sites are known."""
    if registration.has_known_sites:
        context.framed_by(registration.sites)


class _Redirect(Response):
    """A redirect without a page for people: browsers show none.

    It has all its headers from the first: Werkzeug, looking for what might be missing, would copy them every time.
    """

    def __init__(self, location: str, status: int) -> None:
        address = location if _SPELT_OUT.fullmatch(location) else iri_to_uri(location)
        super().__init__(status=status, headers={"Location": address, "Content-Length": "0"})

    def get_wsgi_headers(self, _environ: "WSGIEnvironment") -> Headers:
        return self.headers


def _landing(opened: Opened) -> str:
    """Return where a launch leads: a facilitator to what is to be marked, others to the task or module, else home."""
    g.token = opened.token
    if opened.chooses:
        return address("choosing.choose")
    if opened.role is Role.FACILITATOR and opened.submission_id:
        return address("facilitation.submission", submission_id=opened.submission_id)
    if opened.role is Role.FACILITATOR and opened.is_marked:
        return address("facilitation.queue")
    if opened.task_key:
        return address("assessment.task", task_key=opened.task_key)
    if opened.page_key:
        return address("study.page", page_key=opened.page_key)
    return address("study.home")
