"""Installing the tool in an LMS: dynamic registration, and Canvas's configuration by address."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from lti_npq.platforms.tool_configuration import canvas_configuration
from lti_npq.services import registering
from lti_npq.web import context

bp = Blueprint("registering", __name__, url_prefix="/lti")


@bp.get("/register")
def ask() -> ResponseReturnValue:
    """Say which LMS wants the tool, and ask; looking changes nothing, here or there."""
    settings = context.tool().settings
    proposal = registering.propose(context.session(), settings, request.args, context.now())
    context.framed_by([proposal.configuration_url])
    return _private(render_template("lti/register.html", proposal=proposal))


@bp.post("/register")
def register() -> ResponseReturnValue:
    """Register the tool with the LMS; the invitation in the form is what no other site could send."""
    tool = context.tool()
    proposal = registering.propose(context.session(), tool.settings, request.form, context.now())
    context.framed_by([proposal.configuration_url])
    # The LMS is asked now, and nothing waits for a network inside a transaction.
    context.session().rollback()
    agreed = registering.exchange(tool.door, tool.settings, proposal)
    completed = registering.complete(context.writing_session(), proposal, agreed, context.now())
    context.commit()
    return _private(render_template("lti/registered.html", completed=completed))


@bp.get("/config.json")
def canvas() -> ResponseReturnValue:
    """Describe the tool to Canvas."""
    return jsonify(canvas_configuration(context.tool().settings.base_url))


def _private(page: str) -> ResponseReturnValue:
    """Keep a page that holds an invitation out of every cache."""
    return page, {"Cache-Control": "private, no-store"}
