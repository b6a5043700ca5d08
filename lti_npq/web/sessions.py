"""Everything below /s/<token>: who is asking, whether they may, and the token kept out of view code."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, request

from lti_npq.errors import SessionRefused
from lti_npq.services import choosing, sittings, uploading, visits
from lti_npq.web import context, uploads

PREFIX = "/s/<token>"
_BLUEPRINTS = {"study", "assessment", "practice", "facilitation", "people", "media", "choosing", "authoring"}
_REPORTS = {"study.heartbeats", "study.leaving"}
"""What pages send by themselves: whether that is a use of the session, the service knows."""
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The visitor as the pages name them."""

    name: str
    role: str
    is_author: bool
    """Whether they write content, whatever the role."""
    records: bool
    """Whether what they do counts, rather than a look around."""
    is_retired: bool
    """Whether the programme was retired."""
    is_preview: bool
    """Whether it is nobody's look at a version that is not released."""
    return_url: str | None
    draft_key: str


def session_blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint whose views run with a visit, and whose addresses carry its token by themselves."""
    return _blueprint(name, module, _open_visit)


def choosing_blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint whose views run with a choice of content, below the same addresses."""
    return _blueprint(name, module, _open_choice)


def _blueprint(name: str, module: str, opens: Callable[[], None]) -> Blueprint:
    blueprint = Blueprint(name, module, url_prefix=PREFIX)
    blueprint.url_value_preprocessor(_take_token)
    blueprint.before_request(opens)
    return blueprint


def add_token(endpoint: str, values: dict[str, Any]) -> None:
    """Fill the token into every address of the same session."""
    if "token" not in values and "token" in g and endpoint.partition(".")[0] in _BLUEPRINTS:
        values["token"] = g.token


def _take_token(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.token = (values or {}).pop("token", "")


def _open_visit() -> None:
    tool, browser, now = context.tool(), context.browser(), context.now()
    # A large body takes minutes, and nobody else could write meanwhile: it is read before the transaction.
    writes = request.method == "POST" and not uploads.is_upload()
    session = context.writing_session() if writes else context.session()
    g.visit = visits.resolve(session, tool.settings, tool.library, g.token, browser, now)
    context.framed_by([*g.visit.sites, g.visit.return_url])
    if uploads.is_upload():
        uploading.require_author(g.visit)
        session.rollback()
        uploads.admit()
    if request.method == "POST":
        require_csrf(g.visit.csrf)
    if g.visit.needs_touch and request.endpoint not in _REPORTS:
        _touch(writes=writes)


def _open_choice() -> None:
    writes = request.method == "POST"
    session = context.writing_session() if writes else context.session()
    g.choice = choosing.resolve(session, g.token, context.browser(), context.now())
    context.framed_by([*g.choice.registration.sites, g.choice.return_url])
    if writes:
        require_csrf(g.choice.csrf)


def _touch(*, writes: bool) -> None:
    """Store the last use; after a read this takes a transaction of its own, since readers never become writers."""
    if not writes:
        context.session().rollback()
    g.visit = sittings.touch(context.writing_session(), context.visit(), context.now())
    if not writes:
        context.commit()


def require_csrf(expected: str) -> None:
    """Refuse a POST that does not come from a form of ours.

    Raises:
        SessionRefused: If so.
    """
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise SessionRefused("This form does not belong to your session.", advice="Reload the page and send it again.")


def page_context() -> dict[str, object]:
    """Return what every page below /s/ shows: the programme, the visitor, the form token."""
    if "visit" not in g:
        return {}
    visit = context.visit()
    return {"csrf": visit.csrf, "programme": visit.programme, "viewer": viewer_of(visit)}


def viewer_of(visit: visits.Visit) -> Viewer:
    """Return a visitor as the pages name them."""
    return Viewer(
        name=visit.name or "",
        role=visit.role,
        is_author=visit.is_author,
        records=visit.records,
        is_retired=visit.is_retired,
        is_preview=visit.is_preview,
        return_url=visit.return_url,
        draft_key=_draft_key(visit),
    )


def _draft_key(visit: visits.Visit) -> str:
    """Return a name for this person's drafts on a device that others may share; it says nothing about them."""
    key = context.tool().settings.secret_key.encode()
    return hmac.new(key, f"drafts of {visit.enrolment_id}".encode(), "sha256").hexdigest()[:16]
