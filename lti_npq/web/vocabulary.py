"""The xAPI profile at the address that every statement names: JSON-LD for programs, a page for people."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from lti_npq.errors import NotFound
from lti_npq.services import vocabulary
from lti_npq.web import context

bp = Blueprint("vocabulary", __name__)
JSON_LD = "application/ld+json"
_OFFERED = [JSON_LD, "application/json", "text/html"]
"""The first is what whoever accepts anything gets."""


@bp.get(vocabulary.PROFILE_PATH)
@bp.get(f"{vocabulary.PROFILE_PATH}/<path:part>")
def profile(part: str = "") -> ResponseReturnValue:
    """Answer with the whole profile, also at the address of each version, term, template and pattern."""
    site = context.tool().settings.base_url
    if part and not vocabulary.describes(site, f"{vocabulary.PROFILE_PATH}/{part}"):
        raise NotFound("The profile describes no such thing.")
    wanted = request.accept_mimetypes.best_match(_OFFERED, default=JSON_LD)
    answer = (
        Response(render_template("xapi/profile.html", profile=vocabulary.profile_view(site)))
        if wanted == "text/html"
        else Response(vocabulary.document(site), mimetype=wanted)
    )
    answer.vary.add("Accept")
    # Programs of other sites read it, too; there is nothing in it that is not for everybody.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.cache_control.public, answer.cache_control.max_age = True, 3600
    return answer
