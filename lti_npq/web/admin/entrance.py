"""The way in and out: signing in, joining by an invitation, signing out."""

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import invitations
from lti_npq.services.administration import administrators, passwords, sessions, signing_in
from lti_npq.services.administration.administrators import CannotJoin, Joining
from lti_npq.services.administration.signing_in import SignInRefused
from lti_npq.services.invitations import Kind
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, entrance_blueprint, farewell, session_token, welcome

bp = entrance_blueprint("entrance", __name__)
way_out = admin_blueprint("way_out", __name__)
_OWN_PAGE = re.compile(r"/admin(/[\w-]+)*/?")
"""Where a sign-in may lead: a page of the admin site, never another site."""


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    return render_template("admin/sign_in.html", email="", problem=None, ended="ended" in request.args)


@bp.post("/sign-in")
def prove() -> ResponseReturnValue:
    """Sign in, with a session that nobody knew before."""
    tool, email, now = context.tool(), request.form.get("email", ""), context.now()
    address = request.remote_addr or ""
    tried = signing_in.begin(context.writing_session(), tool.settings, email, address, now)
    context.commit()
    try:
        proof = tried.check(request.form.get("password", ""))
    except SignInRefused as refused:
        return _sign_in_page(email, refused)
    token = signing_in.finish(context.writing_session(), tried, proof, now)
    if token is None:
        context.commit()
        return _sign_in_page(email, SignInRefused("E-mail address and password do not belong together."))
    return _entered(token, _next_page())


@bp.get("/join/<token>")
def join(token: str) -> ResponseReturnValue:
    """Ask somebody invited who they are."""
    invitations.look_at(context.session(), Kind.ADMINISTRATOR, token, context.now())
    return render_template("admin/join.html", errors={}, form={}, shortest=passwords.SHORTEST)


@bp.post("/join/<token>")
def become(token: str) -> ResponseReturnValue:
    """Make an administrator of whoever was invited, and sign them in."""
    form, now = request.form, context.now()
    invitations.look_at(context.session(), Kind.ADMINISTRATOR, token, now)
    # Hashing takes its time by design: no transaction waits for it.
    context.session().rollback()
    try:
        joining = Joining.described(form.get("name", ""), form.get("email", ""), form.get("password", ""))
        password_hash = passwords.hashed(form["password"])
        number = administrators.join(context.writing_session(), token, joining, password_hash, now)
    except CannotJoin as refused:
        context.session().rollback()
        page = render_template("admin/join.html", errors=refused.errors, form=form, shortest=passwords.SHORTEST)
        return page, refused.status
    return _entered(sessions.open_session(context.session(), number, now), url_for("admin_overview.overview"))


@way_out.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, here and in the database."""
    sessions.close(context.session(), session_token() or "")
    context.commit()
    return farewell(redirect(url_for("admin_entrance.sign_in"), 303))


def _entered(token: str, address: str) -> ResponseReturnValue:
    """End the session that the browser came with, if any, and lead in with the new one."""
    sessions.close(context.session(), session_token() or "")
    context.commit()
    return welcome(redirect(address, 303), token)


def _next_page() -> str:
    wanted = request.args.get("next", "")
    return wanted if _OWN_PAGE.fullmatch(wanted) else url_for("admin_overview.overview")


def _sign_in_page(email: str, refused: SignInRefused) -> ResponseReturnValue:
    return render_template("admin/sign_in.html", email=email, problem=refused, ended=False), refused.status
