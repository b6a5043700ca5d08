"""A facilitator's list of who is in the course."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import people, rosters
from lti_npq.web import context
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("people", __name__)


@bp.get("/people")
def listing() -> ResponseReturnValue:
    """List the course's people, all of them or those of a group."""
    view = people.people_view(context.session(), context.visit(), request.args.get("group"))
    return render_template("facilitation/people.html", people=view)


@bp.post("/people/refresh")
def refresh() -> ResponseReturnValue:
    """Have the LMS asked again, and believe it if the facilitator says so."""
    accepts_fewer = request.form.get("left") == "yes"
    rosters.refresh(context.session(), context.visit(), context.now(), accepts_fewer=accepts_fewer)
    context.commit()
    return redirect(url_for(".listing"), 303)
