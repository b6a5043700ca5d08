"""Telling tools what happened. Source: LTI Platform Notification Service 1.0."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import jwt
import urllib3
from flask import Blueprint
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import scopes
from lti_npq.demo_lms.claims import LTI, context_claim, token_claims
from lti_npq.demo_lms.context import DemoLms, lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.deployments import deployed_in
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.media_types import body_of_type
from lti_npq.demo_lms.service_claims import COPY_NOTICE
from lti_npq.demo_lms.tokens import require_scope
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("notices", __name__, url_prefix="/services/notice-handlers/<deployment>")

HANDLER_SECONDS = 5.0


@bp.get("")
def show(deployment: str) -> ResponseReturnValue:
    """Return where the tool wants to be told of what."""
    return _as_json(_tool_of(deployment))


@bp.put("")
def subscribe(deployment: str) -> ResponseReturnValue:
    """Take a handler for one type of notice; an empty handler ends the subscription."""
    tool, body = _tool_of(deployment), body_of_type("application/json")
    notice_type, handler = body.get("notice_type"), body.get("handler")
    if notice_type != COPY_NOTICE:
        raise RefusedError(400, "invalid_request", f"the only notice_type here is {COPY_NOTICE}")
    if not isinstance(handler, str) or (handler and _host(handler) != _host(tool.launch_url)):
        raise RefusedError(400, "invalid_request", "handler must be an address of the tool")
    lms().store.notices.set(tool.deployment_id, notice_type, handler)
    return {"notice_type": notice_type, "handler": handler}


def send_copy_notices(lms: DemoLms, origin: Course, made: Course) -> None:
    """Tell every tool that wants to know of a copied course; whoever does not answer is not told again."""
    for tool in (deployed_in(lms.settings, tool, origin.id) for tool in lms.store.tools.all()):
        handler = lms.store.notices.of(tool.deployment_id).get(COPY_NOTICE)
        if handler and lms.settings.habits.copy_notices:
            notice = _copy_notice(lms, origin, made)
            for _ in range(2 if lms.settings.habits.notices_repeated else 1):
                _post(handler, _signed(lms, {**token_claims(lms, tool, uuid4().hex), **notice}))


def _copy_notice(lms: DemoLms, origin: Course, made: Course) -> dict[str, Any]:
    moment = lms.settings.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        f"{LTI}notice": {"id": str(uuid4()), "timestamp": moment, "type": COPY_NOTICE},
        f"{LTI}context": context_claim(lms, made),
        f"{LTI}origin_contexts": [origin.id],
    }


def _signed(lms: DemoLms, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, lms.key.private, algorithm="RS256", headers={"kid": lms.key.kid})


def _post(handler: str, notice: str) -> None:
    with urllib3.PoolManager(timeout=HANDLER_SECONDS, retries=False) as http:
        try:
            http.request("POST", handler, json={"notices": [{"jwt": notice}]})
        except urllib3.exceptions.HTTPError:
            return


def _tool_of(deployment: str) -> Tool:
    tool = require_scope(scopes.NOTICES)
    for course in lms().store.courses.all():
        deployed = deployed_in(lms().settings, tool, course.id)
        if deployed.deployment_id == deployment:
            return deployed
    raise RefusedError(404, "not_found", "the tool has no such deployment")


def _as_json(tool: Tool) -> dict[str, Any]:
    wanted = lms().store.notices.of(tool.deployment_id)
    handlers = [{"notice_type": kind, "handler": url} for kind, url in wanted.items()]
    return {"client_id": tool.client_id, "deployment_id": tool.deployment_id, "notice_handlers": handlers}


def _host(url: str) -> str:
    return urlsplit(url).netloc
