"""Choosing content for a course: a programme, what of it, and the answer that the browser takes to the LMS."""

from collections.abc import Collection

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.domain.placing import Activity
from lti_npq.services import choosing
from lti_npq.services.choosing import NothingToAdd
from lti_npq.web import context, headers
from lti_npq.web.sessions import choosing_blueprint

bp = choosing_blueprint("choosing", __name__)
_WHOLE, _NOTHING = "whole", "nothing"


@bp.get("/choose")
def choose() -> ResponseReturnValue:
    """List the programmes; where there is only one, go on to it."""
    choice = context.choice()
    programmes = choosing.programmes(context.session(), context.tool().library)
    if choice.accepts_links and len(programmes) == 1:
        return redirect(url_for(".programme", programme_key=programmes[0].key), 303)
    return render_template("choosing/programmes.html", choice=choice, programmes=programmes)


@bp.get("/choose/<programme_key>")
def programme(programme_key: str) -> ResponseReturnValue:
    """Offer a programme's modules and tasks."""
    return _page(programme_key)


@bp.post("/choose/<programme_key>")
def add(programme_key: str) -> ResponseReturnValue:
    """Answer with what was chosen."""
    choice, given = context.choice(), request.form.getlist("item")
    offer = choosing.offer(context.session(), context.tool().library, programme_key)
    items = [activity.item for activity in offer.whole] if request.form.get("what") == _WHOLE else given
    try:
        activities = choosing.chosen(choice, offer, items)
    except NothingToAdd as nothing:
        return _page(programme_key, given, nothing.message), nothing.status
    return _answer(activities)


@bp.post("/choose")
def cancel() -> ResponseReturnValue:
    """Answer that nothing was chosen."""
    return _answer([])


def _page(programme_key: str, given: Collection[str] | None = None, error: str | None = None) -> str:
    """Render the offer; a form sent back keeps what was chosen."""
    offer = choosing.offer(context.session(), context.tool().library, programme_key)
    return render_template("choosing/programme.html", choice=context.choice(), offer=offer, given=given, error=error)


def _answer(activities: list[Activity]) -> str:
    """Use the choice up and render the form that takes the signed answer to the LMS."""
    tool, choice, session = context.tool(), context.choice(), context.session()
    claims = choosing.answer(session, tool.settings, choice, activities, context.now())
    token = tool.keys(session).sign(claims)
    context.commit()
    headers.let_forms_go_to(choice.return_url)
    return render_template("choosing/answer.html", choice=choice, activities=activities, token=token)
