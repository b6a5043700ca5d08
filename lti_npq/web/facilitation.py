"""A facilitator's pages: the queue and one submission at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import copies, grades, marking, people
from lti_npq.services.grades import NotSure
from lti_npq.services.marking import IncompleteMark
from lti_npq.web import context
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("facilitation", __name__)
_LEVEL = "level-"
_MOST_DIGITS = 9
"""Of the points of a level; Python refuses to read numbers of thousands of digits."""


@dataclass(frozen=True, slots=True)
class MarkForm:
    """What the form holds, given or kept from before."""

    levels: dict[str, int]
    feedback: str


@bp.get("/marking")
def queue() -> ResponseReturnValue:
    """List what waits to be marked and what is, of all or of a group."""
    session, visit = context.session(), context.visit()
    shown = people.group_filter(session, visit, request.args.get("group"))
    view = marking.queue_view(session, context.tool().library, visit, of=shown.members if shown.group else None)
    past = copies.copies(session, visit)
    return render_template("facilitation/queue.html", waiting=view.waiting, marked=view.marked, past=past, shown=shown)


@bp.post("/marking/copies/<int:proposal_id>")
def decide_copy(proposal_id: int) -> ResponseReturnValue:
    """Keep whether a copied course is the same programme run as the one that it was copied from."""
    linked = request.form.get("same") == "yes"
    copies.decide(context.session(), context.visit(), proposal_id, linked=linked, now=context.now())
    context.commit()
    return redirect(url_for(".queue"), 303)


@bp.get("/marking/<uuid:submission_id>")
def submission(submission_id: UUID) -> ResponseReturnValue:
    """Show one submission beside the criteria."""
    return _marking_page(submission_id)


@bp.post("/marking/<uuid:submission_id>")
def mark(submission_id: UUID) -> ResponseReturnValue:
    """Store a mark and go on to the next submission that waits."""
    form = _form()
    try:
        marking.mark(
            context.session(),
            context.tool().library,
            context.visit(),
            submission_id,
            outcome=request.form.get("outcome", ""),
            levels=form.levels,
            feedback=form.feedback,
            seen=request.form.get("seen", ""),
            now=context.now(),
        )
    except IncompleteMark as incomplete:
        return _marking_page(submission_id, form, incomplete.errors, request.form.get("seen")), incomplete.status
    context.commit()
    return redirect(url_for(".queue"), 303)


@bp.post("/marking/<uuid:submission_id>/grade")
def send_grade(submission_id: UUID) -> ResponseReturnValue:
    """Send a grade again: one that was given up, or over what somebody else gave in the LMS."""
    session, visit, now = context.session(), context.visit(), context.now()
    if "stands" in request.form:
        sure, seen = "sure" in request.form, request.form["stands"]
        try:
            grades.send_all_the_same(session, visit, submission_id, seen=seen, sure=sure, now=now)
        except NotSure as unsure:
            return _marking_page(submission_id, errors={"sure": unsure.advice}), unsure.status
    else:
        grades.send_again(session, visit, submission_id, now)
    context.commit()
    return redirect(url_for(".submission", submission_id=submission_id), 303)


def _form() -> MarkForm:
    levels = {
        name.removeprefix(_LEVEL): int(value)
        for name, value in request.form.items()
        if name.startswith(_LEVEL) and value.isdecimal() and len(value) <= _MOST_DIGITS
    }
    return MarkForm(levels, request.form.get("feedback", ""))


def _marking_page(
    submission_id: UUID, form: MarkForm | None = None, errors: Mapping[str, str] | None = None, seen: str | None = None
) -> str:
    """Render a submission; a form sent back keeps what was chosen, and the mark that it was chosen in view of."""
    session, library, visit = context.session(), context.tool().library, context.visit()
    view = marking.submission_view(session, library, visit, submission_id)
    if form is None:
        form = MarkForm(dict(view.marking.levels), view.marking.feedback) if view.marking else MarkForm({}, "")
    return render_template(
        "facilitation/marking.html",
        queue=marking.queue_view(session, library, visit).waiting,
        task=view.task,
        submission=view,
        seen=view.seen if seen is None else seen,
        form=form,
        errors=errors or {},
        earlier=copies.earlier_outcome(session, visit, submission_id),
    )
