"""One handler for every failure: a calm page for people, words for scripts, a reference for whoever looks it up."""

import logging
import secrets

from flask import Flask, abort, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lti_npq import logs
from lti_npq.errors import NpqError
from lti_npq.web import context, uploads

log = logging.getLogger(__name__)

_HTTP_WORDS = {
    404: (
        "There is no such page",
        "The address is incomplete or out of date.",
        "Go back, or open the activity again from your course.",
    ),
    405: ("This address works differently", "It was called in a way it does not answer to.", "Go back and try again."),
    413: ("That was too much at once", "What was sent is larger than this tool takes.", "Go back and send less."),
}
_ANY = ("That did not work", "The request could not be understood.", "Go back and try again.")


def install(app: Flask) -> None:
    """Number every request, and let no failure out as a traceback."""
    app.before_request(_admit)
    app.register_error_handler(NpqError, _expected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _admit() -> None:
    """Let only requests in that can be what they say; whatever is logged meanwhile has the request's reference."""
    logs.correlate(_reference())
    _require_whole_body()
    if not uploads.is_upload():
        _refuse_zero_characters()


def _require_whole_body() -> None:
    """Let a body that breaks off be an error: the server says it would end where the stream does, and half a text would
    overwrite a whole one."""
    if request.content_length is not None:
        request.environ.pop("wsgi.input_terminated", None)


def _refuse_zero_characters() -> None:
    """Refuse, in one place, the character that no keyboard sends and PostgreSQL cannot keep.

    A large body is not read before it is known who sends it.
    """
    for given in (request.args, request.form):
        if given and any("\0" in name or "\0" in "".join(values) for name, values in given.lists()):
            abort(400)


def _expected(error: NpqError) -> ResponseReturnValue:
    # What a foreign system said may be part of the message, and must not make up lines of our log.
    words = " ".join(error.message.split())
    log.warning("%s %s: %s [%s]", error.status, type(error).__name__, words, _reference())
    return _answer(error.status, error.title, _sentence(error.message), error.advice)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    log.info("%s %s [%s]", status, path_without_token(), _reference())
    title, message, advice = _HTTP_WORDS.get(status, _ANY)
    return _answer(status, title, message, advice)


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Tell the log everything and the person what they can do."""
    log.error("unexpected failure [%s]", _reference(), exc_info=error)
    return _answer(500, NpqError.title, "This is a fault of ours, not of yours.", NpqError.advice)


def _answer(status: int, title: str, message: str, advice: str) -> ResponseReturnValue:
    if request.routing_exception is not None and request.routing_exception.code == 400:
        # A host that cannot be: no address can be built from it, so no page either.
        return message, status, {"Content-Type": "text/plain; charset=utf-8"}
    context.session().rollback()
    if context.by_script():
        return jsonify(title=title, message=message, advice=advice, reference=_reference()), status
    page = render_template("errors/error.html", title=title, message=message, advice=advice, reference=_reference())
    return page, status


def _reference() -> str:
    """Return the number by which a page and the log name the same failure."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    return str(g.reference)


def _sentence(message: str) -> str:
    """Return the message as a sentence of its own."""
    text = message[:1].upper() + message[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def path_without_token() -> str:
    """Return the request's path as it may stand in a log."""
    parts = request.path.split("/")
    if len(parts) > 2 and parts[1] == "s":
        parts[2] = "…"
    if len(parts) > 3 and parts[1:3] == ["admin", "join"]:
        parts[3] = "…"
    return "/".join(parts)
