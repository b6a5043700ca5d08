"""Administrators, and links for those who are to join or to register an LMS."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import registry
from lti_npq.services.administration import administrators, inviting
from lti_npq.services.invitations import LASTS, Kind
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, administrator, scope

bp = admin_blueprint("people", __name__)


@bp.get("/administrators")
def listing() -> ResponseReturnValue:
    """List who may sign in."""
    return render_template("admin/people.html", people=administrators.administrators(context.session(), scope()))


@bp.post("/administrators/<int:administrator_id>/disable")
def disable(administrator_id: int) -> ResponseReturnValue:
    """Let somebody in no longer."""
    who = administrator().email
    administrators.disable(context.session(), administrator_id, context.now(), who=who, tenant_id=scope())
    context.commit()
    return redirect(url_for(".listing"), 303)


@bp.get("/invitations")
def invitation() -> ResponseReturnValue:
    """Ask whom to invite."""
    return _invitation_page()


@bp.post("/invitations")
def invite() -> ResponseReturnValue:
    """Make a one-time link and show it, this once."""
    kind = Kind.REGISTRATION if request.form.get("kind") == Kind.REGISTRATION else Kind.ADMINISTRATOR
    session, settings = context.session(), context.tool().settings
    provider = request.form.get("provider", "").strip()
    tenant_id = inviting.provider_for(session, kind, provider) if scope() is None else scope()
    link = inviting.make_link(session, settings, kind, tenant_id, context.now(), who=administrator().email)
    context.commit()
    return _invitation_page(link=link, kind=kind, hours=LASTS[kind].total_seconds() // 3600)


def _invitation_page(**made: object) -> str:
    return render_template("admin/invitation.html", providers=registry.tenants(context.session(), scope()), **made)
