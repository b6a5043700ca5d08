"""For load balancers and monitoring: is the process up, can it do its work, and how do deliveries fare."""

import hmac

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.errors import NotFound
from lti_npq.services import metrics
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


@bp.get("/metrics")
def figures() -> ResponseReturnValue:
    """Answer Prometheus with what each receiver is owed; to nobody without the token of the settings."""
    wanted = context.tool().settings.metrics_token
    if not wanted:
        raise NotFound("Metrics are switched off.", advice="Set LTI_NPQ_METRICS_TOKEN to read them.")
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), wanted.encode()):
        return "", 401, {"WWW-Authenticate": "Bearer"}
    return metrics.exposition(context.session(), context.now()), 200, {"Content-Type": metrics.MEDIA_TYPE}
