"""Tools register themselves here. Source: LTI Dynamic Registration 1.0, 3.3 to 3.6."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.configuration import configuration
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.refusals import html_not_found
from lti_npq.demo_lms.registration_answers import registered
from lti_npq.demo_lms.registration_reading import read_tool
from lti_npq.demo_lms.registration_tokens import client_id_allowed
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("registration", __name__)


@bp.get("/.well-known/openid-configuration")
def show_configuration() -> ResponseReturnValue:
    """Say what a tool needs to know for registering; Canvas tells that only who shows the registration token."""
    if lms().settings.habits.dialect is Dialect.CANVAS:
        client_id_allowed()
    return configuration(lms())


@bp.post("/lti/registration")
def register() -> ResponseReturnValue:
    """Take a tool's registration, once for each token; it is pending until the administrator switches it on."""
    try:
        tool = _registered()
    except RefusedError as refused:
        if lms().settings.habits.dialect is Dialect.MOODLE:
            return _in_moodles_words(refused)
        raise
    return registered(lms(), tool, request.get_json(force=True))


def _registered() -> Tool:
    client_id, expires = client_id_allowed()
    tool = read_tool(lms(), client_id, request.get_json(force=True, silent=True))
    if not lms().store.use_once(f"registration {client_id}", expires):
        raise RefusedError(401, "invalid_token", "the registration token was used before")
    return lms().store.tools.add(tool)


def _in_moodles_words(refused: RefusedError) -> Response:
    """A plain sentence for what is wrong with a registration, an HTML 404 for everything else."""
    if refused.status == 400:
        return Response(refused.sentence, 400, content_type="text/plain; charset=utf-8")
    return html_not_found()
