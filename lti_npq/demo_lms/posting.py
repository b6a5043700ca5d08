"""Forms that post themselves: to a tool, and once more to the LMS where the browser kept its cookie back."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import signed_in
from lti_npq.demo_lms.refusals import asked_path

_AGAIN = "again"


def post_form(action: str, fields: dict[str, str]) -> ResponseReturnValue:
    response = make_response(render_template("post_form.html", action=action, fields=fields))
    response.headers["Cache-Control"] = "no-store"
    return response


def cookie_was_kept_back() -> bool:
    """Tell a request that the tool's frame made by itself, by form or script: it comes without our Lax cookie."""
    return not signed_in() and _AGAIN not in request.values


def post_again() -> ResponseReturnValue:
    """Have the browser repeat its request, as a POST, from a page of our own site, which brings the cookie."""
    if request.method == "GET":
        return post_form(asked_path(), {**request.args.to_dict(), _AGAIN: "1"})
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return post_form(asked_path() + query, {**request.form.to_dict(), _AGAIN: "1"})
