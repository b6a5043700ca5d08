"""For load balancers: is the process up, and can it do its work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lti_npq.services.installation import is_ready
from lti_npq.web import context

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer as long as the process does."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Answer 200 while the database does, 503 otherwise."""
    if is_ready(context.session()):
        return {"status": "ready"}
    return {"status": "the database does not answer"}, 503
