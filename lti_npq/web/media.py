"""Pictures and files of the programme that a visitor studies."""

from pathlib import PurePosixPath

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from lti_npq.errors import NotFound
from lti_npq.web import context
from lti_npq.web.sessions import session_blueprint

bp = session_blueprint("media", __name__)


@bp.get("/media/<digest>/<_name>")
def file(digest: str, _name: str) -> ResponseReturnValue:
    """Send one file, if the programme has it; its address changes with its bytes, so browsers may keep it."""
    entries = context.visit().programme.media
    entry = next((item for item in entries if item.digest == digest), None)
    if entry is None:
        raise NotFound("This programme has no such picture or file.")
    content = context.tool().library.media(digest)
    response = Response(wrap_file(request.environ, content), mimetype=entry.media_type, direct_passthrough=True)
    response.content_length = entry.size
    response.set_etag(digest)
    response.headers.set("Content-Disposition", "inline", filename=PurePosixPath(entry.name).name)
    # Players on phones ask for a piece of a film at a time, and jump.
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=entry.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        # Read by players, which learn from it where the film ends.
        return Response(status=416, headers={"Content-Range": f"bytes */{entry.size}"})
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    # A drawing opened on its own must stay a picture, whatever is inside.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
