"""Who is signed in, and whether a form is ours: nothing below /admin answers without, unless it is the way in."""

import secrets
from typing import Final, cast
from urllib.parse import urlencode

import flask
from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_npq.errors import Forbidden
from lti_npq.services import browsers
from lti_npq.services.administration import sessions
from lti_npq.services.administration.sessions import SignedIn
from lti_npq.web import context, uploads
from lti_npq.web.sessions import require_csrf

PREFIX: Final = "/admin"
_SESSION, _FORM = "lti_npq_admin", "lti_npq_admin_form"


def admin_blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint whose views run for an administrator only, and whose POSTs must be forms of theirs."""
    blueprint = Blueprint(f"admin_{name}", module, url_prefix=PREFIX)
    blueprint.before_request(_require_administrator)
    blueprint.context_processor(_page_context)
    return blueprint


def entrance_blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint for whoever is not signed in yet; its POSTs must be forms that this browser was given."""
    blueprint = Blueprint(f"admin_{name}", module, url_prefix=PREFIX)
    blueprint.before_request(_require_own_form)
    blueprint.context_processor(lambda: {"csrf": g.form_secret})
    blueprint.after_request(_leave_form_secret)
    return blueprint


def administrator() -> SignedIn:
    """Return who is signed in."""
    return cast("SignedIn", g.administrator)


def scope() -> int | None:
    """Return the one provider that the administrator may see, None for all of them."""
    return administrator().tenant_id


def require_whole_installation() -> None:
    """Refuse the administrator of one provider: content is everybody's.

    Raises:
        Forbidden: If so.
    """
    if scope() is not None:
        raise Forbidden("Content is looked after by administrators of all providers.")


def session_token() -> str | None:
    """Return what the browser shows of an administrator's session."""
    return request.cookies.get(_cookie(_SESSION))


def welcome(answer: Response, token: str) -> Response:
    """Have the browser keep a new session, until it closes."""
    return _with_cookie(answer, _SESSION, token)


def farewell(answer: Response) -> Response:
    """Have the browser forget its session."""
    answer.delete_cookie(_cookie(_SESSION), path="/", secure=_is_https(), httponly=True, samesite="Lax")
    return answer


def _require_administrator() -> ResponseReturnValue | None:
    # A large body takes minutes, and nobody else could write meanwhile: it is read before the transaction.
    writes, token, now = request.method == "POST" and not uploads.is_upload(), session_token(), context.now()
    session = context.writing_session() if writes else context.session()
    found = sessions.resolve(session, token, now) if token else None
    if found is None:
        session.rollback()
        return redirect(_way_in(), 303)
    g.administrator = found
    if uploads.is_upload():
        require_whole_installation()
        session.rollback()
        uploads.admit()
    if request.method == "POST":
        require_csrf(found.csrf)
    if found.needs_touch:
        _touch(found, writes=writes)
    return None


def _touch(found: SignedIn, *, writes: bool) -> None:
    """Store the last use; after a read this takes a transaction of its own, since readers never become writers."""
    if not writes:
        context.session().rollback()
    sessions.touch(context.writing_session(), found.token_digest, context.now())
    if not writes:
        context.session().commit()


def _way_in() -> str:
    """Return the sign-in's address, which leads back to a page, and says so if a form was not taken."""
    asked = {"next": request.path} if request.method == "GET" else {"ended": "1"}
    return f"{url_for('admin_entrance.sign_in')}?{urlencode(asked)}"


def _require_own_form() -> None:
    """Compare a form's token with the cookie that came with it: nobody can be signed in as somebody else unawares."""
    g.form_secret = request.cookies.get(_cookie(_FORM)) or browsers.new_secret()
    if request.method == "POST":
        require_csrf(request.cookies.get(_cookie(_FORM)) or secrets.token_hex())


def _leave_form_secret(answer: flask.Response) -> flask.Response:
    if _cookie(_FORM) not in request.cookies:
        _with_cookie(answer, _FORM, g.form_secret)
    return answer


def _with_cookie(answer: Response, name: str, value: str) -> Response:
    answer.set_cookie(_cookie(name), value, path="/", secure=_is_https(), httponly=True, samesite="Lax")
    return answer


def _cookie(name: str) -> str:
    """Return a cookie's name; the prefix has the browser refuse one that another host or plain HTTP planted."""
    return f"__Host-{name}" if _is_https() else name


def _is_https() -> bool:
    return context.tool().settings.base_url.startswith("https://")


def _page_context() -> dict[str, object]:
    """Return what every page of the admin site shows; nothing where nobody is signed in."""
    if "administrator" not in g:
        return {}
    return {"administrator": administrator(), "csrf": administrator().csrf}
