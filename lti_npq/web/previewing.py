"""A preview for authors: the pages of participants over a package on disk, where nothing is kept.

The blueprints have the names and endpoints of the pages that participants see, so the same templates serve.
"""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.domain.assessment import total_words
from lti_npq.domain.participant import Role
from lti_npq.errors import Forbidden, NpqError
from lti_npq.services import previewing
from lti_npq.services.checking import CheckedPackage
from lti_npq.services.engagement import AnswerView, NothingChosen, response_to
from lti_npq.services.previewing import Preview
from lti_npq.web.answers import offer_in, response_in
from lti_npq.web.context import by_script
from lti_npq.web.filters import clock
from lti_npq.web.sessions import Viewer

_EXTENSION = "lti_npq_preview"
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_VIEWER = Viewer(
    name="Preview: nothing is kept",
    role=Role.PARTICIPANT,
    is_author=False,
    records=True,
    is_retired=False,
    is_preview=True,
    return_url=None,
    draft_key="preview",
)

preview_bp = Blueprint("preview", __name__)
study_bp = Blueprint("study", __name__)
assessment_bp = Blueprint("assessment", __name__)
practice_bp = Blueprint("practice", __name__)
media_bp = Blueprint("media", __name__)


def install(app: Flask, preview: Preview) -> None:
    """Serve a package's pages, or what keeps it from being one."""
    app.extensions[_EXTENSION] = preview
    app.before_request(_refuse_other_hosts)
    app.register_error_handler(NpqError, _failed)
    app.context_processor(_page_context)
    for blueprint in (preview_bp, study_bp, assessment_bp, practice_bp, media_bp):
        app.register_blueprint(blueprint)


def _preview() -> Preview:
    return cast("Preview", current_app.extensions[_EXTENSION])


def _refuse_other_hosts() -> None:
    """Answer to this computer's own name only: a web site could otherwise lend its name to our address."""
    if request.host.rpartition(":")[0] not in _LOOPBACK and request.host not in _LOOPBACK:
        raise Forbidden("The preview is for this computer alone.", advice="Open it at http://127.0.0.1.")


@study_bp.before_request
@assessment_bp.before_request
@practice_bp.before_request
def _show_problems() -> ResponseReturnValue | None:
    """Show the report in the place of every page while the package has an error."""
    g.stamp = _preview().stamp
    g.checked = _preview().checked()
    return report() if g.checked.count("error") else None


def _page_context() -> dict[str, object]:
    checked: CheckedPackage | None = g.get("checked")
    shown = {"csrf": "preview", "viewer": _VIEWER, "stamp": g.get("stamp", "")}
    return shown | ({"programme": checked.programme, "checked": checked} if checked else {})


def _failed(error: NpqError) -> ResponseReturnValue:
    if by_script():
        return jsonify(title=error.title, message=error.message, advice=error.advice), error.status
    return render_template("preview/error.html", title=error.title, error=error), error.status


@preview_bp.get("/preview/report")
def report() -> ResponseReturnValue:
    """Show everything that is wrong with the package."""
    g.stamp = _preview().stamp
    g.checked = _preview().checked()
    return render_template("preview/report.html")


@preview_bp.get("/preview/stamp")
def stamp() -> ResponseReturnValue:
    """Say whether files have changed."""
    return jsonify(stamp=_preview().stamp)


@study_bp.get("/")
def home() -> ResponseReturnValue:
    """Show the programme."""
    return render_template("preview/home.html", **_shown(previewing.home(g.checked.programme)))


@study_bp.get("/modules/<module_key>")
def module(module_key: str) -> ResponseReturnValue:
    """Lead to the first page of a module."""
    found = g.checked.programme.module(module_key)
    return redirect(url_for("study.page", page_key=found.pages[0].key) if found else url_for("study.home"))


@study_bp.get("/pages/<page_key>")
def page(page_key: str) -> ResponseReturnValue:
    """Show a page."""
    return render_template("preview/page.html", **_shown(previewing.page(g.checked.programme, page_key)))


@study_bp.post("/pages/<page_key>/read")
def read(page_key: str) -> ResponseReturnValue:
    """Go on to the next page."""
    view = previewing.page(g.checked.programme, page_key)
    following = view.next or view.page
    return redirect(url_for("study.page", page_key=following.key), 303)


@study_bp.post("/questions/<question_key>/answers")
def answer(question_key: str) -> ResponseReturnValue:
    """Judge an answer, and forget it."""
    found, question = previewing.find_question(g.checked.programme, question_key)
    try:
        response = response_to(question, response_in(request.form, question), offer_in(request.form))
    except NothingChosen as refused:
        if not by_script():
            raise
        return render_template("study/question.html", question=question, answer=None, refused=refused.title)
    if by_script():
        view = AnswerView(response, question.judge(response))
        return render_template("study/question.html", question=question, answer=view, refused="")
    shown = previewing.page(g.checked.programme, found.key, (question, response))
    return render_template("preview/page.html", **_shown(shown))


@study_bp.post("/writing/<writing_key>")
def write(writing_key: str) -> ResponseReturnValue:
    """Answer as if the text had been kept."""
    if by_script():
        return jsonify(saved_at=clock(datetime.now(UTC)))
    found = g.checked.programme.writing(writing_key)
    return redirect(url_for("study.page", page_key=found[0].key) if found else url_for("study.home"), 303)


@assessment_bp.get("/tasks/<task_key>")
def task(task_key: str) -> ResponseReturnValue:
    """Show a task."""
    view = previewing.task(g.checked.programme, task_key)
    if view.task.kind == "practice-case":
        return render_template("preview/practice.html", errors={}, can_write=True, compared_at=None, **_shown(view))
    return render_template("preview/task.html", errors={}, can_submit=True, **_shown(view))


@assessment_bp.post("/tasks/<task_key>/draft", endpoint="draft")
@assessment_bp.post("/tasks/<task_key>/check", endpoint="check")
def forget(task_key: str) -> ResponseReturnValue:
    """Answer as if the draft had been kept."""
    if by_script():
        return jsonify(saved_at=clock(datetime.now(UTC)))
    return redirect(url_for("assessment.task", task_key=task_key), 303)


@practice_bp.route("/tasks/<task_key>/comparison", methods=["GET", "POST"], endpoint="compare")
@practice_bp.get("/tasks/<task_key>/comparison", endpoint="comparison")
def compare(task_key: str) -> ResponseReturnValue:
    """Hold what was just written against what a strong answer attends to, and forget it."""
    found = previewing.task(g.checked.programme, task_key).task
    answers = {part.key: request.form.get(part.key, "") for part in found.parts}
    words = total_words(answers)
    now = datetime.now(UTC)
    return render_template("preview/comparison.html", task=found, answers=answers, words=words, compared_at=now)


@media_bp.get("/media/<digest>/<_name>")
def file(digest: str, _name: str) -> ResponseReturnValue:
    """Send a picture or file."""
    entry, content = _preview().media(digest)
    response = Response(content, mimetype=entry.media_type)
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _shown(view: Any) -> dict[str, Any]:
    return {field.name: getattr(view, field.name) for field in fields(view)}
