"""The audit log, page by page."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_npq.services import audit
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, scope
from lti_npq.web.row_numbers import sequence_number

bp = admin_blueprint("audit_log", __name__)


@bp.get("/log")
def listing() -> ResponseReturnValue:
    """List what was done, newest first."""
    before = request.args.get("before", type=sequence_number)
    entries = audit.newest(context.session(), tenant_id=scope(), before=before)
    older = entries[-1].id if len(entries) == audit.PAGE else None
    return render_template("admin/log.html", entries=entries, older=older, is_first=before is None)
