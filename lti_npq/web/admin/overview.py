"""What needs attention first."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_npq.services import registry
from lti_npq.services.administration import deliveries, health
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, scope

bp = admin_blueprint("overview", __name__)


@bp.get("/")
def overview() -> ResponseReturnValue:
    """Show what waits for somebody, and otherwise that nothing does."""
    session = context.session()
    return render_template(
        "admin/overview.html",
        pending=registry.pending(session, scope()),
        courses=deliveries.courses_in_trouble(session, scope()),
        stores=deliveries.stores_in_trouble(session, context.now(), scope()),
        platforms=health.platforms(session, scope()),
    )
