"""The application: every room of the LMS, put together."""

from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from lti_npq.demo_lms import (
    administration,
    choosing,
    copying,
    groups,
    importing,
    line_items,
    lrs,
    members,
    notices,
    oidc,
    openings,
    pages,
    registration,
    reports,
    scores,
    teacher_grades,
    tokens,
)
from lti_npq.demo_lms.context import EXTENSION, DemoLms, lms, signed_in
from lti_npq.demo_lms.errors import ProblemError, RefusedError
from lti_npq.demo_lms.hosts import framed_by, keep_to_hosts
from lti_npq.demo_lms.keys import ToolKeys, signing_key
from lti_npq.demo_lms.membership import SignInNeededError
from lti_npq.demo_lms.refusals import worded
from lti_npq.demo_lms.settings import DemoSettings
from lti_npq.demo_lms.spelling import Respelling
from lti_npq.demo_lms.store import ReceivedRequest, Store

_ROOMS = (
    pages,
    reports,
    teacher_grades,
    openings,
    choosing,
    copying,
    importing,
    administration,
    registration,
    oidc,
    tokens,
    line_items,
    scores,
    members,
    groups,
    notices,
    lrs,
)
_FOR_TOOLS = ("/lti/", "/services/", "/xapi/", "/.well-known/")


def create_demo_lms(settings: DemoSettings) -> Flask:
    """Return the LMS as an application.

    Raises:
        StartError: If its data cannot be kept where the settings say.
    """
    store = Store(settings)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=store.session_secret(),
        SESSION_COOKIE_NAME="demo_lms",
        # Lax, not None: the tool's frame comes back to us by GET, and at the top of that frame's page is this site.
        SESSION_COOKIE_SAMESITE="Lax",
        SERVER_NAME=urlsplit(settings.address).netloc,
        TRUSTED_HOSTS=[settings.host, "localhost"],
        MAX_CONTENT_LENGTH=5_000_000,
    )
    app.extensions[EXTENSION] = DemoLms(settings, store, signing_key(settings.folder), _tool_keys(settings))
    for room in _ROOMS:
        app.register_blueprint(room.bp)
    app.wsgi_app = Respelling(app.wsgi_app, settings.addresses)  # type: ignore[method-assign]
    _add_habits_of_every_page(app)
    _add_error_pages(app)
    return app


def _tool_keys(settings: DemoSettings) -> ToolKeys:
    return ToolKeys(public_only=settings.habits.public_keys_only)


def _add_habits_of_every_page(app: Flask) -> None:
    app.before_request(keep_to_hosts)

    @app.before_request
    def throttle() -> ResponseReturnValue | None:
        status, asked = lms().settings.habits.throttle, f"{request.method} {request.path}"
        if not status or not request.path.startswith("/services/") or asked in lms().store.throttled:
            return None
        lms().store.throttled.add(asked)
        return "Rate limit exceeded", status, {"Retry-After": "1", "Content-Type": "text/plain"}

    @app.after_request
    def note(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = f"frame-ancestors {framed_by(lms().settings)}"
        response.headers["Referrer-Policy"] = "same-origin"
        if request.path.startswith(_FOR_TOOLS):
            lms().store.requests.append(ReceivedRequest(request.method, request.path, response.status_code))
        return response

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {"person": signed_in(), "settings": lms().settings}


def _add_error_pages(app: Flask) -> None:
    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> ResponseReturnValue:
        return worded(error)

    @app.errorhandler(SignInNeededError)
    def sign_in_first(_: SignInNeededError) -> ResponseReturnValue:
        return redirect(url_for("pages.choose_person"))

    @app.errorhandler(ProblemError)
    def problem(error: ProblemError) -> ResponseReturnValue:
        return render_template("problem.html", sentence=error.sentence), error.status

    @app.errorhandler(SecurityError)
    def foreign_host(_: SecurityError) -> ResponseReturnValue:
        # No page of ours: its links would need the very host name that is not trusted.
        return f"This LMS answers at {lms().settings.address} only.", 400, {"Content-Type": "text/plain"}

    @app.errorhandler(HTTPException)
    def http_problem(error: HTTPException) -> ResponseReturnValue:
        if request.path.startswith(_FOR_TOOLS):
            return {"error": error.name, "error_description": error.description}, error.code or 500
        return render_template("problem.html", sentence=f"{error.name}."), error.code or 500
