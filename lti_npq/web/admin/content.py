"""Content: what is published, which version people see, and what was uploaded."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import catalogue, publishing, uploading
from lti_npq.web import context, exporting
from lti_npq.web.admin.guarding import admin_blueprint, administrator, require_whole_installation, scope
from lti_npq.web.releasing import Desk, serve_on

bp = admin_blueprint("content", __name__)


@bp.get("/content")
def listing() -> ResponseReturnValue:
    """List every programme with its versions, and what was uploaded and waits."""
    session = context.session()
    return render_template(
        "admin/content.html",
        programmes=catalogue.programmes(session),
        uploads=uploading.waiting(session, None) if scope() is None else [],
        may_publish=scope() is None,
        largest=context.tool().settings.max_upload_mb,
    )


@bp.post("/content/programmes/<programme_key>/version")
def show(programme_key: str) -> ResponseReturnValue:
    """Show another version of a programme from now on."""
    require_whole_installation()
    publishing.release(
        context.session(),
        programme_key,
        request.form.get("version", ""),
        context.now(),
        who=administrator().email,
        instead_of=request.form.get("instead_of", ""),
    )
    context.commit()
    return redirect(url_for(".listing"), 303)


@bp.post("/content/programmes/<programme_key>/retire")
def retire(programme_key: str) -> ResponseReturnValue:
    """Let nobody new into a programme."""
    require_whole_installation()
    publishing.retire(context.session(), programme_key, context.now(), who=administrator().email)
    context.commit()
    return redirect(url_for(".listing"), 303)


@bp.post("/content/programmes/<programme_key>/reinstate")
def reinstate(programme_key: str) -> ResponseReturnValue:
    """Open a retired programme again."""
    require_whole_installation()
    publishing.reinstate(context.session(), programme_key, context.now(), who=administrator().email)
    context.commit()
    return redirect(url_for(".listing"), 303)


def _desk() -> Desk:
    require_whole_installation()
    return Desk(who=administrator().email, enrolment_id=None, may_release=True)


serve_on(bp, _desk)
exporting.serve_on(bp, require_whole_installation)
