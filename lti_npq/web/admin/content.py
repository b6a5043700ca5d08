"""Content: what is published."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_npq.services import catalogue
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint

bp = admin_blueprint("content", __name__)


@bp.get("/content")
def listing() -> ResponseReturnValue:
    """List every programme with its versions."""
    return render_template("admin/content.html", programmes=catalogue.programmes(context.session()))
