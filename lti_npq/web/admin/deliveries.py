"""Deliveries: what is owed to gradebooks and Learning Record Stores, and what does not arrive."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import delivery
from lti_npq.services.administration import deliveries
from lti_npq.services.delivery.overview import platforms, stores
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, administrator, scope

bp = admin_blueprint("deliveries", __name__)


@bp.get("/deliveries")
def listing() -> ResponseReturnValue:
    """List the courses with trouble; the Learning Record Stores too, which all providers share."""
    session = context.session()
    return render_template(
        "admin/deliveries.html",
        courses=deliveries.courses_in_trouble(session, scope()),
        notices=delivery.notice_troubles(session, scope()),
        platforms=platforms(session, context.now(), scope()),
        stores=stores(session, context.now()) if scope() is None else [],
    )


@bp.post("/deliveries/courses/<int:context_id>")
def send_again(context_id: int) -> ResponseReturnValue:
    """Give a course's grades another try."""
    session, who = context.session(), administrator().email
    deliveries.send_again(session, context_id, context.now(), who=who, tenant_id=scope())
    context.commit()
    return redirect(url_for(".listing"), 303)


@bp.post("/deliveries/stores")
def send_statements_again() -> ResponseReturnValue:
    """Give the statements that were set aside another try."""
    deliveries.send_statements_again(context.session(), context.now(), who=administrator().email, tenant_id=scope())
    context.commit()
    return redirect(url_for(".listing"), 303)
