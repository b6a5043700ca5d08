"""Tasks as a participant meets them: read, draft, check, hand in, read the answer."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.domain import assessment as rules
from lti_npq.services import assessment, attempts
from lti_npq.services.assessment import ChangedSince, NotReady, TaskView
from lti_npq.web import context
from lti_npq.web.filters import clock
from lti_npq.web.practice import practice_page
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("assessment", __name__)


@bp.get("/tasks/<task_key>")
def task(task_key: str) -> ResponseReturnValue:
    """Show the brief, the draft and what was handed in; of a summative case, what is known before its window."""
    library, found = context.tool().library, context.visit().programme.task(task_key)
    if found and found.kind == "summative":
        return render_template("assessment/later.html", task=found)
    if found and found.kind == "practice-case":
        return practice_page(task_key)
    return _task_page(assessment.task_view_to_read(context.session(), library, context.visit(), task_key), {})


@bp.post("/tasks/<task_key>/draft")
def draft(task_key: str) -> ResponseReturnValue:
    """Keep a draft: one part from a script, all parts from the form."""
    visit, now = context.visit(), context.now()
    if context.by_script():
        part, text = request.form.get("part", ""), request.form.get("text", "")
        assessment.save_draft(context.session(), visit, task_key, part, text, now)
        context.commit()
        return jsonify(saved_at=clock(now))
    assessment.save_whole_draft(context.session(), visit, task_key, request.form, now)
    context.commit()
    return redirect(url_for(".task", task_key=task_key), 303)


@bp.post("/tasks/<task_key>/check")
def check(task_key: str) -> ResponseReturnValue:
    """Keep the draft and show it once more before it is handed in."""
    visit = context.visit()
    assessment.require_marked(assessment.find_task(visit, task_key))
    assessment.save_whole_draft(context.session(), visit, task_key, request.form, context.now())
    context.commit()
    view = assessment.task_view(context.session(), visit, task_key)
    errors = rules.submission_errors(view.task, view.draft)
    if errors:
        return _task_page(view, errors), NotReady.status
    return _check_page(view)


@bp.post("/tasks/<task_key>/submissions")
def submit(task_key: str) -> ResponseReturnValue:
    """Hand the draft in."""
    visit = context.visit()
    try:
        attempt = assessment.submit(context.session(), visit, task_key, request.form.get("read", ""), context.now())
    except ChangedSince as changed:
        view = assessment.task_view(context.session(), visit, task_key)
        return _check_page(view, f"{changed.message} Read it once more."), changed.status
    except NotReady as unready:
        view = assessment.task_view(context.session(), visit, task_key)
        return _task_page(view, unready.errors), unready.status
    context.commit()
    return redirect(url_for(".receipt", task_key=task_key, number=attempt.number), 303)


@bp.get("/tasks/<task_key>/submissions/<int:number>")
def receipt(task_key: str, number: int) -> ResponseReturnValue:
    """Show that a task was handed in, and when."""
    library = context.tool().library
    found, attempt = attempts.find_attempt(context.session(), library, context.visit(), task_key, number)
    return render_template(
        "assessment/receipt.html", task=found, attempt=attempt, reference=str(attempt.submission_id)[:8].upper()
    )


def _check_page(view: TaskView, *warnings: str) -> str:
    return render_template(
        "assessment/check.html",
        task=view.task,
        draft=view.draft,
        read=assessment.fingerprint(view.task, view.draft),
        words=view.words,
        warnings=[*warnings, *rules.submission_warnings(view.task, view.draft)],
    )


def _task_page(view: TaskView, errors: object) -> str:
    return render_template(
        "assessment/task.html",
        task=view.task,
        handed_in=view.handed_in or view.task,
        is_withdrawn=view.is_withdrawn,
        draft=view.draft,
        saved_at=view.saved_at,
        words=view.words,
        state=view.state,
        attempts=view.attempts,
        grade=view.grade,
        errors=errors,
        can_submit=context.visit().records and view.state.may_write and not view.is_withdrawn,
    )
