"""An author's page: packages sent from inside an LMS."""

from urllib.parse import urlsplit

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_npq.services import catalogue, uploading
from lti_npq.web import context, exporting
from lti_npq.web.releasing import Desk, serve_on
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("authoring", __name__)


@bp.before_request
def require_author() -> None:
    """Let nobody but authors in."""
    uploading.require_author(context.visit())


@bp.get("/content")
def listing() -> ResponseReturnValue:
    """Show what is published, and what the author sent."""
    session, visit = context.session(), context.visit()
    return render_template(
        "content/author.html",
        programmes=catalogue.programmes(session),
        uploads=uploading.waiting(session, visit.enrolment_id),
        largest=context.tool().settings.max_upload_mb,
    )


def _desk() -> Desk:
    visit = context.visit()
    return Desk(
        who=f"{visit.name or 'an author'} ({urlsplit(visit.issuer).hostname})",
        enrolment_id=visit.enrolment_id,
        may_release=uploading.author_may_release(context.session()),
    )


serve_on(bp, _desk)
exporting.serve_on(bp, require_author)
