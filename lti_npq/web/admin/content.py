"""Content: what is published."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_npq.services.content import published_versions
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint

bp = admin_blueprint("content", __name__)


@bp.get("/content")
def listing() -> ResponseReturnValue:
    """List the version of every programme that people see."""
    return render_template("admin/content.html", versions=published_versions(context.session()))
