"""Adding activities to a course by a tool's own choice of content. Source: Deep Linking 2.0, 4.5."""

from typing import Any

import jwt
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from jwt.types import Options

from lti_npq.demo_lms.clock import TIMES_UNCHECKED
from lti_npq.demo_lms.content_items import add_items
from lti_npq.demo_lms.context import lms, signed_in
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.deployments import deployed_in
from lti_npq.demo_lms.errors import ProblemError, RefusedError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.membership import taught_course_here
from lti_npq.demo_lms.messages import OpenChoice
from lti_npq.demo_lms.posting import cookie_was_kept_back, post_again
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("choosing", __name__)

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_CLOCK_SECONDS = 60
_OPTIONS: Options = {"require": ["iss", "aud", "exp", "iat", "nonce"], **TIMES_UNCHECKED}


@bp.get("/courses/<course_id>/add/<int:number>")
def choose(course_id: str, number: int) -> ResponseReturnValue:
    """Show the tool's choice of content in a frame."""
    _, course = taught_course_here(course_id)
    tool = lms().store.tools.numbered(number)
    if tool is None or not tool.choosing_url:
        raise ProblemError(404, "There is no such tool here, or it offers no content to choose from.")
    return render_template("choose.html", course=course, tool=tool)


@bp.post("/lti/content-items")
def take() -> ResponseReturnValue:
    """Take the tool's answer, in the frame that it was chosen in, and add the activities to the course."""
    if cookie_was_kept_back():
        return post_again()
    person, course = taught_course_here(request.args.get("course", ""))
    hint = request.args.get("data") or request.args.get("sesskey", "")
    choice = lms().store.messages.take_choice(hint)
    if choice is None or (choice.person, choice.course) != (person.id, course.id):
        raise ProblemError(400, "This choice was taken already, or it took too long. Open the tool once more.")
    claims = _claims(_tool(choice), hint)
    return _added(course, choice.tool, claims)


def _added(course: Course, tool: int, claims: dict[str, Any]) -> ResponseReturnValue:
    items = claims.get(f"{_DL}content_items", [])
    outcome = add_items(lms(), course, tool, items if isinstance(items, list) else [])
    words = {name: claims.get(f"{_DL}{name}") for name in ("msg", "errormsg")}
    return render_template("chosen.html", course=course, outcome=outcome, **words)


def _tool(choice: OpenChoice) -> Tool:
    tool = lms().store.tools.numbered(choice.tool)
    if tool is None or signed_in() is None:
        raise ProblemError(404, "The tool was removed while you were choosing.")
    return deployed_in(lms().settings, tool, choice.course)


def _claims(tool: Tool, data: str) -> dict[str, Any]:
    """Return what the tool signed.

    Raises:
        ProblemError: If it is not the tool's answer to this request.
    """
    token = request.form.get("JWT", "")
    try:
        kid = str(jwt.get_unverified_header(token).get("kid"))
        claims: dict[str, Any] = jwt.decode(
            token,
            lms().tool_keys.find(tool.jwks_url, kid),
            algorithms=["RS256"],
            issuer=tool.client_id,
            audience=lms().settings.issuer,
            options=_OPTIONS,
        )
        lms().settings.clock.require_current(claims, _CLOCK_SECONDS)
    except jwt.exceptions.PyJWTError as problem:
        raise ProblemError(400, f"The tool's answer is refused: {problem}.") from problem
    except RefusedError as problem:
        raise ProblemError(400, f"The tool's answer is refused: {problem.sentence}.") from problem
    _require(claims, tool, data)
    return claims


def _require(claims: dict[str, Any], tool: Tool, data: str) -> None:
    wanted = {
        f"{_LTI}message_type": "LtiDeepLinkingResponse",
        f"{_LTI}version": "1.3.0",
        f"{_LTI}deployment_id": tool.deployment_id,
    }
    if lms().settings.habits.dialect is not Dialect.MOODLE:
        wanted[f"{_DL}data"] = data
    for name, value in wanted.items():
        if claims.get(name) != value:
            raise ProblemError(400, f"The tool's answer is refused: {name} is not what this LMS expects.")
    if not lms().store.use_once(f"nonce {tool.number} {claims['nonce']}", float(claims["exp"])):
        raise ProblemError(400, "The tool's answer is refused: its nonce was used before.")
