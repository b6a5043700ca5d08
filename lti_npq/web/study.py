"""Studying: the programme, its modules and pages, self-checks and writing for oneself."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import engagement, study
from lti_npq.services import heartbeats as open_pages
from lti_npq.services import home as home_page
from lti_npq.services.engagement import NothingChosen
from lti_npq.web import context, kept_pages
from lti_npq.web.answers import offer_in, response_in
from lti_npq.web.filters import clock
from lti_npq.web.reports import report_in, view_key_in
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("study", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show the programme: where to go on, every stage with its modules and tasks, how far one has come."""
    view = home_page.home_view(context.session(), context.tool().library, context.visit())
    return render_template(
        "study/home.html",
        resume=view.resume,
        sections=view.sections,
        earlier=view.earlier,
        account=view.account,
        engaged=view.engaged,
        not_here=view.not_here,
    )


@bp.get("/modules/<module_key>")
def module(module_key: str) -> ResponseReturnValue:
    """Lead to where the participant left off in a module."""
    target = study.page_to_open(context.session(), context.visit(), module_key)
    return redirect(url_for(".page", page_key=target.key))


@bp.get("/pages/<page_key>")
def page(page_key: str) -> ResponseReturnValue:
    """Show a page."""
    view = study.page_view(context.session(), context.visit(), page_key)
    return kept_pages.shown(view, context.visit())


@bp.post("/pages/<page_key>/read")
def read(page_key: str) -> ResponseReturnValue:
    """Note that a page was read, and go on to the next one."""
    visit, view = context.visit(), request.form.get("view")
    view_key = view_key_in(view) if view else None
    engagement.record_page_read(context.session(), visit, page_key, context.now(), view_key)
    context.commit()
    following = study.page_after(visit, page_key)
    return redirect(url_for(".page", page_key=following.key if following else page_key), 303)


@bp.post("/pages/<page_key>/heartbeats")
def heartbeats(page_key: str) -> ResponseReturnValue:
    """Take what an open page reports of the time that it was studied; answers 204."""
    report, state = report_in(request.form)
    open_pages.hear(context.session(), context.visit(), page_key, report, state, context.now())
    context.commit()
    return "", 204


@bp.post("/leaving")
def leaving() -> ResponseReturnValue:
    """Take note that the page in front was hidden or closed; answers 204."""
    open_pages.leave(context.session(), context.visit(), context.now())
    context.commit()
    return "", 204


@bp.post("/questions/<question_key>/answers")
def answer(question_key: str) -> ResponseReturnValue:
    """Take an answer to a self-check and show what it teaches."""
    visit = context.visit()
    found, question = engagement.find_question(visit, question_key)
    given, shown = response_in(request.form, question), offer_in(request.form)
    try:
        view = engagement.record_answer(context.session(), visit, question_key, given, context.now(), shown)
        context.commit()
    except NothingChosen as refused:
        if not context.by_script():
            raise
        return render_template("study/question.html", question=question, answer=None, refused=refused.title)
    if context.by_script():
        return render_template("study/question.html", question=question, answer=view, refused="")
    return redirect(url_for(".page", page_key=found.key, _anchor=f"q-{question_key}"), 303)


@bp.post("/writing/<writing_key>")
def write(writing_key: str) -> ResponseReturnValue:
    """Keep what was written."""
    visit, now = context.visit(), context.now()
    page, _ = engagement.find_writing(visit, writing_key)
    engagement.save_writing(context.session(), visit, writing_key, request.form.get("text", ""), now)
    context.commit()
    if context.by_script():
        return jsonify(saved_at=clock(now))
    return redirect(url_for(".page", page_key=page.key, _anchor=f"w-{writing_key}"), 303)
