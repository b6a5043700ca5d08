"""Knowing a browser again after its login: by our cookie, else by what its LMS keeps for us, else in a new tab.

Which of them is settled before the browser goes to its LMS: the LMS's hints are good for one such way, and a new tab
needs it.
"""

from collections.abc import Mapping
from secrets import token_hex
from urllib.parse import urlencode, urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.platform_storage import PlatformStorage
from lti_npq.services import browsers, logins
from lti_npq.services.logins import AskedLogin
from lti_npq.web import context

_YEAR = 365 * 24 * 3600
_COOKIE_LEFT = "cookie_left"
"""Marks a login that was given its cookie one request ago."""
_OWN_TAB = "own_tab"
"""Marks a login in a tab that we offered, for browsers that do not say where they show a page."""
_SECRET = "stored_secret"  # noqa: S105  # the name of a field
_OF_THE_LMS = ("state", "id_token", "error", "error_description")
"""What an LMS posts with a launch."""


def begin_without_cookie(asked: AskedLogin) -> ResponseReturnValue:
    """Leave the browser a cookie and see whether it comes back; if not, find another way.

    Raises:
        LaunchRefused: If this is a tab of its own already: no other way is left.
    """
    parameters = request.values.to_dict()
    if parameters.pop(_COOKIE_LEFT, None) is None:
        return _with_cookie(redirect(_login_address({**parameters, _COOKIE_LEFT: "1"}), 303))
    if context.browser().top_level or parameters.get(_OWN_TAB):
        raise LaunchRefused(
            "your browser keeps no cookies for this site, so it cannot be told from others",
            status=400,
            advice="Allow cookies for this site in your browser, then open the activity again from your course.",
        )
    parameters.pop("lti_storage_target", None)
    target = asked.request.storage_target
    in_own_tab = _login_address({**parameters, _OWN_TAB: "1"})
    # A browser that does not say where it shows a page cannot be held to its frame later on.
    if target is None or not context.browser().framed:
        return render_template("lti/new_tab.html", login_url=in_own_tab)
    return _leave_with_lms(asked, target, in_own_tab)


def stored_secret() -> str | None:
    """Return the secret that our own page fetched from the LMS; anybody else's page could bring a secret of its own."""
    parts = urlsplit(context.tool().settings.base_url)
    ours = request.headers.get("Origin") == f"{parts.scheme}://{parts.netloc}"
    return request.form.get(_SECRET) if ours else None


def fetch_from_lms(storage: PlatformStorage) -> ResponseReturnValue:
    """Answer a page that fetches the secret and posts the same launch again with it."""
    launch = {name: request.form[name] for name in _OF_THE_LMS if name in request.form}
    page = render_template("lti/fetch_secret.html", storage=storage, launch=launch, secret_field=_SECRET)
    return page, {"Cache-Control": "no-store"}


def _leave_with_lms(asked: AskedLogin, target: str, login_url: str) -> ResponseReturnValue:
    """Answer a page that leaves a secret with the LMS and goes on there."""
    begun = logins.begin_stored_login(context.tool().settings, asked, target, context.now())
    return render_template("lti/leave_secret.html", begun=begun, login_url=login_url), {"Cache-Control": "no-store"}


def _login_address(parameters: Mapping[str, str]) -> str:
    """Return the address of the same login; its parameters are the LMS's, so none may mean anything to `url_for`."""
    return f"{url_for('lti.login')}?{urlencode(parameters)}"


def _with_cookie(answer: Response) -> Response:
    """Leave the browser a secret; partitioned, so that it survives in a frame and follows nobody elsewhere."""
    answer.set_cookie(
        f"{context.cookie_name()}_{token_hex(4)}",
        browsers.new_secret(),
        max_age=_YEAR,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return answer
