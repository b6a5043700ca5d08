"""Practice cases: answered for oneself, compared, answered again."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import assessment, practice
from lti_npq.services.assessment import NotReady
from lti_npq.web import context
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("practice", __name__)


def practice_page(task_key: str, errors: Mapping[str, str] | None = None) -> str:
    """Return the page that a practice case is answered on."""
    visit = context.visit()
    view = practice.practice_view(context.session(), visit, task_key)
    return render_template(
        "assessment/practice.html",
        task=view.task,
        draft=view.draft,
        saved_at=view.saved_at,
        words=view.words,
        compared_at=view.compared_at,
        errors=errors or {},
        can_write=visit.records,
    )


@bp.post("/tasks/<task_key>/comparison")
def compare(task_key: str) -> ResponseReturnValue:
    """Keep what was written and hold it against what a strong answer attends to."""
    visit, now = context.visit(), context.now()
    assessment.save_whole_draft(context.session(), visit, task_key, request.form, now)
    context.commit()
    try:
        practice.compare(context.writing_session(), visit, task_key, now)
    except NotReady as unready:
        return practice_page(task_key, unready.errors), unready.status
    context.commit()
    return redirect(url_for(".comparison", task_key=task_key), 303)


@bp.get("/tasks/<task_key>/comparison")
def comparison(task_key: str) -> ResponseReturnValue:
    """Show the answer as it was compared; before there is one, the page to write it on."""
    found = practice.comparison(context.session(), context.visit(), task_key)
    if found is None:
        return redirect(url_for("assessment.task", task_key=task_key))
    return render_template(
        "assessment/comparison.html",
        task=found.task,
        answers=found.answers,
        words=found.words,
        compared_at=found.compared_at,
    )
